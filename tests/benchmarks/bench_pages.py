"""The heaviest pages against an empty one, rendered by the same process: the form, and the board of 4,000 units."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from flask.testing import FlaskClient

from service.actions.context import build_context
from service.actions.operations.demo import PASSWORD, load_demo
from service.app import create_app
from service.settings import settings_from
from service.storage.engine.database import Database
from service.storage.engine.migrate import upgrade
from service.storage.organization.agencies import put_agencies
from tests.benchmarks import province

ROUNDS = 15
UNITS = 4000


def median_seconds(ask: Callable[[], object], rounds: int) -> float:
    """The median over some rounds after one to warm up."""
    ask()
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def signed_in(client: FlaskClient, email: str) -> FlaskClient:
    """The client with somebody's sign-in."""
    client.post("/dang-nhap", data={"email": email, "password": PASSWORD})
    return client


def get(client: FlaskClient, address: str) -> Callable[[], object]:
    """Asking for a page, which must be there."""

    def ask() -> object:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.data

    return ask


def run(units: int = UNITS, rounds: int = ROUNDS) -> dict[str, float]:
    """Median seconds of an empty page, the form and the board."""
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_from({}, Path(folder))
        upgrade(Database(settings.database_url))
        context = build_context(settings)
        load_demo(context)
        app = create_app(settings, replace(build_context(settings), recent=context.recent))
        app.config["WTF_CSRF_ENABLED"] = False
        empty = median_seconds(get(app.test_client(), "/quen-mat-khau"), rounds)
        officer = signed_in(app.test_client(), "canbo@sgtvt.demo.vn")
        form = median_seconds(get(officer, "/bao-cao/2023-Q3/nhap"), rounds)
        with context.database.writing() as session:
            put_agencies(session, province.agencies(units))
        watcher = signed_in(app.test_client(), "chuyenvien@snv.demo.vn")
        board = median_seconds(get(watcher, "/ky/2023-Q3?tim=so 0123"), rounds)
    return {"empty": empty, "form": form, "board": board}


def main() -> None:
    """Print the ratios."""
    found = run()
    form, board, empty = found["form"], found["board"], found["empty"]
    print(f"pages: the form of 79 indicators {form / empty:.1f} x an empty page ({1000 * form:.0f} ms), "
          f"the board of {UNITS} units {board / empty:.1f} x ({1000 * board:.0f} ms)")  # fmt: skip


if __name__ == "__main__":
    main()
