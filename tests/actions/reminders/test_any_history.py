"""Laws that the ladder keeps whatever people do and whatever breaks down, on a real database and mail server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.databases import FILE, copied_file
from tests.support.history import UNITS, Deed, Event, History, prepare
from tests.support.installation import standing
from tests.support.mail_server import Box, serving

GAPS = [timedelta(hours=hours) for hours in (0, 0.25, 2, 5, 12, 24, 24, 24, 72)]
DEEDS = st.sampled_from([Deed.NOTHING, Deed.NOTHING, Deed.FILE, *Deed])
# In three of four cases there is somebody who looks, and a mail server.
MOSTLY = st.sampled_from([True, True, True, False])
EVENTS = st.builds(Event, st.sampled_from(GAPS), DEEDS, st.sampled_from(UNITS), st.integers(1, 12), MOSTLY, MOSTLY)


@pytest.fixture(scope="module")
def watched_file(prepared_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file in which a few units with people owe a report."""
    return prepare(prepared_file, tmp_path_factory.mktemp("watched")) / FILE


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    """A mail server."""
    made = Box()
    with serving(made):
        yield made


@settings(max_examples=25)
@given(events=st.lists(EVENTS, min_size=5, max_size=20))
def test_the_laws_hold_for_any_history(watched_file: Path, box: Box, events: list[Event]) -> None:
    with TemporaryDirectory() as folder:
        context = standing(Path(folder), copied_file(watched_file, Path(folder)))
        try:
            history = History(context, box)
            for event in events:
                history.happen(event)
            history.end()
        finally:
            context.database.dispose()
            box.letters.clear()
