"""A score says in words why a submission deserves a look; its points are worked out by hand here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from service.domain.consolidation.baseline import Baseline
from service.domain.errors import Finding, Level, Message
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.report import Report, Source, SubmittedReport
from service.domain.validation.figure_concerns import figure_concerns
from service.domain.validation.figures_at_limits import LimitCheck, figures_at_limits
from service.domain.validation.review_score import Concern, ConcernKind, Moved, ScoreSummary, review_score
from tests.support.domain import TEMPLATE, figures, report

NOW, LAST_YEAR, PREVIOUS = "2023-Q3", "2022-Q3", "2023-H1"
RECEIVED, SHARE, STOCK = "ho_so.tiep_nhan", "so_hoa.ty_le_may_tinh", "bien_che.co_mat"
IN_TIME = LimitCheck("ho_so.ty_le_dung_han", Decimal(100), ("ho_so.xin_loi",), ("xin loi",))


def warning(rule: str, explanation: str = "") -> Finding:
    return Finding(
        rule, Level.WARNING, Message(f"cảnh báo {rule}"), ("$.indicators.ho_so.tiep_nhan",), "", {}, explanation
    )


def merged(period: str, code: str, *values: object) -> Report:
    """Units U0, U1 … which each gave one figure; None for a unit that gave none."""
    filings = {
        f"U{number}": SubmittedReport(Source(f"U{number}"), figures({code: value}) if value is not None else {})
        for number, value in enumerate(values)
    }
    return Report(TEMPLATE, period, filings)


def past(period: str, code: str, *values: object) -> Baseline:
    return Baseline(TEMPLATE.schedule.period(period), merged(period, code, *values), {}, {})


def kinds(count: int) -> Mapping[str, AgencyKind]:
    return {f"U{number}": AgencyKind.SO for number in range(count)}


def concerns(
    now: Report, last_year: Baseline | None = None, previous: Baseline | None = None
) -> dict[str, list[Concern]]:
    found = figure_concerns(now, kinds(len(now.filings)), last_year, previous)
    return {agency: one.concerns for agency, one in found.items() if one.concerns}


def test_points_are_added_up_and_no_kind_hides_the_others() -> None:
    # Five unexplained ones at 10 are 40 at most; one explained 1; a copied section 5.
    said = "Do sáp nhập hai bộ phận một cửa từ tháng 7"
    findings = [*(warning("R05") for _ in range(5)), warning("R15", said), warning("copied")]
    score = review_score(TEMPLATE, findings, ())
    assert score.summary == ScoreSummary(46, 7, 5)
    assert not score.summary.is_clean
    assert [concern.kind for concern in score.concerns[-2:]] == [ConcernKind.TEXT, ConcernKind.WARNING]


def test_explained_warnings_alone_leave_a_submission_clean() -> None:
    said = "Do sáp nhập hai bộ phận một cửa từ tháng 7"
    assert review_score(TEMPLATE, [warning("R05", said)] * 3, ()).summary == ScoreSummary(3, 3, 0)
    assert review_score(TEMPLATE, [warning("R05", "x")], ()).summary == ScoreSummary(10, 1, 1)
    assert review_score(TEMPLATE, [], ()).summary.is_clean


@pytest.mark.parametrize(
    ("before", "now", "points"),
    [(100, 149, 0), (100, 150, 2), (100, 299, 2), (100, 300, 5), (300, 100, 5), (100, 1000, 10), (4500, 450, 10),
     (4, 9, 0), (0, 99, 2), (0, 100, 5), (100, 0, 5)],
)  # fmt: skip
def test_what_moved_far_since_last_year_weighs_by_how_many_times_as_much_it_is(
    before: int, now: int, points: int
) -> None:
    found = concerns(merged(NOW, RECEIVED, now), past(LAST_YEAR, RECEIVED, before))
    assert [concern.points for concern in found.get("U0", [])] == ([points] if points else [])


@pytest.mark.parametrize(("before", "now", "points"), [(50, 69, 0), (50, 70, 2), (50, 89, 2), (50, 90, 5), (90, 50, 5)])
def test_a_share_weighs_by_points(before: int, now: int, points: int) -> None:
    found = concerns(merged(NOW, SHARE, now), past(LAST_YEAR, SHARE, before))
    assert [concern.points for concern in found.get("U0", [])] == ([points] if points else [])


def test_what_moved_as_everybodys_did_is_no_surprise_and_what_did_not_is() -> None:
    # Five units double, which moves each by the logarithm of two; one stays, one has twenty times as much.
    now = merged(NOW, RECEIVED, 200, 220, 180, 240, 200, 100, 2000)
    found = concerns(now, past(LAST_YEAR, RECEIVED, 100, 110, 90, 120, 100, 100, 100))
    assert list(found) == ["U6"]
    assert [(item.kind, item.points) for item in found["U6"]] == [(ConcernKind.HISTORY, 10)]
    assert str(found["U6"][0].said).endswith("2.000 hồ sơ, Quý III năm 2022 là 100 hồ sơ")


def test_ten_times_a_large_number_is_seen_also_where_everything_moves() -> None:
    now = merged(NOW, RECEIVED, 10, 900, 20, 5000, 40, 1500)
    found = concerns(now, past(LAST_YEAR, RECEIVED, 900, 10, 5000, 20, 1500, 150))
    assert {item.points for item in found["U5"]} == {2}


def test_without_last_year_a_stock_is_held_against_the_period_before_and_a_flow_of_other_days_is_not() -> None:
    assert concerns(merged(NOW, STOCK, 30), None, past(PREVIOUS, STOCK, 90))["U0"][0].points == 5
    assert concerns(merged(NOW, RECEIVED, 30), None, past(PREVIOUS, RECEIVED, 90)) == {}


def test_a_figure_without_a_past_is_held_against_its_peers() -> None:
    # The median of the seven is 330; 45.000 lies far above the order of magnitude of all others.
    found = concerns(merged(NOW, RECEIVED, 300, 310, 320, 330, 340, 350, 45_000))
    assert [(item.kind, item.points) for item in found["U6"]] == [(ConcernKind.PEERS, 4)]
    assert str(found["U6"][0].said) == (
        "II.2.7. Tổng số hồ sơ TTHC tiếp nhận trong kỳ: 45.000 hồ sơ, trung vị của 7 đơn vị cùng cấp là 330 hồ sơ"
    )
    assert list(found) == ["U6"]


def test_whoever_was_always_the_largest_is_no_outlier() -> None:
    values = (300, 310, 320, 330, 340, 350, 45_000)
    assert concerns(merged(NOW, RECEIVED, *values), past(LAST_YEAR, RECEIVED, *values)) == {}


def test_a_low_share_among_high_ones_is_seen_and_peers_of_fewer_than_five_are_none() -> None:
    assert list(concerns(merged(NOW, SHARE, 90, 92, 95, 97, 20))) == ["U4"]
    assert concerns(merged(NOW, SHARE, 90, 92, 95, 20)) == {}


def test_the_figure_that_moved_farthest_in_a_year_is_told_even_where_nothing_is_odd() -> None:
    found = figure_concerns(merged(NOW, RECEIVED, 110), kinds(1), past(LAST_YEAR, RECEIVED, 100), None)
    assert (found["U0"].concerns, found["U0"].moved) == ([], Moved(RECEIVED, Decimal("10.0")))
    assert figure_concerns(merged(NOW, RECEIVED, 110), kinds(1), None, None)["U0"].moved is None


ON_TIME = {"ho_so.dung_han": 400, "ho_so.da_giai_quyet_qua_han": 0, "ho_so.xin_loi": 0}


def written(given: Mapping[str, object], text: str = "") -> list[Concern]:
    one = report(given)
    filing = one.filings["SGTVT"]
    texts = {"II.2": text} if text else {}
    told = Report(TEMPLATE, NOW, {"SGTVT": SubmittedReport(filing.source, filing.figures, texts)})
    return list(figures_at_limits(told, "SGTVT", (IN_TIME,)))


def test_everything_in_time_beside_letters_of_apology_deserves_a_look() -> None:
    (found,) = written({**ON_TIME, "ho_so.xin_loi": 3})
    assert (found.kind, found.points, found.path) == (ConcernKind.LIMIT, 10, "indicators.ho_so.ty_le_dung_han")
    assert str(found.said).endswith("100,00%, trong khi II.2.8.5. Số văn bản xin lỗi do hồ sơ quá hạn là 3 văn bản")


def test_so_it_does_beside_a_text_that_speaks_of_them_but_not_where_it_denies_them() -> None:
    (found,) = written(ON_TIME, "Đã giải quyết 400 hồ sơ. Đã gửi 02 văn bản xin lỗi người dân.")
    assert str(found.said).endswith("trong khi mục II.2 ghi «Đã gửi 02 văn bản xin lỗi người dân»")
    assert written(ON_TIME, "Không có hồ sơ nào phải xin lỗi.") == []
    assert written(ON_TIME) == []


def test_a_share_below_its_limit_is_left_alone() -> None:
    assert written({**ON_TIME, "ho_so.da_giai_quyet_qua_han": 4, "ho_so.xin_loi": 3}) == []
