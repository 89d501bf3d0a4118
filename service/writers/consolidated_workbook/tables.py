"""The sheets that list: narratives, documents, findings, progress, refused files."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from openpyxl.worksheet.worksheet import Worksheet

from service.domain.consolidation.consolidation import AgencyStatus
from service.domain.consolidation.corrections import exclusion_words
from service.domain.consolidation.document_register import RegisterLine, register
from service.domain.errors import Finding, Level
from service.domain.notation.text import sort_key
from service.domain.reporting.deadline import days_late
from service.domain.reporting.own_window import own_window_note
from service.domain.reporting.period import official_day
from service.domain.validation.explanations import is_unexplained
from service.writers.consolidated_workbook import rows as xml
from service.writers.consolidated_workbook import styles as look
from service.writers.consolidated_workbook.groups import SheetGroup
from service.writers.consolidated_workbook.layout import Layout
from service.writers.consolidated_workbook.sheet import LIST_HEAD, Sheet, frame, head, titles
from service.writers.consolidated_workbook.styles import CellStyle, StyleRegistry
from service.writers.consolidated_workbook.wording import KINDS, channel_name, place_name, rule_name
from service.writers.excel_style import quoted

HEAD = LIST_HEAD
TEXT_WIDTH = 130.0
MOST_LINES = 26  # that a row can be high
LONGEST = 2400  # letters of a paragraph, whatever they are, that so many lines surely hold


@dataclass(frozen=True)
class Measured:
    """A number that brings its own look, for a column in which figures of several kinds stand."""

    value: Decimal
    look: CellStyle


Value = str | int | date | datetime | Measured | None


@dataclass(frozen=True)
class TableColumn:
    """A column's name, width, and whether its text decides the row's height; without a look its values bring theirs."""

    name: str
    width: float
    look: CellStyle | None = look.TEXT_TOP
    wraps: bool = False


class TableSheet(Sheet):
    """A list with a head and a filter; subclasses say what stands in it."""

    title: str
    about: str
    group = SheetGroup.REPORTING
    hint = ""
    screen_hint = ""  # what can only be done where it is not printed
    columns: tuple[TableColumn, ...]

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.consolidation = layout.consolidation

    @cached_property
    def _count(self) -> int:
        """How many lines there are; they are made twice rather than kept, for there are a great many."""
        return sum(1 for _ in self.lines())

    @property
    def last_row(self) -> int:
        """The last line, or the one that says that there is none."""
        return HEAD + max(1, self._count)

    def lines(self) -> Iterator[Sequence[Value]]:
        """What stands in the list."""
        raise NotImplementedError

    def prepare(self, sheet: Worksheet) -> None:
        """Titles, head and filter."""
        hint = self.hint if self.layout.is_print else f"{self.hint} {self.screen_hint}".strip()
        titles(sheet, self, self.consolidation, self.title.upper(), hint)
        head(sheet, HEAD, [column.name for column in self.columns])
        last = xml.LETTERS[len(self.columns)]
        widths = [column.width for column in self.columns]
        frame(sheet, widths, f"A{HEAD + 1}", f"{HEAD}:{HEAD}", f"A{HEAD}:{last}{self.last_row}")

    def rows(self, styles: StyleRegistry) -> Iterator[str]:
        """A row a line."""
        ids = [styles.id(column.look or look.TOP_RIGHT_TEXT) for column in self.columns]
        if not self._count:
            yield xml.row(HEAD + 1, [xml.text_cell(f"A{HEAD + 1}", ids[0], "Không có.")])
        free = [index for index, column in enumerate(self.columns) if column.look is None]
        template = xml.template(
            (xml.LETTERS[index + 1], "" if index in free else f'{style}"') for index, style in enumerate(ids)
        )
        wrapped = [
            (index, column.width, xml.one_line(column.width))
            for index, column in enumerate(self.columns)
            if column.wraps
        ]
        for row, line in enumerate(self.lines(), HEAD + 1):
            tails = [xml.text_tail(value) if isinstance(value, str) else _tail(value) for value in line]
            for index in free:
                value = line[index]
                style = styles.id(value.look) if isinstance(value, Measured) else ids[index]
                tails[index] = f'{style}"{tails[index]}'
            most = 1
            for index, width, short in wrapped:
                text = line[index]
                # Most texts are short; only the others are measured.
                if isinstance(text, str) and (len(text) > short or "\n" in text):
                    lines = xml.lines_of(text, width)
                    most = lines if lines > most else most
            yield xml.numbered(template % (xml.tall_of_lines(most), *tails, ""), row)


def _tail(value: Value) -> str:
    """What follows place and style of a cell that is not text."""
    if value is None:
        return "/>"
    if isinstance(value, datetime):
        return f"><v>{xml.moment_number(value)}</v></c>"
    if isinstance(value, Measured):
        return f"><v>{xml.number_text(value.value)}</v></c>"
    return f"><v>{xml.day_number(value) if isinstance(value, date) else value}</v></c>"


class NarrativeSheet(TableSheet):
    """What the units wrote, section by section."""

    title = "Nội dung báo cáo"
    about = "Nội dung các đơn vị viết, theo từng mục"
    hint = "Xếp theo mục, rồi theo đơn vị."
    screen_hint = "Dùng bộ lọc ở cột «Đơn vị» để đọc riêng một đơn vị."
    columns = (
        TableColumn("Mục", 9),
        TableColumn("Tiêu đề", 36, wraps=True),
        TableColumn("Đơn vị", 42, wraps=True),
        TableColumn("Nội dung", TEXT_WIDTH, wraps=True),
    )

    def lines(self) -> Iterator[Sequence[Value]]:
        """By section, then by unit in table order."""
        filings = self.consolidation.report.filings
        units = [unit.agency for unit in self.consolidation.units if unit.agency.code in filings]
        sections = self.consolidation.report.template.sections
        for section in (section for section in sections if self.consolidation.shows(section.code)):
            for agency in units:
                text = filings[agency.code].narratives.get(section.code)
                if not text:
                    continue
                for number, piece in enumerate(_pieces(text)):
                    title = f"{section.title} (tiếp theo)" if number else section.title
                    yield section.code, title, agency.name, piece


def _pieces(text: str) -> list[str]:
    """The text in parts that one row can show, broken between paragraphs, or between words of a very long one."""
    if xml.lines_of(text, TEXT_WIDTH) <= MOST_LINES:
        return [text]
    pieces: list[list[str]] = [[]]
    lines = 0
    for paragraph in itertools.chain.from_iterable(map(_parts, text.split("\n"))):
        more = xml.lines_of(paragraph, TEXT_WIDTH)
        if pieces[-1] and lines + more > MOST_LINES:
            pieces.append([])
            lines = 0
        pieces[-1].append(paragraph)
        lines += more
    return ["\n".join(piece) for piece in pieces]


def _parts(paragraph: str) -> list[str]:
    if len(paragraph) <= LONGEST:
        return [paragraph]
    return textwrap.wrap(paragraph, LONGEST, expand_tabs=False, replace_whitespace=False, break_on_hyphens=False)


class DocumentSheet(TableSheet):
    """The register of the documents that the units issued."""

    title = "Văn bản"
    about = "Sổ văn bản đã ban hành: văn bản nhiều đơn vị cùng nêu là một dòng"
    hint = (
        "Số, ký hiệu đã đưa về một dạng. Cơ quan ban hành suy từ ký hiệu. Văn bản mà các đơn vị nêu ngày khác nhau có "
        "ghi chú ở cột cuối."
    )
    columns = (
        TableColumn("STT", 7, look.TOP_MIDDLE),
        TableColumn("Loại", 16, wraps=True),
        TableColumn("Số, ký hiệu", 24, wraps=True),
        TableColumn("Ngày", 13, look.DAY_CELL),
        TableColumn("Trích yếu", 90, wraps=True),
        TableColumn("Cơ quan ban hành", 42, wraps=True),
        TableColumn("Đơn vị nêu", 42, wraps=True),
        TableColumn("Ghi chú", 30, look.WARNED_TEXT, wraps=True),
    )

    def lines(self) -> Iterator[Sequence[Value]]:
        """By kind, issuer, date and number."""
        for number, line in enumerate(self._register, 1):
            claimed = "; ".join(agency.name for agency in line.claimed_by)
            days = ", ".join(map(official_day, line.dates)) if line.is_disputed else ""
            note = f"Ngày không thống nhất: {days}" if days else None
            yield number, line.kind, line.number, line.date, line.title, line.issuer, claimed, note

    @cached_property
    def _register(self) -> tuple[RegisterLine, ...]:
        filings = self.consolidation.report.filings
        units = [unit.agency for unit in self.consolidation.units if unit.agency.code in filings]
        claims = ((agency, item) for agency in units for item in filings[agency.code].documents)
        names = {
            known.upper(): unit.agency.name
            for unit in self.consolidation.units
            for known in (unit.agency.code, unit.agency.abbreviation)
            if known
        }
        return register(claims, names)


class FindingSheet(TableSheet):
    """What was said of the counted filings, and what the units answered."""

    title = "Cảnh báo và giải trình"
    about = "Kết quả kiểm tra số liệu và giải trình của đơn vị"
    hint = (
        "Chỉ gồm báo cáo được tổng hợp. «Chưa giải trình»: đơn vị phải giải trình mà chưa nói rõ lý do. "
        "Số liệu có cảnh báo chưa được giải trình có nền vàng và dấu * ở trang tính của mục."
    )
    screen_hint = "Cột «Vị trí» dẫn đến ô số liệu."
    columns = (
        TableColumn("Đơn vị", 38, wraps=True),
        TableColumn("Quy tắc", 14, look.TOP_MIDDLE, wraps=True),
        TableColumn("Mức", 12, look.TOP_MIDDLE),
        TableColumn("Phát hiện", 85, wraps=True),
        TableColumn("Vị trí trong báo cáo", 24, look.LINK_TOP, wraps=True),
        TableColumn("Giải trình của đơn vị", 55, wraps=True),
    )

    def lines(self) -> Iterator[Sequence[Value]]:
        """By unit in table order, then in the order of the rules."""
        template = self.consolidation.report.template
        for unit, item in self._findings():
            is_error = item.level is Level.ERROR
            answer = item.explanation
            if is_unexplained(item, template):
                answer = f"chưa giải trình: {answer}" if answer else "chưa giải trình"
            level = "lỗi" if is_error else "cảnh báo"
            place = place_name(template, item.place or next(iter(item.subjects), ""))
            yield unit.agency.name, rule_name(item.rule), level, str(item.message), place, answer

    def links(self) -> Iterator[tuple[str, str]]:
        """From each place to the figure's cell."""
        for row, (unit, item) in enumerate(self._findings(), HEAD + 1):
            codes = (subject.removeprefix("$.indicators.") for subject in item.subjects)
            column = next((self.layout.columns[code] for code in codes if code in self.layout.columns), None)
            if column is not None:
                yield f"E{row}", f"{quoted(column.sheet)}!{column.letter}{self.layout.unit_rows[unit.agency.code]}"

    def _findings(self) -> Iterator[tuple[AgencyStatus, Finding]]:
        for unit in self.consolidation.units:
            if unit.agency.code in self.consolidation.report.filings:
                for item in unit.findings:
                    yield unit, item


class ProgressSheet(TableSheet):
    """Who filed, when and how."""

    title = "Tiến độ nộp"
    about = "Đơn vị nào đã nộp, lúc nào, qua kênh nào; hạn nộp và gia hạn"
    hint = "Thời điểm theo giờ Việt Nam. «Muộn» tính từ hạn nộp đến lần nộp hợp lệ đầu tiên."
    columns = (
        TableColumn("STT", 6, look.TOP_MIDDLE),
        TableColumn("Đơn vị", 40, wraps=True),
        TableColumn("Cấp", 12, look.TOP_MIDDLE),
        TableColumn("Trạng thái", 15, look.TOP_MIDDLE),
        TableColumn("Hạn nộp", 18, look.MOMENT_CELL),
        TableColumn("Gia hạn", 30, wraps=True),
        TableColumn("Nộp hợp lệ lần đầu", 20, look.MOMENT_CELL),
        TableColumn("Muộn (ngày)", 13, look.TOP_COUNT),
        TableColumn("Số lần nộp", 12, look.TOP_COUNT),
        TableColumn("Hình thức nộp", 14, look.TOP_MIDDLE),
        TableColumn("Người nộp", 26, wraps=True),
        TableColumn("Số biên nhận", 30, wraps=True),
        TableColumn("Ghi chú", 40, wraps=True),
    )

    def lines(self) -> Iterator[Sequence[Value]]:
        """Every unit that owes a report, in table order."""
        for number, unit in enumerate(self.consolidation.units, 1):
            receipt = unit.receipt
            yield (
                number,
                unit.agency.name,
                KINDS[unit.agency.kind],
                unit.state.label,
                unit.due_at,
                unit.extension,
                unit.valid_at,
                days_late(unit.due_at, unit.valid_at) if unit.valid_at and unit.is_late else None,
                unit.revisions,
                channel_name(receipt),
                receipt.filed_by if receipt else "",
                receipt.submission if receipt else "",
                self._note(unit),
            )

    def _note(self, unit: AgencyStatus) -> str:
        own = own_window_note(self.consolidation.period, unit.agency)
        excluded = [exclusion_words(unit.excluded)] if unit.excluded else []
        return "; ".join([*([] if own is None else [str(own)]), *excluded])


class RefusedSheet(TableSheet):
    """Files that could not be taken, and why."""

    title = "Tệp bị từ chối"
    about = "Tệp không đưa vào tổng hợp được, và lý do"
    hint = "Không tệp nào dưới đây có trong số liệu: đề nghị đơn vị sửa theo lý do rồi gửi lại."
    columns = (
        TableColumn("Tệp", 50, wraps=True),
        TableColumn("Vị trí", 24, wraps=True),
        TableColumn("Quy tắc", 17, look.TOP_MIDDLE, wraps=True),
        TableColumn("Lý do", 110, wraps=True),
    )

    def lines(self) -> Iterator[Sequence[Value]]:
        """By file, in order of their names."""
        template = self.consolidation.report.template
        for file in sorted(self.consolidation.refused, key=lambda file: (sort_key(file.name), file.name)):
            for reason in file.reasons:
                place = place_name(template, reason.place or next(iter(reason.subjects), ""))
                yield file.name, place, rule_name(reason.rule), str(reason.message)
