"""`python -m service.cli` is `tonghop`."""

from service.cli.command import main

main()
