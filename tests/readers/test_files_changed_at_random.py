"""Files changed at random are read or refused in words, whatever their kind, and none of them takes much."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.mutations import KINDS, Tally, measured, try_all

COUNT, SEED = 500, 11


def test_files_of_all_kinds_are_read_or_refused_in_words_within_bounds(
    record_property: Callable[[str, object], None],
) -> None:
    tally = Tally()
    try_all(tally, SEED, COUNT)
    tally.tell(record_property)
    assert tally.crashed == []
    assert tally.tried == COUNT and 0 < tally.refused < COUNT


def test_unchanged_they_are_all_read() -> None:
    for name, kind in KINDS.items():
        assert [whole for whole in kind.wholes() if measured(kind.work, whole).is_refused] == [], name
