"""What named times say of a figure beside them."""

from __future__ import annotations

import pytest

from service.domain.notation.tokens import tokenize
from service.domain.reading.times import Basis, find_spans
from tests.support.sentences import frame


def basis(text: str, period: str) -> Basis:
    (span,) = find_spans(tokenize(text), int(period[:4]))
    return frame(period).basis(span)


@pytest.mark.parametrize(
    ("text", "period", "expected"),
    [
        ("quý III năm 2023", "2023-Q3", Basis.PERIOD), ("quý 3/2023", "2023-Q3", Basis.PERIOD),
        ("quý II", "2023-Q3", Basis.OTHER), ("năm 2022", "2023-Q3", Basis.OTHER), ("năm 2023", "2023-Q3", Basis.OPEN),
        ("9 tháng", "2023-Q3", Basis.CUMULATIVE), ("6 tháng đầu năm 2023", "2023-H1", Basis.PERIOD),
        ("6 tháng đầu năm 2022", "2023-H1", Basis.OTHER), ("sáu tháng đầu năm", "2023-H1", Basis.PERIOD),
        ("6 tháng cuối năm", "2023-H1", Basis.OTHER), ("tháng 8/2023", "2023-Q3", Basis.PART),
        ("từ 15/6/2023 đến 14/9/2023", "2023-Q3", Basis.PERIOD), ("từ ngày 01/01/2023", "2023-Q3", Basis.CUMULATIVE),
        ("giai đoạn 2021-2025", "2023-Q3", Basis.OTHER), ("đến ngày 14/9/2023", "2023-Q3", Basis.OPEN),
        ("quý I", "2023-Y", Basis.PART),
    ],
)  # fmt: skip
def test_a_time_tells_what_a_figure_covers(text: str, period: str, expected: Basis) -> None:
    assert basis(text, period) is expected


def test_a_window_may_leave_out_the_first_year() -> None:
    (span,) = find_spans(tokenize("(từ 15/12 đến 14/3/2023)"), 2023)
    assert span.since is not None and span.since.year == 2022


def test_a_fraction_is_no_day() -> None:
    assert not find_spans(tokenize("đã xử lý 05/05 phản ánh"), 2023)
