"""A launcher whose program ends with its parent: `python -m service.parent_death PARENT SIGNAL PROGRAM ARGUMENT…`.

Also used by a work-horse that is forked instead of launched.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int, death_signal: int = signal.SIGKILL) -> None:
    """Have the kernel send `death_signal` when the parent ends; Linux only, nothing elsewhere.

    Raises SystemExit where the parent was gone before the kernel knew of the wish.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(death_signal), *[ctypes.c_ulong(0)] * 3) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    if os.getppid() != parent:
        raise SystemExit(1)


def main(arguments: list[str]) -> None:
    """Become the program, with the wish set; it survives the exec."""
    parent, death_signal, *program = arguments
    die_with_parent(int(parent), int(death_signal))
    os.execvp(program[0], program)  # noqa: S606 - the supervisor names the program


if __name__ == "__main__":
    main(sys.argv[1:])
