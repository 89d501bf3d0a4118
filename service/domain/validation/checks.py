"""Validating a report: one small function a check, each listed once in CHECKS."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from service.domain.errors import Finding, Level, Message, message
from service.domain.notation.numbers import MAX_DIGITS, digits_of, format_vietnamese, shorten, shown_in_words
from service.domain.organization.agency import Agency
from service.domain.reporting.draft import too_many_documents
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.expression import Past
from service.domain.reporting.indicator import ValueType
from service.domain.reporting.period import official_day
from service.domain.reporting.report import NA, Document, Report, SubmittedReport
from service.domain.reporting.template import DocumentTable, ReportTemplate
from service.domain.validation.explanations import HANDED_OVER, NOT_APPLICABLE
from service.domain.validation.handover import handed_over
from service.domain.validation.row_tables import check_tables
from service.domain.validation.rules import broken_rules
from service.domain.validation.statements import contradictions
from service.domain.validation.text_checks import check_text
from service.domain.validation.texts import copied_texts, placeholders

_DOCUMENT_NUMBER = re.compile(r"\d+[a-zđ]?[/-](\S+)", re.IGNORECASE)
_MAX_NARRATIVE = 200_000
MAX_REMARK = 5_000
_MAX_NAME = 100
_DOT_DECIMALS = 3  # that a number has at least whose dot between thousands was taken for the decimal sign
THOUSAND_AND_MORE = 100  # how many times as much the same figure was before where that is asked about


@dataclass(frozen=True)
class ValidationSubject:
    """What is validated, with all that the checks look at."""

    report: Report
    filing: SubmittedReport
    template: ReportTemplate
    earlier: EarlierReports
    agency: Agency
    today: date
    exempt: tuple[str, ...] = ()


def validate(
    report: Report,
    earlier: EarlierReports,
    *,
    agency: Agency,
    today: date,
    exempt: tuple[str, ...] = (),
) -> tuple[Finding, ...]:
    """All findings on one unit's report; `today` bounds document dates, `earlier` is what it is compared with."""
    subject = ValidationSubject(report, report.ordered[0], report.template, earlier, agency, today, exempt)
    return tuple(finding for check in CHECKS for finding in check(subject))


def is_valid(findings: tuple[Finding, ...]) -> bool:
    """Whether no finding is an error; warnings never make a filing invalid."""
    return all(finding.level is not Level.ERROR for finding in findings)


def check_window(subject: ValidationSubject) -> Iterator[Finding]:
    """The days that are reported on have passed; their last day may be the day itself."""
    report = subject.report
    last = report.template.schedule.period(report.period).window.last
    if subject.today < last:
        said = message(
            "Kỳ số liệu đến ngày {last} mới kết thúc: báo cáo nộp trước ngày đó chưa thể có đủ số liệu của cả kỳ.",
            last=official_day(last),
        )
        yield Finding("early", Level.WARNING, said)


def check_ranges(subject: ValidationSubject) -> Iterator[Finding]:
    """Counts are whole, nothing is negative, percentages end at 100, and no figure is longer than Excel keeps."""
    for indicator in subject.template.indicators:
        value = subject.filing.number(indicator.code)
        if value is None:
            continue
        digits, decimals = digits_of(value)
        shown = shown_in_words(value)
        said: Message | None = None
        if value < 0:
            said = message("{name} là {value}: không được âm.", name=indicator.name, value=shown)
        elif decimals > indicator.kind.decimals:
            wanted = (
                message("phải là số nguyên")
                if not indicator.kind.decimals
                else message("có tối đa {limit} chữ số thập phân", limit=indicator.kind.decimals)
            )
            said = message("{name} là {value}: {wanted}.", name=indicator.name, value=shown, wanted=wanted)
        elif digits > MAX_DIGITS:
            said = message(
                "{name} là {value}: nhiều hơn {limit} chữ số, hãy kiểm tra lại số này.",
                name=indicator.name,
                value=shown,
                limit=MAX_DIGITS,
            )
        elif indicator.kind.maximum is not None and value > indicator.kind.maximum:
            said = message(
                "{name} là {value}: không thể lớn hơn {most}.",
                name=indicator.name,
                value=shown,
                most=format_vietnamese(indicator.kind.maximum),
            )
        if said:
            yield _error("range", said, f"$.indicators.{indicator.code}")


def check_exempt(subject: ValidationSubject) -> Iterator[Finding]:
    """A unit gives no number for an indicator that it does not report."""
    for indicator in subject.template.indicators:
        value = subject.filing.number(indicator.code)
        if value is not None and subject.template.is_exempt(indicator, subject.agency, subject.exempt):
            yield _error(
                "exempt",
                message(
                    "{name} không áp dụng cho {agency}: đề nghị để trống hoặc ghi «Không áp dụng».",
                    name=indicator.name,
                    agency=subject.agency.name,
                ),
                f"$.indicators.{indicator.code}",
            )


def check_required_figures(subject: ValidationSubject) -> Iterator[Finding]:
    """Required indicators are there; zero and n/a are answers, nothing is not."""
    for indicator in subject.template.indicators:
        # A ratio of which both parts were given is computed.
        is_given = indicator.code in subject.filing.figures or bool(subject.report.pairs.get(indicator.code))
        if indicator.required and not is_given:
            yield _error(
                "required",
                message(
                    "Chưa có số liệu «{name}» ({number}): ghi số, ghi 0 nếu không phát sinh.",
                    name=indicator.name,
                    number=indicator.number,
                ),
                f"$.indicators.{indicator.code}",
            )


def check_not_applicable(subject: ValidationSubject) -> Iterator[Finding]:
    """A figure that is required, or was a number in the period before, does not cease to apply without a reason.

    The reason is the note on the figure.
    """
    previous = subject.earlier.previous
    for indicator in subject.template.indicators:
        is_spared = subject.template.is_exempt(indicator, subject.agency, subject.exempt)
        if subject.filing.figures.get(indicator.code) is not NA or is_spared:
            continue
        before = previous.stated(indicator.code) if previous and indicator.code in previous.template.by_code else None
        name = {"name": indicator.name, "number": indicator.number}
        if isinstance(before, Decimal):
            said = message(
                "«{name}» ({number}) ghi không áp dụng trong khi {period} có số liệu là {value}: ghi lý do vào ghi chú "
                "của chỉ tiêu.",
                **name,
                period=subject.earlier.title(Past.PREVIOUS),
                value=shown_in_words(before),
            )
        elif indicator.required:
            said = message(
                "«{name}» ({number}) là chỉ tiêu bắt buộc mà ghi không áp dụng: ghi lý do vào ghi chú của chỉ tiêu.",
                **name,
            )
        else:
            continue
        yield Finding(
            NOT_APPLICABLE,
            Level.WARNING,
            said,
            (f"$.indicators.{indicator.code}",),
            explanation=subject.filing.notes.get(indicator.code, ""),
        )


def check_thousandfold(subject: ValidationSubject) -> Iterator[Finding]:
    """Money with three decimals or more that was a hundredfold and more before: a dot between thousands that a program
    of another country took for the decimal sign."""
    for indicator in subject.template.indicators:
        value = subject.filing.number(indicator.code)
        if value is None or indicator.kind is not ValueType.MONEY or digits_of(value)[1] < _DOT_DECIMALS:
            continue
        for past in (Past.PREVIOUS, Past.SAME_PERIOD_LAST_YEAR):
            report = subject.earlier.of(past)
            before = report.stated(indicator.code) if report and indicator.code in report.template.by_code else None
            if isinstance(before, Decimal) and before >= THOUSAND_AND_MORE * value:
                said = message(
                    "{name} là {value} {unit}, {period} là {before}: có phải là {guess}? Dấu chấm ngăn hàng nghìn gõ ở "
                    "máy dùng dấu chấm thập phân bị hiểu nhầm; nếu đúng là {value} thì giữ nguyên.",
                    name=indicator.name,
                    value=shown_in_words(value),
                    unit=indicator.unit,
                    period=subject.earlier.title(past),
                    before=shown_in_words(before),
                    guess=shown_in_words(value * 1000),
                )
                yield _warning("thousandfold", said, f"$.indicators.{indicator.code}")
                break


def check_rules(subject: ValidationSubject) -> Iterator[Finding]:
    """The template's rules."""
    yield from broken_rules(subject.report, subject.earlier)


def check_handed_over(subject: ValidationSubject) -> Iterator[Finding]:
    """In the first period after a unit took others over, what was handed over is what was reported, or there is a note.

    It takes the place of the rules against the period before, which do not hold in this one.
    """
    for item in handed_over(
        subject.template, subject.earlier, lambda each: subject.template.is_exempt(each, subject.agency, subject.exempt)
    ):  # fmt: skip
        value = subject.filing.number(item.indicator.code)
        if value is None or item.reported is None or value == item.reported:
            continue
        said = message(
            "«{name}» ({number}) là {value}, khác số bàn giao {handed} theo báo cáo gần nhất của đơn vị và các đơn vị "
            "đã nhận: sửa lại, hoặc giữ số theo biên bản bàn giao và ghi lý do vào ghi chú của chỉ tiêu.",
            name=item.indicator.name,
            number=item.indicator.number,
            value=shown_in_words(value),
            handed=shown_in_words(item.reported),
        )
        yield Finding(
            HANDED_OVER,
            Level.WARNING,
            said,
            (f"$.indicators.{item.indicator.code}",),
            explanation=subject.filing.notes.get(item.indicator.code, ""),
        )


def check_required_narratives(subject: ValidationSubject) -> Iterator[Finding]:
    """Required sections have text; what is written below a heading covers the heading, and not the other way round.

    So a heading is asked for only where nothing below it is.
    """
    template = subject.template
    written = {code for code, text in subject.filing.narratives.items() if text.strip()}
    covered = {above for code in written for above in (code, *template.ancestors(code))}
    required = [item for item in template.sections if item.required and subject.agency.kind in item.applies_to]
    covered |= {above for section in required for above in template.ancestors(section.code)}
    for section in required:
        if section.code not in covered:
            yield _error(
                "required",
                message(
                    "Chưa có nội dung mục {code} «{title}»: ghi «Không» nếu không có.",
                    code=section.code,
                    title=section.title,
                ),
                f"$.narratives.{section.code}",
            )


def check_texts(subject: ValidationSubject) -> Iterator[Finding]:
    """Narratives and notes are Unicode and of a length that can be printed."""
    for code, text in subject.filing.narratives.items():
        yield from check_text(message("Mục {code}", code=code), text, _MAX_NARRATIVE, f"$.narratives.{code}")
    for code, text in subject.filing.notes.items():
        name = message("Ghi chú của chỉ tiêu {number}", number=subject.template.by_code[code].number)
        yield from check_text(name, text, MAX_REMARK, f"$.notes.{code}")


def check_statements(subject: ValidationSubject) -> Iterator[Finding]:
    """What the texts say of the figures is what the figures are."""
    yield from contradictions(subject.report)


def check_copies_and_gaps(subject: ValidationSubject) -> Iterator[Finding]:
    """No text is that of the period before, and none has gaps left to be filled in."""
    yield from copied_texts(subject.filing, subject.earlier)
    yield from placeholders(subject.filing)


def check_documents(subject: ValidationSubject) -> Iterator[Finding]:
    """Documents are not too many, and each is sensible and listed once."""
    table = subject.template.documents
    documents = subject.filing.documents
    if (too_many := too_many_documents(table, len(documents))) is not None:
        yield _error("documents", too_many, "$.documents")
        return  # a list of any length would have findings of any number
    seen: dict[tuple[str, str], int] = {}
    for index, document in enumerate(documents):
        place = f"$.documents[{index}]"
        name = shorten(f"{document.kind} {document.number}".strip()) or message("ở dòng {n}", n=index + 1)
        yield from _check_document(document, name, place, table, subject.today)
        key = (document.number.casefold(), str(document.date))
        if document.number and key in seen:
            yield _warning(
                "duplicate", message("Văn bản {name} đã có ở dòng {row}.", name=name, row=seen[key] + 1), place
            )
        seen.setdefault(key, index)


def check_row_tables(subject: ValidationSubject) -> Iterator[Finding]:
    """The tables with rows that the template has, and what they add up to."""
    yield from check_tables(subject.filing, subject.template, subject.agency, subject.exempt)


def _check_document(
    document: Document, name: str | Message, place: str, table: DocumentTable, today: date
) -> Iterator[Finding]:
    """Its date, kind, number in the official form, and title."""
    if document.date is not None and not table.earliest <= document.date <= today:
        said = message(
            "Văn bản {name}: ngày {day} phải từ {first} đến {last}.",
            name=name,
            day=f"{document.date:%d/%m/%Y}",
            first=f"{table.earliest:%d/%m/%Y}",
            last=f"{today:%d/%m/%Y}",
        )
        yield _error("date", said, f"{place}.date")
    if document.kind not in table.kinds:
        said = (
            message("Văn bản {name}: loại «{kind}» không có trong danh mục.", name=name, kind=shorten(document.kind))
            if document.kind
            else message("Văn bản {name}: chưa ghi loại văn bản.", name=name)
        )
        yield _warning("kind", said, f"{place}.kind")
    if 0 < len(document.number) <= _MAX_NAME and not _is_document_number(document.number):
        said = message("Văn bản {name}: số, ký hiệu cần có dạng 74/QĐ-SGTVT.", name=name)
        yield _warning("number", said, f"{place}.number")
    if not document.title:
        said = message("Văn bản {name}: chưa có trích yếu.", name=name)
        yield _error("required", said, f"{place}.title")
    for key, what, text, limit in (
        ("kind", message("Loại của văn bản {name}", name=name), document.kind, _MAX_NAME),
        ("number", message("Số, ký hiệu của văn bản {name}", name=name), document.number, _MAX_NAME),
        ("title", message("Trích yếu của văn bản {name}", name=name), document.title, table.max_title),
    ):
        yield from check_text(what, text, limit, f"{place}.{key}")


def _is_document_number(text: str) -> bool:
    """Whether it has the form 74/QĐ-SGTVT: digits, a stroke, and a symbol in one piece with a letter in it."""
    found = _DOCUMENT_NUMBER.fullmatch(text)
    return found is not None and any(sign.isalpha() for sign in found[1])


def _error(rule: str, said: Message, subject: str) -> Finding:
    return Finding(rule, Level.ERROR, said, (subject,))


def _warning(rule: str, said: Message, subject: str) -> Finding:
    return Finding(rule, Level.WARNING, said, (subject,))


CHECKS: tuple[Callable[[ValidationSubject], Iterator[Finding]], ...] = (
    check_window,
    check_ranges,
    check_exempt,
    check_required_figures,
    check_not_applicable,
    check_thousandfold,
    check_rules,
    check_handed_over,
    check_required_narratives,
    check_texts,
    check_documents,
    check_row_tables,
    check_statements,
    check_copies_and_gaps,
)
