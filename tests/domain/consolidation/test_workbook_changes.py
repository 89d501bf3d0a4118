"""What one merged report has that another has not: of whom, in which sections, and nothing that only was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from service.domain.consolidation.consolidation import Receipt
from service.domain.consolidation.merge import merge_all
from service.domain.consolidation.scope import Scope
from service.domain.consolidation.workbook_changes import ContributingSubmission, MergedState, diff_workbooks
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import Document, SubmittedReport
from tests.support.domain import PERIOD, TEMPLATE, report

AT = datetime(2023, 9, 20, 10, tzinfo=VIETNAM)
COUNT, TOP, BOTTOM, RATIO = (
    "ho_so.tiep_nhan", "tai_chinh.dau_tu_cong_giai_ngan", "tai_chinh.dau_tu_cong_ke_hoach", "tai_chinh.ty_le_giai_ngan",
)  # fmt: skip
PARTS = {COUNT: 10, TOP: 1, BOTTOM: 4}


def agency(code: str) -> Agency:
    kind = AgencyKind.HUYEN if code.startswith("H") else AgencyKind.SO
    return Agency(code, f"Đơn vị {code}", kind, date(2000, 1, 1))


def filed(code: str, **figures: float) -> SubmittedReport:
    given = {**PARTS, **{name.replace("__", "."): value for name, value in figures.items()}}
    return report({name: Decimal(str(value)) for name, value in given.items()}, code).filings[code]


def state(revision: int, *filings: SubmittedReport) -> MergedState:
    codes = [filing.source.agency for filing in filings]
    merged = merge_all(TEMPLATE, PERIOD, [])
    whole = replace(merged, filings=dict(zip(codes, filings, strict=True)))
    counted = tuple(
        ContributingSubmission(agency(code), filing, Receipt(f"{code}-{revision}", revision, "", AT, "api", "Cán bộ"))
        for code, filing in zip(codes, filings, strict=True)
    )
    return MergedState(whole, counted, frozenset(map(agency, codes)))


def test_a_ratio_that_was_typed_as_it_followed_is_no_change() -> None:
    old = state(1, filed("S"))
    assert old.report.figure_of("S", RATIO) == 25
    same, other = (
        diff_workbooks("1", AT, old, state(2, filed("S", tai_chinh__ty_le_giai_ngan=value)), ()) for value in (25, 26)
    )
    assert same.figures == () and same.revised == (agency("S"),)
    assert [(item.indicator.code, item.before, item.after) for item in other.figures] == [(RATIO, 25, 26)]


def test_texts_and_documents_are_told_with_whoever_wrote_them() -> None:
    document = Document("Kế hoạch", "1/KH-S", None, "Kế hoạch")
    old = state(1, replace(filed("S"), narratives={"V": "Không.", "III.1": "Tốt."}, documents=(document,)))
    new = state(2, replace(filed("S"), narratives={"V": "Đề nghị.", "III.1": "Tốt."}))
    (said,) = diff_workbooks("1", AT, old, new, ()).wordings
    assert ([section.code for section in said.sections], said.gone_documents, said.new_documents) == (
        ["V"], (document,), (),
    )  # fmt: skip
    assert (said.agency.code, said.receipt.submission) == ("S", "S-2")


def test_a_part_names_its_own_units_and_sections_only() -> None:
    old = state(1, filed("S"), filed("H"))
    new = state(2, filed("S", ho_so__tiep_nhan=11), filed("H", ho_so__tiep_nhan=30))
    scope = Scope(kinds=(AgencyKind.HUYEN,))
    found = diff_workbooks("1", AT, old.within(scope), new.within(scope), ())
    assert [(item.agency.code, item.after) for item in found.figures if item.indicator.code == COUNT] == [("H", 30)]
    assert [(item.before, item.after) for item in found.totals if item.indicator.code == COUNT] == [(10, 30)]
    assert found.revised == (agency("H"),)
    shown = found.within(lambda section: section == "II.5")
    assert (shown.figures, shown.totals) == ((), ())
