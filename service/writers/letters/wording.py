"""How letters speak of places, periods and moments."""

from __future__ import annotations

from datetime import UTC, datetime, time

from service.domain.period import VIETNAM, Period
from service.domain.report import Report

_RANKS = ("thành phố ", "tỉnh ", "huyện ", "thị xã ", "quận ", "xã ", "phường ", "thị trấn ")


def place_of(name: str) -> str:
    """The place as it stands before a date: «tỉnh Hưng Yên» is Hưng Yên."""
    for rank in _RANKS:
        if name.lower().startswith(rank):
            return name[len(rank) :]
    return name


def in_sentence(title: str) -> str:
    """A period's title in the middle of a sentence: «Quý III năm 2023» is quý III năm 2023."""
    return f"{title[:1].lower()}{title[1:]}"


def report_moment(report: Report, period: Period) -> datetime:
    """The newest filing's moment, or the period's end: a letter knows no other time."""
    return (report.newest or datetime.combine(period.window.last, time(), VIETNAM)).astimezone(UTC)
