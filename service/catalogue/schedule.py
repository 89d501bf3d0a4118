"""The periods of a report template's year and when reports are owed, from `report.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, time, timedelta

from service.catalogue.table import CsvTable
from service.domain.bilingual import Bilingual
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.period import DeadlineRule, PeriodKind, Schedule, YearDay

_PERIOD = re.compile(r"\w+", re.ASCII)
_YEAR_DAY = re.compile(r"(?:(-?\d+):)?(\d\d)-(\d\d)")
_MONTH_DAY = re.compile(r"(?:(-?1):)?([0-3]\d)")
_MONTH = "{month}"
_LONGEST_ROOM = 31  # days after a cut-off by which every report is owed
_NEAR = 15  # days within which one window's end and another's beginning are meant to meet
_SAMPLE_YEAR = 2023


def load_schedule_of(top: CsvTable) -> Schedule:
    """The schedule in a template's file; raises CatalogueError for faults, and where windows nearly meet."""
    kinds: dict[str, tuple[PeriodKind, CsvTable]] = {}
    for item in top.tables("periods"):
        for kind in _kinds(item):
            if kind.code in kinds:
                raise item.fault("code", f"kỳ «{kind.code}» đã có ở trên")
            kinds[kind.code] = kind, item
    if not kinds:
        raise top.fault("periods", "cần ít nhất một kỳ báo cáo")
    for kind, item in kinds.values():
        _require_meeting(kind, item, [other for other, _ in kinds.values()])
    deadlines = top.table("deadlines")
    deadlines.only(*(kind.value for kind in AgencyKind))
    rules = {AgencyKind(key): _deadline(deadlines.table(key)) for key in deadlines.content}
    province = _deadline(top.table("province_due")) if "province_due" in top.content else None
    prefix = top.get("period_prefix", str, "")
    return Schedule(tuple(kind for kind, _ in kinds.values()), rules, prefix, province)


def _deadline(item: CsvTable) -> DeadlineRule:
    item.only("days_after", "working_days_after", "at")
    counted = [key for key in ("days_after", "working_days_after") if key in item.content]
    if len(counted) != 1:
        raise item.fault("days_after", "cần đúng một trong hai khóa days_after, working_days_after")
    days = item.get(counted[0], int)
    if not 0 <= days <= _LONGEST_ROOM:
        raise item.fault(counted[0], f"cần từ 0 đến {_LONGEST_ROOM} ngày, đang là {days}")
    return DeadlineRule(days, item.get("at", time), counted[0] == "working_days_after")


def _kinds(item: CsvTable) -> Iterator[PeriodKind]:
    """The periods of one row: one, or with `every` one a month."""
    item.only("code", "title", "title_en", "first", "last", "official", "every", "ad_hoc")
    code, title, official = item.get("code", str), item.words("title"), item.get("official", str, "")
    is_monthly = item.get("every", str, "") == "month"
    if "every" in item.content and (not is_monthly or _MONTH not in code or _MONTH not in title):
        raise item.fault("every", "cần «month», với {month} trong «code» và «title»")
    if not _PERIOD.fullmatch(code.replace(_MONTH, "01") if is_monthly else code):
        raise item.fault("code", "cần chữ không dấu và chữ số, như Q1")
    for key, text in (("title", title), ("title_en", title.english), ("official", official)):
        if set("{}") & set(text.replace("{year}", "").replace(_MONTH if is_monthly else "{year}", "")):
            raise item.fault(key, "chỗ trống duy nhất là {year}")
    if is_monthly:
        for month in range(1, 13):
            yield _monthly(item, month)
        return
    first, last = _year_day(item, "first"), _year_day(item, "last")
    kind = PeriodKind(code, title, first, last, official, is_ad_hoc=item.get("ad_hoc", bool, False))
    if kind.window(_SAMPLE_YEAR).days < 1:
        raise item.fault("last", "cần không sớm hơn «first»")
    yield kind


def _monthly(item: CsvTable, month: int) -> PeriodKind:
    """The report of one month: «-1:15» is the 15th of the month before; the 31st is the last day of any month.

    Without days it is the month of the calendar.
    """
    days: dict[str, YearDay] = {}
    for key, usual in (("first", "01"), ("last", "31")):
        matched = _MONTH_DAY.fullmatch(item.get(key, str, usual))
        if matched is None or not 1 <= int(matched[2]) <= 31:
            raise item.fault(key, "cần ngày trong tháng như 14, hoặc -1:15 cho ngày 15 tháng trước")
        back = month - 1 + int(matched[1] or 0)
        days[key] = YearDay(back // 12, back % 12 + 1, int(matched[2]), is_clipped=True)
    named = f"{month:02d}"
    title = item.words("title")
    said = Bilingual(title.replace(_MONTH, str(month)), title.english.replace(_MONTH, str(month)))
    code = item.get("code", str).replace(_MONTH, named)
    official = item.get("official", str, "").replace(_MONTH, named)
    kind = PeriodKind(code, said, days["first"], days["last"], official, is_monthly=True)
    if kind.window(_SAMPLE_YEAR).days < 1:
        raise item.fault("last", "cần không sớm hơn «first»")
    return kind


def _require_meeting(kind: PeriodKind, item: CsvTable, kinds: list[PeriodKind]) -> None:
    """Raises CatalogueError where no window ends the day before this one begins, and one nearly does."""
    if kind.is_ad_hoc:
        return
    first = kind.window(_SAMPLE_YEAR).first
    ends: dict[date, PeriodKind] = {
        other.window(year).last: other
        for year in range(_SAMPLE_YEAR - 2, _SAMPLE_YEAR + 2)
        for other in kinds
        if other.is_monthly is kind.is_monthly and not other.is_ad_hoc
    }
    distances = {(first - last).days - 1: other for last, other in ends.items()}
    nearest = min(distances, key=abs)
    if 0 < abs(nearest) <= _NEAR and first - timedelta(days=1) not in ends:
        said = "hở" if nearest > 0 else "chồng"
        raise item.fault("first", f"kỳ {kind.code} {said} {abs(nearest)} ngày so với cuối kỳ {distances[nearest].code}")


def _year_day(item: CsvTable, key: str) -> YearDay:
    matched = _YEAR_DAY.fullmatch(item.get(key, str))
    expected = "cần dạng 06-15, hoặc -1:12-15 cho ngày 15/12 năm trước"
    if matched is None:
        raise item.fault(key, expected)
    day = YearDay(int(matched[1] or 0), int(matched[2]), int(matched[3]))
    try:
        day.in_year(_SAMPLE_YEAR)
    except ValueError as error:
        raise item.fault(key, expected) from error
    return day
