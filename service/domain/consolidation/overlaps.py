"""Pairs of an indicator and two units, or two kinds, that tell the same thing: one side counts, the other does not."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from service.domain.consolidation.formatting import show_difference, show_number
from service.domain.errors import EntryError, Message, message
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.indicator import Aggregate, Indicator
from service.domain.reporting.report import CountedElsewhere, Report, SubmittedReport
from service.domain.reporting.template import ReportTemplate

# Pairs that are told in one place.
MOST_NAMED = 20


@dataclass(frozen=True)
class OverlapSide:
    """One side of a pair: a unit by its code, or with `is_kind` all units of a kind."""

    code: str
    is_kind: bool = False

    def has(self, agency: Agency) -> bool:
        """Whether the unit is on this side."""
        return self.code == (agency.kind.value if self.is_kind else agency.code)

    def units(self, agencies: Iterable[Agency]) -> frozenset[str]:
        """The codes of those of the units that are."""
        return frozenset(agency.code for agency in agencies if self.has(agency))

    def name(self, agencies: Iterable[Agency]) -> str:
        """What it is called."""
        if self.is_kind:
            return AgencyKind(self.code).label
        return next((agency.name for agency in agencies if agency.code == self.code), self.code)


@dataclass(frozen=True)
class Overlap:
    """What both sides tell for the same thing, which of them counts, and why."""

    indicator: str
    counting: OverlapSide
    leaving: OverlapSide
    reason: str


@dataclass(frozen=True)
class OverlapStory:
    """What the two sides of a pair tell in a period; a side is None where nobody of it gave a number.

    Without a number of the side that counts, the other one is added up meanwhile.
    """

    number: int
    indicator: Indicator
    told: CountedElsewhere
    counted: Decimal | None
    left_out: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """By how much the side that does not count tells more."""
        return None if self.counted is None or self.left_out is None else self.left_out - self.counted

    @property
    def differs(self) -> bool:
        """Whether both sides tell something, and not the same."""
        return bool(self.difference)

    @property
    def said(self) -> Message:
        """Both stories in one sentence."""
        item = self.indicator
        # What a kind is called are words of ours.
        sides = {"counting": Message(self.told.counting), "leaving": Message(self.told.leaving)}
        shown: dict[str, object] = {"number": item.number, "name": item.name, **sides}
        if self.counted is None:
            return message(
                "{number}. {name}: {counting} chưa có số liệu, tạm cộng số của {leaving}: {left_out}",
                **shown, left_out=_shown(self.left_out, item),
            )  # fmt: skip
        if self.difference is None:
            return message(
                "{number}. {name}: tính theo {counting} {counted}; {leaving} chưa có số liệu",
                **shown, counted=_shown(self.counted, item),
            )  # fmt: skip
        return message(
            "{number}. {name}: tính theo {counting} {counted}; {leaving} báo {left_out}, không cộng; "
            "chênh lệch {moved}",
            **shown, counted=_shown(self.counted, item), left_out=_shown(self.left_out, item),
            moved=show_difference(self.difference, item.kind),
        )  # fmt: skip


def _shown(figure: Decimal | None, indicator: Indicator) -> str:
    return "–" if figure is None else show_number(figure, indicator.kind)


def line_of(code: str, known: Mapping[str, Agency], present: Container[str]) -> tuple[Agency, ...]:
    """The unit and, where it is not among those `present`, what came after it one by one, down to one that is.

    The unit alone where nobody is, or where it was divided: nobody knows which part then tells the figure.
    """
    line = [known[code]] if code in known else []
    while line and line[-1].code not in present:
        after = line[-1].successors
        if len(after) != 1 or after[0] not in known or known[after[0]] in line:
            return tuple(line[:1])
        line.append(known[after[0]])
    return tuple(line)


def following(pair: Overlap, known: Mapping[str, Agency], present: Container[str]) -> Overlap:
    """The pair with what came after a unit in its place; as it is where both sides have become one."""
    if pair.counting.is_kind:
        return pair
    counting, leaving = (
        OverlapSide(line[-1].code) if (line := line_of(side.code, known, present)) else side
        for side in (pair.counting, pair.leaving)
    )
    return pair if counting == leaving else replace(pair, counting=counting, leaving=leaving)


def counted_elsewhere(
    overlaps: Mapping[int, Overlap], agencies: Sequence[Agency], template: ReportTemplate
) -> Mapping[str, Mapping[str, CountedElsewhere]]:
    """By unit and indicator which figures other units of a period tell too, by the pairs that hold in it."""
    found: dict[str, dict[str, CountedElsewhere]] = {}
    for number, pair in sorted(overlaps.items()):
        by = tuple(sorted(pair.counting.units(agencies)))
        if by and pair.indicator in template.by_code:
            names = pair.counting.name(agencies), pair.leaving.name(agencies)
            for agency in pair.leaving.units(agencies):
                told = CountedElsewhere(number, by, *names, pair.reason)
                found.setdefault(agency, {})[pair.indicator] = told
    return found


def require_fitting_pairs(
    overlaps: Mapping[int, Overlap], agencies: Sequence[Agency], template: ReportTemplate
) -> None:  # fmt: skip
    """Raises EntryError for the first pair that will not do, alone or beside those before it."""
    for number, pair in overlaps.items():
        require_added_up(template, pair.indicator)
        require_two_sides(pair, agencies)
        require_no_clash(pair, {other: one for other, one in overlaps.items() if other < number}, agencies)


def overlap_stories(report: Report) -> tuple[OverlapStory, ...]:
    """What the sides of each pair tell of which anybody's figure is in the report, in the order of the indicators."""
    sides: dict[tuple[str, int], list[SubmittedReport]] = {}
    for filing in report.counted:
        for code, told in filing.elsewhere.items():
            sides.setdefault((code, told.overlap), []).append(filing)
    found = (_story(report, code, number, filings) for (code, number), filings in sides.items())
    places = {item.code: place for place, item in enumerate(report.template.indicators)}
    kept = (story for story in found if story.counted is not None or story.left_out is not None)
    return tuple(sorted(kept, key=lambda story: (places[story.indicator.code], story.number)))


def overlap_lines(stories: Sequence[OverlapStory]) -> str:
    """The first of them, one after the other; empty where there are none."""
    rest = len(stories) - MOST_NAMED
    said = "; ".join(str(story.said) for story in stories[:MOST_NAMED])
    return said + (f"; và {rest} số liệu khác" if rest > 0 else "")


def _story(report: Report, code: str, number: int, leaving: Sequence[SubmittedReport]) -> OverlapStory:
    told = leaving[0].elsewhere[code]
    counting = [filing for filing in report.counted if filing.source.agency in told.by]
    return OverlapStory(number, report.template.by_code[code], told, _sum(counting, code), _sum(leaving, code))


def _sum(filings: Iterable[SubmittedReport], code: str) -> Decimal | None:
    numbers = [number for filing in filings if (number := filing.number(code)) is not None]
    return sum(numbers, Decimal(0)) if numbers else None


def require_added_up(template: ReportTemplate, code: str) -> Indicator:
    """The indicator of a pair; raises EntryError for one that is not there, or that is not added up."""
    indicator = template.by_code.get(code)
    if indicator is None:
        raise EntryError("indicator", message("Chọn chỉ tiêu mà hai nơi cùng báo cáo."))
    if indicator.aggregate is Aggregate.RATIO:
        raise EntryError(
            "indicator",
            message("{name} được tính từ số liệu khác: khai báo với các số liệu đó.", name=indicator.name),
        )
    if indicator.aggregate is not Aggregate.SUM:
        raise EntryError("indicator", message("{name} không cộng giữa các đơn vị.", name=indicator.name))
    return indicator


def require_two_sides(pair: Overlap, agencies: Sequence[Agency]) -> None:
    """Raises EntryError for a side that is nobody of the period, or for one that is the other."""
    for field, side in (("counting", pair.counting), ("leaving", pair.leaving)):
        if not side.units(agencies):
            raise EntryError(field, message("Chọn một đơn vị, hoặc một cấp có đơn vị, phải báo cáo kỳ này."))
    if pair.counting.is_kind is not pair.leaving.is_kind:
        raise EntryError("leaving", message("Chọn hai đơn vị, hoặc hai cấp; không ghép một đơn vị với một cấp."))
    if pair.counting == pair.leaving:
        raise EntryError("leaving", message("Một đơn vị, hoặc một cấp, không trùng với chính mình: chọn nơi khác."))


def require_no_clash(pair: Overlap, others: Mapping[int, Overlap], agencies: Sequence[Agency]) -> None:
    """Raises EntryError where another pair of the indicator, at the same time, leaves out or counts otherwise.

    A unit whose figure counts for another's may not be left out itself, and no figure is left out twice.
    """
    names = {agency.code: agency.name for agency in agencies}
    counting, leaving = pair.counting.units(agencies), pair.leaving.units(agencies)
    for number, other in sorted(others.items()):
        if other.indicator != pair.indicator:
            continue
        there, out = other.counting.units(agencies), other.leaving.units(agencies)
        for field, clash, said in (
            ("leaving", leaving & out, _TWICE),
            ("counting", counting & out, _OUT),
            ("leaving", leaving & there, _COUNTS),
        ):
            if clash:
                raise EntryError(field, Message(said.text, {"name": names[min(clash)], "number": str(number)}))


_TWICE = message("Số liệu của {name} đã không được cộng theo cặp số {number}: sửa hoặc bỏ cặp đó.")
_OUT = message("Số liệu của {name} không được cộng theo cặp số {number} nên không tính thay nơi khác được.")
_COUNTS = message("Số liệu của {name} đang được tính thay nơi khác theo cặp số {number} nên không bỏ ra được.")
