"""What a file changes in a draft: values are compared by what they say, and not by how they were written."""

from __future__ import annotations

import pytest

from service.domain.reporting.draft import ImportMode, compare_values, figure_as_typed
from service.domain.reporting.report import NA
from tests.support.domain import TEMPLATE

COUNT, SHARE = "indicators.tthc.tong", "indicators.so_hoa.ty_le_may_tinh"


@pytest.mark.parametrize(
    ("path", "typed", "in_file"),
    [
        (COUNT, "1174", "1.174"),
        (COUNT, "Không có", "0"),
        (COUNT, "KTPV", "không áp dụng"),
        (COUNT, "n/a", "không áp dụng"),
        (SHARE, "28,40%", "28,4"),
        ("notes.tthc.tong", "n/a", "n/a"),
    ],
)
def test_what_says_the_same_is_no_difference(path: str, typed: str, in_file: str) -> None:
    found = compare_values({path: typed}, {path: in_file}, TEMPLATE)
    assert (found.is_empty, found.same) == (True, 1)
    assert found.edits(ImportMode.REPLACE, 3) == ()


@pytest.mark.parametrize(
    ("path", "typed", "in_file"),
    [
        (COUNT, "0", "không áp dụng"),
        (COUNT, "57%", "57"),  # no count: what is in doubt stays so until somebody says
        (COUNT, "1.17", "1.174"),
        (SHARE, "không", "0"),
        ("notes.tthc.tong", "1174", "1.174"),
        ("narratives.V", "KTPV", "không áp dụng"),
    ],
)
def test_what_says_something_else_is_one(path: str, typed: str, in_file: str) -> None:
    found = compare_values({path: typed}, {path: in_file}, TEMPLATE)
    assert found.changed == {path: (typed, in_file)}


def test_people_read_words_where_a_figure_does_not_apply() -> None:
    assert figure_as_typed(NA) == "không áp dụng"
