"""The numbers and words of the province's report that follow from figures, each under a key of its own.

The report is written with them, and a report that people edited is renewed with them: nothing is computed in Word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from service.domain.consolidation.baseline import Baseline, is_share, total_change, unlike_days
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.formatting import show_difference, show_figure, show_number, show_percent
from service.domain.consolidation.narrative import compared_words
from service.domain.consolidation.province_words import MOST_AUTHORS, ProvinceWords, SectionWords, named
from service.domain.consolidation.similar_texts import SharedText
from service.domain.notation.fingerprint import sha256_of
from service.domain.notation.text import sort_key
from service.domain.reporting.period import official_moment
from service.domain.reporting.report import NA, Figure
from service.domain.reporting.template import Aggregate, Indicator, TimeFrame

NONE = "–"
RANKED = 5
_LONGEST_KEY = 64  # what Word takes
_MOST_MISSING = 40


@dataclass(frozen=True)
class BoundText:
    """What stands in the report, never empty, and what people call it."""

    text: str
    label: str


def key_of(*parts: str) -> str:
    """The key of a text, short enough for Word."""
    whole = ".".join(parts)
    return whole if len(whole) <= _LONGEST_KEY else f"{parts[0]}.{sha256_of(whole)[:32]}"


def said_key(section: str, shared: SharedText) -> str:
    """The key of who wrote a text."""
    return key_of("said", section, sha256_of(shared.text)[:12])


def bound_texts(item: Consolidation, words: ProvinceWords) -> dict[str, BoundText]:
    """All of them by key."""
    found = {"coverage": BoundText(_coverage(item), "Số đơn vị có báo cáo")}
    for indicator in item.report.template.indicators:
        for part, label, text in _figures(item, indicator):
            found[key_of(part, indicator.code)] = BoundText(text, f"{indicator.name}, {label}")
    for chart in item.report.template.overview.charts:
        found.update(_ranking(item, item.report.template.by_code[chart.indicator]))
    for section in words.sections.values():
        found.update(_authors(section))
    return found


def silent_words(section: SectionWords) -> Iterator[tuple[str, str]]:
    """The keys and texts about who has nothing to tell, and who is silent."""
    if section.nothing:
        count = len(section.nothing)
        yield key_of("nothing", section.section.code), f"{count} đơn vị {_without(section)}: {named(section.nothing)}."
    if section.silent:
        count = len(section.silent)
        yield key_of("silent", section.section.code), f"{count} đơn vị không nêu nội dung: {named(section.silent)}."


def _without(section: SectionWords) -> str:
    title = section.section.title.casefold()
    return f"không có {title}" if section.section.parent is None else "báo cáo không phát sinh nội dung"


def _authors(section: SectionWords) -> Iterator[tuple[str, BoundText]]:
    title = section.section.title
    for shared in section.shared:
        count = len(shared.agencies)
        text = shared.agencies[0].name if count == 1 else f"{count} đơn vị: {named(shared.agencies, MOST_AUTHORS)}"
        yield said_key(section.section.code, shared), BoundText(text, f"Đơn vị nêu nội dung, {title}")
    for key, text in silent_words(section):
        yield key, BoundText(text, f"Đơn vị không có nội dung, {title}")


def _coverage(item: Consolidation) -> str:
    whole = f"{item.contributing}/{len(item.units)} đơn vị"
    if item.is_complete:
        return f"Số liệu tổng hợp từ báo cáo của {whole}."
    newest = official_moment(item.report.newest) if item.report.newest else "chưa có"
    missing = [unit.agency.name for unit in item.missing]
    rest = len(missing) - _MOST_MISSING
    names = "; ".join(missing[:_MOST_MISSING]) + (f" và {rest} đơn vị khác" if rest > 0 else "")
    return f"DỰ THẢO - TẠM TỔNG HỢP từ {whole}, số liệu đến {newest}. Chưa có báo cáo hợp lệ của: {names}."


def _figures(item: Consolidation, indicator: Indicator) -> Iterator[tuple[str, str, str]]:
    """The kind of each text of an indicator, its label, and the text."""
    total = item.report.totals[indicator.code]
    figure = total.figure
    is_added = indicator.aggregate is not Aggregate.NONE
    yield "now", "kỳ này", _shown(figure, indicator) if is_added else "không cộng"
    yield "count", "số đơn vị có số liệu", f"{total.contributing}/{total.applicable}"
    yield "previous", "kỳ trước", _past(item.previous, indicator)
    yield "last_year", "cùng kỳ năm trước", _past(item.last_year, indicator)
    yield "moved", "so với cùng kỳ năm trước", _moved(item, item.last_year, indicator)
    yield "moved_previous", "so với kỳ trước", _moved(item, item.previous, indicator)
    yield "value", "kỳ này", show_figure(figure, indicator) if isinstance(figure, Decimal) else "chưa có số liệu"
    yield "change", "thay đổi", _changes(item, indicator)


def _shown(figure: Figure | None, indicator: Indicator) -> str:
    if isinstance(figure, Decimal):
        number = show_number(figure, indicator.kind)
        return f"{number}%" if is_share(indicator) else number
    return "không áp dụng" if figure is NA else NONE


def _past(past: Baseline | None, indicator: Indicator) -> str:
    if past is None or not past.is_matched or indicator.aggregate is Aggregate.NONE:
        return NONE
    return _shown(past.total(indicator.code), indicator)


def _moved(item: Consolidation, past: Baseline | None, indicator: Indicator) -> str:
    moved = total_change(item.report, past, indicator.code)
    if moved is None or (indicator.time is not TimeFrame.CUT_OFF and unlike_days(item.period, past) is not None):
        return NONE
    if moved.difference == 0:
        return "không đổi"
    percent = "" if moved.percent is None or is_share(indicator) else f" ({show_percent(moved.percent)})"
    return f"{show_difference(moved.difference, indicator.kind)}{percent}"


def _changes(item: Consolidation, indicator: Indicator) -> str:
    pasts = [past for past in (item.last_year, item.previous) if past is not None]
    told = [compared_words(item.report, item.period, past, indicator) for past in pasts]
    return "; ".join(told) or "chưa có số liệu kỳ so sánh"


def _ranking(item: Consolidation, indicator: Indicator) -> Iterator[tuple[str, BoundText]]:
    """The best and the worst agencies, none of them twice; a place that nobody has is told by a dash."""
    column = {
        unit.agency: figure
        for unit in item.units
        if isinstance(figure := item.report.figure_of(unit.agency.code, indicator.code), Decimal)
    }
    ordered = sorted(column, key=lambda agency: (-column[agency], sort_key(agency.name)))
    best, rest = ordered[:RANKED], ordered[RANKED:]
    worst = rest[::-1][:RANKED]
    for part, label, agencies in (("best", "cao nhất", best), ("worst", "thấp nhất", worst)):
        for place in range(RANKED):
            text = NONE
            if place < len(agencies):
                text = f"{agencies[place].name}: {show_figure(column[agencies[place]], indicator)}"
            yield (
                key_of(part, indicator.code, str(place + 1)),
                BoundText(text, f"{indicator.name}, {label} thứ {place + 1}"),
            )
