"""The official letter (công văn) that urges late units; its number, day and signature are left to the clerk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any, BinaryIO

from service.domain.consolidation.consolidation import AgencyState, AgencyStatus
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reminders.overdue_notice import OverdueNotice
from service.domain.reporting.deadline import days_late
from service.domain.reporting.headings import subject_of
from service.domain.reporting.period import VIETNAM, official_moment
from service.writers.letters.word import Properties, fill
from service.writers.letters.wording import committee_of, in_sentence, official_name, place_of

# More addressees than these are named by their kinds.
MOST_NAMED = 12
_STATES = {
    AgencyState.MISSING: "Chưa nộp",
    AgencyState.INVALID: "Đã nộp, còn lỗi",
    AgencyState.FAILED: "Đã nộp, không kiểm tra được",
}
_KINDS = {
    AgencyKind.SO: "Các sở, ban, ngành",
    AgencyKind.HUYEN: "Ủy ban nhân dân các huyện, thị xã, thành phố",
    AgencyKind.XA: "Ủy ban nhân dân các xã, phường",
}


def write_overdue_notice(urging: OverdueNotice, target: BinaryIO) -> None:
    """Write it; there is at least one late unit."""
    about, period = subject_of(urging.template), in_sentence(urging.period.title)
    place = place_of(urging.province)
    content: dict[str, Any] = {
        "parent_caps": committee_of(urging.province).upper(),
        "province": urging.province,
        "rank": urging.province.removesuffix(place).strip(),
        "place": place,
        "year": urging.as_of.astimezone(VIETNAM).year,
        "subject": f"đôn đốc nộp báo cáo {about} {period}",
        "addressees": list(_addressees([unit.agency for unit in urging.late])),
        "about": about,
        "period": period,
        "as_of": official_moment(urging.as_of),
        "valid": urging.valid,
        "expected": urging.expected,
        "late": [_line(number, unit, urging) for number, unit in enumerate(urging.late, 1)],
        "has_faults": any(unit.state is AgencyState.INVALID for unit in urging.late),
        "address": urging.address,
        "higher": urging.template.guide.addressee,
    }
    properties = Properties(f"Công văn đôn đốc nộp báo cáo {about} {period}", "Sở Nội vụ")
    fill("urging_letter", content, target, urging.as_of.astimezone(UTC), properties)


def _addressees(agencies: Sequence[Agency]) -> Iterator[str]:
    """Whom the letter goes to: each by name, or those of a kind together where that would fill the page."""
    if len(agencies) <= MOST_NAMED:
        yield from map(official_name, agencies)
        return
    for kind in AgencyKind:
        of_kind = [agency for agency in agencies if agency.kind is kind]
        if len(of_kind) == 1:
            yield official_name(of_kind[0])
        elif of_kind:
            yield f"{_KINDS[kind]} có tên trong danh sách dưới đây"


def _line(number: int, unit: AgencyStatus, urging: OverdueNotice) -> dict[str, Any]:
    return {
        "number": number,
        "name": official_name(unit.agency),
        "due": official_moment(unit.due_at) + (" (đã gia hạn)" if unit.extension else ""),
        "days": f"{days_late(unit.due_at, urging.as_of)} ngày",
        "state": _STATES[unit.state],
    }
