"""How letters speak of places, periods and moments."""

from __future__ import annotations

from datetime import UTC, datetime, time

from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.period import VIETNAM, Period
from service.domain.reporting.report import Report

COMMITTEE = "Ủy ban nhân dân"
NO_BREAK = "\u00a0"
_RANKS = ("thành phố ", "tỉnh ", "huyện ", "thị xã ", "quận ", "xã ", "phường ", "thị trấn ", "đặc khu ")


def place_of(name: str) -> str:
    """The place as it stands before a date: «tỉnh Hưng Yên» is Hưng Yên."""
    for rank in _RANKS:
        if name.lower().startswith(rank):
            return name[len(rank) :]
    return name


def committee_of(province: str) -> str:
    """The province's committee; where it needs a second line, the name of the province stands there as a whole."""
    return f"{COMMITTEE} {province.replace(' ', NO_BREAK)}"


def official_name(agency: Agency) -> str:
    """The unit as letters name it: a district or commune by its committee."""
    if agency.kind is AgencyKind.SO:
        return agency.name
    return f"{COMMITTEE} {in_sentence(agency.name)}"


def in_sentence(title: str) -> str:
    """A title in the middle of a sentence: «Quý III năm 2023» is quý III năm 2023, «Huyện Tiên Lữ» huyện Tiên Lữ."""
    return f"{title[:1].lower()}{title[1:]}"


def report_moment(report: Report, period: Period) -> datetime:
    """The newest filing's moment, or the period's end: a letter knows no other time."""
    return (report.newest or datetime.combine(period.window.last, time(), VIETNAM)).astimezone(UTC)
