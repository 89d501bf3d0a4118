"""Generated reports of agencies with everything that a payload may hold, and the files that carry them."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from service.actions.intake.reading import payload_of
from service.actions.work.understanding import understand_report
from service.demo import AGENCIES_CSV
from service.domain.consolidation.baseline import Baseline
from service.domain.notation.numbers import parse_vietnamese
from service.domain.notation.text import clean
from service.domain.organization.agency import Agency
from service.domain.reading.reading import FigureReading, ReportReading
from service.domain.reporting.indicator import Indicator, ValueType
from service.domain.reporting.payload import Payload, submitted_report
from service.domain.reporting.report import NA, Document, Figure, Report, Source, report_of
from service.readers.agencies import read_agencies
from service.readers.document import read_document
from service.writers.letters import write_agency_report
from service.writers.letters.carried import PART
from service.writers.letters.pdf import FILTER, attach
from tests.support.consolidations import CATALOGUE
from tests.support.domain import TEMPLATE

AGENCIES = tuple(read_agencies(AGENCIES_CSV))
Change = Callable[[bytes], bytes]
PROVINCE = "tỉnh Hưng Yên"
_PERIODS = ("2022-Q3", "2023-H1", "2023-Q3", "2023-Y")
_SENTENCE = (
    "đơn vị đã triển khai kế hoạch cải cách hành chính và chỉ đạo các phòng chuyên môn rà soát thủ tục theo quy định "
    "của UBND tỉnh; kết quả giải quyết đúng hạn 98,5% trong quý, tăng so với cùng kỳ năm trước"
)
_WORDS = _SENTENCE.split()
_ODD = (
    '"trích"', "«dẫn»", "“lời”", "<b>đậm</b>", "R&D", "{{ 7 * 7 }}", "{% for %}", "a/b", "№ 5", "30/6/2023", "1.174",
    "4.135,9", "½", "m²", "…", "–", "—", "'đơn'", "§ 3", "50 %", "C:\\thư mục", "#1", "@sở", "(*)", "x→y", "≥ 90", "`",
    "||", "10°C",
)  # fmt: skip
_BEGINNINGS = ("", "", "", "- ", "+ ", "a) ", "1. ", "2.1. ", "  ", "\t", "* ")
_ENDS = (".", ";", ":", "", "!", "...", "./.")


@dataclass(frozen=True)
class Generated:
    """A report, whose it is, and its Word file."""

    payload: Payload
    agency: Agency
    word: bytes


def generate(seed: int) -> Generated:
    """The report of that number, the same in every run."""
    draw = Random(seed)
    period = draw.choice(_PERIODS)
    day = TEMPLATE.schedule.period(period).window.last
    agency = draw.choice([item for item in AGENCIES if item.is_valid_on(day)])
    size = draw.choice((0.2, 0.5, 0.9))
    chosen = [item for item in TEMPLATE.indicators if draw.random() < size]
    sections = [item.code for item in TEMPLATE.sections if draw.random() < size]
    payload = Payload(
        template=TEMPLATE.code,
        template_version=TEMPLATE.version,
        period=period,
        agency=agency.code,
        indicators={item.code: _figure(draw, item) for item in chosen},
        narratives={code: text for code in sections if (text := _text(draw, draw.randint(1, 5)))},
        documents=tuple(_document(draw) for _ in range(draw.choice((0, 0, 1, 3, 25)))),
        notes={item.code: text for item in chosen if draw.random() < 0.1 and (text := _text(draw, 1))},
        explanations={rule.id: text for rule in TEMPLATE.rules if draw.random() < 0.2 and (text := _text(draw, 2))},
    )
    return Generated(payload, agency, write(payload, agency, _past(draw, payload) if draw.random() < 0.5 else None))


def write(payload: Payload, agency: Agency, past: Baseline | None = None) -> bytes:
    """The agency's report in Word."""
    source = Source(agency.code)
    report = report_of(TEMPLATE, payload.period, submitted_report(payload, TEMPLATE, agency, source))
    target = io.BytesIO()
    period = TEMPLATE.schedule.period(payload.period)
    write_agency_report(report, payload, agency, period, PROVINCE, past, "", target)
    return target.getvalue()


def to_pdf(files: Sequence[Generated], folder: Path) -> list[bytes]:
    """The reports as PDF, all in one run of LibreOffice; each carries what its Word file does."""
    (folder / "in").mkdir()
    for number, item in enumerate(files):
        (folder / "in" / f"{number:03}.docx").write_bytes(item.word)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--convert-to", FILTER,
         "--outdir", str(folder / "out"), *sorted(map(str, (folder / "in").iterdir()))],
        check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    pages = [path.read_bytes() for path in sorted((folder / "out").iterdir())]
    return [attached(raw, part_of(item.word)) for raw, item in zip(pages, files, strict=True)]


def attached(pdf: bytes, part: bytes) -> bytes:
    """The PDF with these values in it, in the place of any others."""
    target = io.BytesIO()
    attach(pdf, part, target)
    return target.getvalue()


def part_of(word: bytes, name: str = PART) -> bytes:
    """A part of a Word file, by itself the one with its values."""
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        return archive.read(name)


def with_part(word: bytes, content: bytes, name: str = PART) -> bytes:
    """The Word file with another content of that part."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in source.namelist():
            copy.writestr(entry, content if entry == name else source.read(entry))
    return target.getvalue()


def with_words(word: bytes, changed: str, to: str) -> bytes:
    """The Word file with words of its text exchanged outside the values that it carries, where they stand first."""
    body = part_of(word, "word/document.xml").decode()
    assert changed in body
    return with_part(word, body.replace(changed, to, 1).encode(), "word/document.xml")


def visible_number(word: bytes, code: str) -> str:
    """What the control of an indicator shows, as it stands in the XML."""
    body = part_of(word, "word/document.xml").decode()
    found = re.search(rf'<w:tag w:val="indicators\.{re.escape(code)}"/>.*?<w:t[^>]*>([^<]*)</w:t>', body)
    assert found is not None
    return found[1]


def with_visible_number(word: bytes, code: str, number: str) -> bytes:
    """The Word file whose text shows another number of the indicator than it carries."""
    body = part_of(word, "word/document.xml").decode()
    pattern = rf'(<w:tag w:val="indicators\.{re.escape(code)}"/>.*?<w:t[^>]*>)[^<]*(</w:t>)'
    changed = re.sub(pattern, lambda found: f"{found[1]}{number}{found[2]}", body, count=1)
    assert changed != body
    return with_part(word, changed.encode(), "word/document.xml")


def read(name: str, raw: bytes, agencies: tuple[Agency, ...] = AGENCIES) -> ReportReading:
    """The reading of a file."""
    return understand_report(CATALOGUE, read_document(name, raw), agencies)


def survives(name: str, raw: bytes, payload: Payload) -> bool:
    """Whether the payload comes back out of the file as it was."""
    return payload_of(read(name, raw)) == payload


def numbers(payload: Payload) -> list[str]:
    """The indicators with a number that the report prints."""
    return [code for code, figure in payload.indicators.items() if isinstance(figure, Decimal)]


def _past(draw: Random, payload: Payload) -> Baseline:
    """What the agency gave a year before: some of it less, some more."""
    before = {
        code: figure * draw.choice((Decimal("0.9"), Decimal("1.2"), Decimal(1))) if isinstance(figure, Decimal) else NA
        for code, figure in payload.indicators.items()
    }
    code = TEMPLATE.schedule.period(payload.period).last_year
    filing = submitted_report(replace(payload, indicators=before), TEMPLATE, _agency(payload), Source(payload.agency))
    return Baseline(TEMPLATE.schedule.period(code), Report(TEMPLATE, code, {payload.agency: filing}), {}, {})


def _agency(payload: Payload) -> Agency:
    return next(item for item in AGENCIES if item.code == payload.agency)


def _figure(draw: Random, indicator: Indicator) -> Figure:
    if draw.random() < 0.15:
        return NA
    decimals = draw.choice((0, 1, 2, 6)) if indicator.kind is not ValueType.COUNT else 0
    digits = draw.choice((1, 1, 2, 3, 4, 6, 9, 15))
    number = Decimal(draw.randrange(10**digits)).scaleb(-min(decimals, digits))
    return number.normalize() if draw.random() < 0.5 else number


def _text(draw: Random, lines: int) -> str:
    return clean("\n".join(_line(draw) for _ in range(lines)))[0]


def _line(draw: Random) -> str:
    if draw.random() < 0.1:
        return ""
    start = draw.randrange(len(_WORDS))
    words = [*_WORDS[start:], *_WORDS][: draw.choice((1, 4, 12, 30))]
    for _ in range(draw.choice((0, 0, 1, 3))):
        words.insert(draw.randrange(len(words) + 1), draw.choice(_ODD))
    text = " ".join(words)
    text = text if draw.random() < 0.3 else f"{text[:1].upper()}{text[1:]}"
    return f"{draw.choice(_BEGINNINGS)}{text}{draw.choice(_ENDS)}"


def _document(draw: Random) -> Document:
    kind = draw.choice(TEMPLATE.documents.kinds)
    number = f"{draw.randint(1, 4000)}/{draw.choice(('QĐ', 'KH', 'BC', 'TB'))}-{draw.choice(('SNV', 'UBND', 'STC'))}"
    day = date(2023, 1, 1) + timedelta(days=draw.randrange(250)) if draw.random() < 0.9 else None
    return Document(kind, number, day, clean(_line(draw).strip() or "Kế hoạch")[0])


def changed_number(shown: str) -> str:
    """Another number than the one shown, of as many digits."""
    last = max(index for index, sign in enumerate(shown) if sign.isdigit())
    return f"{shown[:last]}{(int(shown[last]) + 1) % 10}{shown[last + 1 :]}"


def seeds(count: int, first: int = 0) -> Iterator[int]:
    """The numbers of so many reports."""
    yield from range(first, first + count)


def require_survival(item: Generated) -> None:
    """That the Word file gives its payload back, and that a number that was changed in it is found."""
    assert survives("report.docx", item.word, item.payload)
    for code in numbers(item.payload)[:1]:
        shown = visible_number(item.word, code)
        other = changed_number(shown)
        figure = read("report.docx", with_visible_number(item.word, code, other)).figures[code]
        _require_both(figure, parse_vietnamese(other), parse_vietnamese(shown))


def require_survival_as_pdf(files: Sequence[Generated], folder: Path) -> None:
    """The same of the files as PDF, whose values are exchanged for others that the text does not show."""
    for item, raw in zip(files, to_pdf(files, folder), strict=True):
        assert survives("report.pdf", raw, item.payload)
        for code in numbers(item.payload)[-1:]:
            shown = visible_number(item.word, code)
            forged = replace(
                item.payload, indicators={**item.payload.indicators, code: parse_vietnamese(changed_number(shown))}
            )
            part = part_of(write(forged, item.agency))
            figure = read("report.pdf", attached(raw, part)).figures[code]
            _require_both(figure, parse_vietnamese(shown), parse_vietnamese(changed_number(shown)))


def _require_both(figure: FigureReading, seen: Decimal, carried: Decimal) -> None:
    assert not figure.sure
    assert [item.value for item in figure.candidates] == [seen, carried]
    visible, beside = (item.place for item in figure.candidates)
    assert visible.number > 0 and not visible.part
    assert beside.part
