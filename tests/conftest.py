"""Databases of both kinds, installations over them, and a browser."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from service.actions.context import Context
from service.actions.organization import accounts
from tests.support.chromium import chromium
from tests.support.databases import FILE, PostgresServer, Refilled, copied_file, sqlite_url
from tests.support.figures import gathered, keep, table
from tests.support.installation import new_context, standing, with_units
from tests.support.visitor import CHEAP

# A machine that others use may be slow at any moment; how long something takes is measured in the benchmarks.
settings.register_profile("tonghop", deadline=None)
settings.load_profile("tonghop")

KINDS = ["sqlite", "postgresql"]
# Whose tests mostly wait for other processes.
WAITING = ("acceptance", "faults", "packaging", "workers")
# Files that take minutes: begun last, one process would work on alone at the end.
LONG = (
    "test_gestures.py", "test_access.py", "test_corrections.py",
    "test_files_changed_at_random.py", "test_form_gestures.py", "test_500_kills.py", "test_quarter_in_chromium.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that wait are spread among those that compute, all in the first part, so that no processor stands idle."""
    files = list(dict.fromkeys(item.path for item in items))
    waiting = [path for path in files if path.parent.name in WAITING]
    others = [path for path in files if path not in waiting]
    step = len(others) * 2 // 3 / max(1, len(waiting))
    places = {path: float(place) for place, path in enumerate(others)}
    places |= {path: number * step - 0.5 for number, path in enumerate(waiting)}
    places |= {path: -1.0 for path in files if path.name in LONG}
    items.sort(key=lambda item: places[item.path])


def pytest_collection_finish() -> None:
    """Modules and tests stay until the end, and need not be looked through whenever memory is tidied up."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the figures of the run are kept for who started it."""
    parser.addoption("--figures", type=Path, help="file in which the figures of the run are kept")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """What the tests counted and measured, those that failed included."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    found = gathered(told for report in reports if report.when == "call" for told in report.user_properties)
    if found:
        terminalreporter.section("figures")
        terminalreporter.write_line("\n".join(table(found)))
    if config.option.figures:
        keep(config.option.figures, found)


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Passwords take no time to make and to check in this process, where it does not matter."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_hasher", CHEAP)
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test process."""
    # Not below pytest's own folder, whose rights a second run of tests on the machine sets anew.
    with tempfile.TemporaryDirectory(prefix="tonghop-postgresql-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder))
        yield server
        server.stop()


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path)
        return
    with request.getfixturevalue("postgresql").created() as url:
        yield url


@pytest.fixture(scope="session")
def prepared_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with Hưng Yên's units and the period 2023-Q3 open."""
    folder = tmp_path_factory.mktemp("prepared")
    with_units(new_context(folder)).database.dispose()
    return folder / FILE


@pytest.fixture(scope="session")
def prepared_database(postgresql: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Refilled:
    """Such a database on the PostgreSQL server."""
    url = postgresql.create()
    with_units(new_context(tmp_path_factory.mktemp("prepared"), url)).database.dispose()
    return Refilled(url)


@pytest.fixture(params=KINDS)
def context(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Context]:
    """An installation with Hưng Yên's units and the period 2023-Q3 open, on each kind of database."""
    if request.param == "sqlite":
        url = copied_file(request.getfixturevalue("prepared_file"), tmp_path)
    else:
        prepared = request.getfixturevalue("prepared_database")
        prepared.refill()
        url = prepared.url
    made = standing(tmp_path, url)
    yield made
    made.database.dispose()


@pytest.fixture
def sqlite_context(prepared_file: Path, tmp_path: Path) -> Iterator[Context]:
    """The same on SQLite only, for what does not depend on the database."""
    made = standing(tmp_path, copied_file(prepared_file, tmp_path))
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file's tests."""
    with chromium() as running:
        yield running
