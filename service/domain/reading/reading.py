"""What was understood of a report in words, before a person confirmed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from service.domain.errors import Message, UnreadableError, message
from service.domain.notation.numbers import shorten
from service.domain.notation.tokens import tokenize
from service.domain.organization.agency import Agency
from service.domain.reading.arbitration import Decision, decide
from service.domain.reading.candidates import Candidate
from service.domain.reading.document import Block, BlockKind, Place, ReportDocument
from service.domain.reading.identity import Identity, identify
from service.domain.reading.narratives import narratives_of
from service.domain.reading.outline import ANNEX, FRONT, Located, Outliner
from service.domain.reading.prose import ProseReader
from service.domain.reading.references import Reference, find_references
from service.domain.reading.tables import TableReader
from service.domain.reading.ties import Reading
from service.domain.reading.times import Frame, find_spans
from service.domain.reporting.period import Window
from service.domain.reporting.reading_guide import ReadingGuide
from service.domain.reporting.template import ReportTemplate

_FEWEST_SECTIONS = 2  # main sections without which a text of no title is no report
_FEWEST_FIGURES = 3
_FEW_DAYS = 20


@dataclass(frozen=True)
class FigureReading:
    """One figure: the best reading, and whether it is sure; `candidates` are all numbers found, the best first.

    `rule` is the rule that decided between candidates, empty where none had to.
    """

    value: Decimal
    sure: bool
    sentence: str
    place: Place
    span: tuple[int, int]
    candidates: tuple[Candidate, ...]
    rule: str = ""


@dataclass(frozen=True)
class Carried:
    """What no report says in words, and one that carries its own values does.

    `is_whole`: all that the report says is what it carries, nobody changed anything by hand.
    """

    not_applicable: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = False


@dataclass(frozen=True)
class ReportReading:
    """A report as it was read: figures by code, each section's text, documents, and what people should know."""

    identity: Identity
    template: ReportTemplate
    figures: Mapping[str, FigureReading]
    narratives: Mapping[str, str]
    references: tuple[Reference, ...]
    notices: tuple[Message, ...]
    document: ReportDocument
    period: str
    carried: Carried = Carried()

    @property
    def sure_values(self) -> dict[str, Decimal]:
        """The figures that are sure."""
        return {code: figure.value for code, figure in self.figures.items() if figure.sure}


def read_report(
    document: ReportDocument, template: ReportTemplate, guide: ReadingGuide, agencies: Iterable[Agency] = (),
    period: str = "",
) -> ReportReading:  # fmt: skip
    """What a document says of a template's figures; `period` is taken where the text names none.

    Raises UnreadableError where the document is no such report.
    """
    identity = identify(document, template.schedule, agencies)
    reading, located = _read(document, template, guide, identity, agencies, period)
    _require_report(located, identity, guide, reading.figures)
    return reading


def read_freely(
    document: ReportDocument, template: ReportTemplate, identity: Identity, agencies: Iterable[Agency], period: str
) -> ReportReading:
    """What a document says that is known to be such a report; nothing where the template has no phrases."""
    if template.reading is None:
        return ReportReading(identity, template, {}, {}, (), document.notices, document, period)
    return _read(document, template, template.reading, identity, agencies, period)[0]


def _read(
    document: ReportDocument, template: ReportTemplate, guide: ReadingGuide, identity: Identity,
    agencies: Iterable[Agency], period: str,
) -> tuple[ReportReading, list[Located]]:  # fmt: skip
    """The reading, and its blocks with their sections."""
    located = list(Outliner(guide, template).locate(document.blocks))
    frame = _frame(template, identity, period, document.blocks, agencies)
    names = _own_names(identity, agencies)
    candidates = _candidates(located, Reading(guide, frame, template.by_code, names))
    decisions = decide(template, _applying(candidates, template, identity, agencies))
    figures = {code: _figure(decisions[code]) for code in template.by_code if code in decisions}
    reading = ReportReading(
        identity=identity,
        template=template,
        figures=figures,
        narratives=narratives_of(located, template),
        references=find_references(located, identity, template.documents.kinds),
        notices=(*document.notices, *_notices(identity, figures)),
        document=document,
        period=identity.period or period,
    )
    return reading, located


def _frame(
    template: ReportTemplate, identity: Identity, period: str, blocks: Sequence[Block], agencies: Iterable[Agency]
) -> Frame:
    """The period by which times in the text are judged; raises UnreadableError where nothing names one."""
    code = identity.period or period
    if not code:
        raise UnreadableError(message("Không thấy kỳ báo cáo trong văn bản: đây có phải là báo cáo định kỳ không?"))
    usual = template.schedule.period(code)
    window: Window = identity.window if identity.window is not None and identity.period else usual.window
    fields = _fields(identity, agencies)
    return Frame(usual.window.last.year, window, _is_founded_within(usual.window, blocks), fields)


def _fields(identity: Identity, agencies: Iterable[Agency]) -> tuple[str, ...]:
    """The names of the field that a department is for: its name and its mark without the word for a department."""
    names = [name.lower().replace(",", " ") for name in _own_names(identity, agencies)]
    names += [identity.issuer.lower().replace("s", "sở ", 1)] if identity.issuer.startswith("S") else []
    return tuple(" ".join(name.split()[1:]) for name in names if name.startswith("sở ") and len(name.split()) > 1)


def _is_founded_within(window: Window, blocks: Sequence[Block]) -> bool:
    """Whether the text counts from the first day of a month within the period on: the unit began then."""
    for block in blocks:
        for span in find_spans(tokenize(block.text), window.last.year) if block.kind is not BlockKind.TABLE else ():
            if span.since is not None and span.since.day == 1 and window.first < span.since < window.last:
                ends = abs(((span.to or window.last) - window.last).days) <= _FEW_DAYS
                if ends and span.since.year == window.last.year and span.since.month != 1:
                    return True
    return False


def _own_names(identity: Identity, agencies: Iterable[Agency]) -> list[str]:
    """The ways in which the unit is named."""
    names = [
        name for item in agencies if item.code == identity.agency for name in (item.name, item.abbreviation) if name
    ]
    return names or [name for name in (identity.unit_bare, identity.unit) if name]


def _candidates(located: Sequence[Located], reading: Reading) -> list[Candidate]:
    """Every number that may be a figure, from the sections that state figures and from annexes."""
    has_sections = any(item.begins for item in located)
    prose = ProseReader(reading)
    found: list[Candidate] = []
    for item in located:
        if item.section.partition(".")[0] in reading.guide.without_figures or (has_sections and item.section == FRONT):
            continue
        if item.block.kind is BlockKind.TABLE:
            found += TableReader(reading, prose.around).read(item)
            prose.pass_table()
        elif item.section != ANNEX:
            found += prose.read(item)
    return found


def _applying(
    candidates: Sequence[Candidate], template: ReportTemplate, identity: Identity, agencies: Iterable[Agency]
) -> list[Candidate]:
    """The candidates of the indicators that units of this kind report."""
    unit = next((item for item in agencies if item.code == identity.agency), None)
    kind = identity.kind
    return [
        item
        for item in candidates
        if (kind is None or kind in template.by_code[item.indicator].applies_to)
        and (unit is None or not template.is_exempt(template.by_code[item.indicator], unit))
    ]


def _figure(decision: Decision) -> FigureReading:
    best = decision.candidates[0]
    return FigureReading(
        best.value, decision.sure, best.sentence, best.place, best.span, decision.candidates, decision.rule
    )


def _require_report(
    located: Sequence[Located], identity: Identity, guide: ReadingGuide, figures: Mapping[str, FigureReading]
) -> None:
    """Raises UnreadableError where the title is another one's, or neither sections nor figures show such a report."""
    if identity.other_kind:
        raise UnreadableError(
            message("Văn bản này là «{kind}», không phải là báo cáo theo biểu mẫu.", kind=identity.other_kind)
        )
    if identity.title and not guide.is_titled(identity.title):
        raise UnreadableError(
            message(
                "Báo cáo này là «{title}», không phải là báo cáo theo biểu mẫu.", title=shorten(identity.title, 120)
            )
        )
    begun = {item.section for item in located if item.begins}
    if len(begun) < _FEWEST_SECTIONS and len(figures) < _FEWEST_FIGURES:
        raise UnreadableError(
            message("Văn bản này không phải là báo cáo theo biểu mẫu: không thấy các mục và số liệu của báo cáo.")
        )


def _notices(identity: Identity, figures: Mapping[str, FigureReading]) -> list[Message]:
    said = []
    if not identity.period:
        said.append(message("Không thấy kỳ báo cáo trong văn bản."))
    if not identity.agency:
        said.append(message("Không xác định được đơn vị báo cáo từ văn bản."))
    unsure = sum(1 for figure in figures.values() if not figure.sure)
    if unsure:
        said.append(message("{count} số liệu chưa chắc chắn: đề nghị xem từng câu và chọn.", count=unsure))
    return said
