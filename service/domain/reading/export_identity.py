"""Of which unit and period an export says that it is, in the lines above its table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.domain.errors import Message, UnreadableError, message
from service.domain.notation.numbers import shorten
from service.domain.notation.tokens import tokenize
from service.domain.organization.agency import Agency
from service.domain.reading.export_rows import ExportRow
from service.domain.reading.export_tables import ExportTable
from service.domain.reading.times import Basis, Frame, Span, find_spans
from service.domain.reporting.export_guide import ExportGuide, plain_words
from service.domain.reporting.period import Period, Window

_COMMITTEE = "ubnd"
_LONGEST = 1_000
_SHOWN = 120  # letters of a line that is told
_MOST_BEGUN = 5  # words that a line may begin with


@dataclass(frozen=True)
class Wanted:
    """Whose export of which days is wanted; `others` are the units that it might be another's of."""

    agency: Agency
    others: tuple[Agency, ...]
    period: Period

    @property
    def window(self) -> Window:
        """The days that the unit reports."""
        return self.period.window_of(self.agency)

    def is_own(self, label: str) -> bool | None:
        """Whether a label is the unit's name; None where it is no unit's."""
        name = _name_of(label)
        if name == _name_of(self.agency.name):
            return True
        return False if any(name == _name_of(other.name) for other in self.others) else None


def require_fitting(
    file: str, table: ExportTable, rows: Sequence[ExportRow], wanted: Wanted, guide: ExportGuide
) -> list[Message]:
    """What an export does not say of itself, for a person to confirm.

    Raises UnreadableError, which names the place and what is wanted, where it is of another unit or other days.
    """
    lines = list(_lines(table, guide))
    is_of_unit = _is_of_unit(file, table, rows, lines, wanted)
    is_of_period = _is_of_period(file, lines, wanted)
    missing = []
    if not is_of_unit:
        missing.append(
            message(
                "Tệp «{file}» không ghi tên đơn vị ở trên bảng: xem lại có đúng là số liệu của {agency}.",
                file=file, agency=wanted.agency.name,
            )
        )  # fmt: skip
    if not is_of_period:
        missing.append(
            message(
                "Tệp «{file}» không ghi thời gian của số liệu ở trên bảng: xem lại có đúng là {window}.",
                file=file, window=wanted.window.said,
            )
        )  # fmt: skip
    return missing


def _lines(table: ExportTable, guide: ExportGuide) -> Iterator[tuple[str, str]]:
    """The lines above the heads, each with the place where it begins; whom the table is sent to is left out."""
    sheet = table.sheet
    for row in sheet.rows:
        said = {
            column: text
            for column in (sheet.rows[row] if row < table.heads[0] else ())
            if not _is_addressed(text := sheet.cells[row, column].text[:_LONGEST], guide)
        }
        if said:
            yield sheet.place(row, min(said)), " ".join(said.values())


def _is_addressed(text: str, guide: ExportGuide) -> bool:
    words = guide.words(text)
    return any(guide.addressed.length_in(words[:count]) for count in range(1, _MOST_BEGUN))


def _is_of_unit(
    file: str, table: ExportTable, rows: Sequence[ExportRow], lines: Sequence[tuple[str, str]], wanted: Wanted
) -> bool:
    """Whether the unit is named above the table or has a row in it; raises where another one is named instead."""
    if any(wanted.is_own(row.label) for row in rows):
        return True
    named = [(place, text, agency) for place, text in lines for agency in _named(text, wanted)]
    if any(agency == wanted.agency for _place, _text, agency in named):
        return True
    for place, text, agency in named:
        raise UnreadableError(
            message(
                "Tệp «{file}», ô {place} ghi «{text}»: đây là số liệu của {found}, cần số liệu của {agency}. "
                "Xuất lại tệp của đơn vị mình.",
                file=file, place=place, text=shorten(text, _SHOWN), found=agency.name, agency=wanted.agency.name,
            )
        )  # fmt: skip
    others = [row for row in rows if wanted.is_own(row.label) is False]
    if others:
        raise UnreadableError(
            message(
                "Tệp «{file}», dòng {row} ghi «{label}»: bảng chia theo đơn vị và không có dòng của {agency}. "
                "Xuất lại tệp có đơn vị mình.",
                file=file, row=others[0].number, label=shorten(others[0].label), agency=wanted.agency.name,
            )
        )  # fmt: skip
    return False


def _named(text: str, wanted: Wanted) -> Iterator[Agency]:
    """The units that a line names; a name within a longer one is not meant."""
    said = f" {' '.join(plain_words(text))} "
    for agency in sorted({wanted.agency, *wanted.others}, key=lambda item: (-len(_name_of(item.name)), item.code)):
        name = f" {' '.join(_name_of(agency.name))} "
        if name in said:
            yield agency
            said = said.replace(name, " | ")


def _name_of(text: str) -> tuple[str, ...]:
    """A unit's name as it is compared, with or without the word for its committee."""
    words = plain_words(text)
    return words[1:] if words[:1] == (_COMMITTEE,) else words


def _is_of_period(file: str, lines: Sequence[tuple[str, str]], wanted: Wanted) -> bool:
    """Whether the days above the table are those wanted; raises where they are others."""
    window = wanted.window
    frame = Frame(window.last.year, window)
    is_said = False
    for index, (place, text) in enumerate(lines):
        spans = _spans(text, window)
        if any(span.since and not span.to for span in spans):
            # The last day may stand in the line below.
            both = " ".join(line for _place, line in lines[index : index + 2])
            spans = _spans(both, window)
        said = [_fits(span, window, frame) for span in spans]
        if False in said:
            raise UnreadableError(
                message(
                    "Tệp «{file}», ô {place} ghi «{text}»: cần số liệu {period}, {window}. "
                    "Xuất lại tệp đúng thời gian này.",
                    file=file, place=place, text=shorten(text, _SHOWN), period=wanted.period.title, window=window.said,
                )
            )  # fmt: skip
        is_said = is_said or True in said
    return is_said


def _spans(text: str, window: Window) -> list[Span]:
    """The times that a line names; a colon before a day says nothing."""
    return find_spans(tokenize(text.replace(":", " ")), window.last.year)


def _fits(span: Span, window: Window, frame: Frame) -> bool | None:
    """Whether a named time is the window; None where that cannot be told."""
    if span.many_years:
        return None
    if span.since is not None:
        if span.to is None or span.since == span.to:
            return None if span.since == window.first else False
        return (span.since, span.to) == (window.first, window.last)
    said = {Basis.PERIOD: True, Basis.OTHER: False, Basis.PART: False, Basis.CUMULATIVE: False}
    return said.get(frame.basis(span))
