"""What a report that was read offers to the person who confirms it, and what that person has chosen so far."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from service.domain.errors import Message, message
from service.domain.notation.text import without_diacritics
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reading.candidates import Candidate
from service.domain.reading.document import Block
from service.domain.reading.reading import FigureReading, ReportReading
from service.domain.reporting.draft import FieldEdit, as_values, figure_as_typed
from service.domain.reporting.indicator import Aggregate
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import NA, Document
from service.domain.reporting.template import ReportTemplate

_MOST_NAMES = 5  # other units that a warning names
_FEW_WORDS = 4
_END = re.compile(r"[.;]\s")
_MOST_VALUES = 9  # numbers offered for one figure, each chosen by one key


@dataclass(frozen=True)
class ProposedValue:
    """A number as it would be typed, with its sentence, the number of the block, the cell of a table, and the span.

    `note` is what is to be known of it; `heads` are the columns of an export that it is from: their layouts and heads.
    """

    value: str
    sentence: str
    block: int
    row: int | None
    column: int | None
    span: tuple[int, int]
    note: Message | None = None
    heads: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ProposedFigure:
    """The numbers found for an indicator, the best first, never none; `rule` decided between them where one did.

    `known` says that somebody confirmed before where such files state it.
    """

    values: tuple[ProposedValue, ...]
    sure: bool
    rule: str = ""
    known: bool = False


@dataclass(frozen=True)
class ExportPart:
    """What only exports of another system offer: the indicators that they may tell, and no others are asked of them.

    `spare` are the sums of columns that no indicator is known for; `layouts` are the tables by what is remembered of
    them, each with the name of its file.
    """

    asked: frozenset[str]
    spare: tuple[ProposedValue, ...]
    layouts: Mapping[str, str]


@dataclass(frozen=True)
class Proposal:
    """A report as it was read, for confirmation; `misfits` say that it is of another unit, period or kind."""

    blocks: tuple[Block, ...]
    figures: Mapping[str, ProposedFigure]
    narratives: Mapping[str, str]
    documents: tuple[Document, ...]
    notices: tuple[Message, ...] = ()
    misfits: tuple[Message, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)
    export: ExportPart | None = None

    def texts(self, template: ReportTemplate, period: str, agency: str) -> dict[str, str]:
        """The narratives and documents, and the notes that a file carried, as values of a draft, by path."""
        known = {code: text for code, text in self.narratives.items() if code in template.section_by_code}
        payload = Payload(
            template.code, template.version, period, agency, {}, known, self.documents,
            explanations={rule: text for rule, text in self.explanations.items() if rule in template.explainable},
            notes={code: text for code, text in self.notes.items() if code in template.by_code},
        )  # fmt: skip
        return as_values(payload, template)


@dataclass(frozen=True)
class Choices:
    """What was decided: figures by code, empty where nothing is to be taken; texts and documents by draft path.

    `columns` are the spare columns of an export that figures are taken from, by their position.
    """

    figures: Mapping[str, str] = field(default_factory=dict)
    parts: Mapping[str, bool] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)

    def edits(self, texts: Mapping[str, str], base: int) -> list[FieldEdit]:
        """The confirmed values as changes to the draft that was seen at the version `base`."""
        figures = {f"indicators.{code}": value for code, value in self.figures.items() if value}
        taken = {path: text for path, text in texts.items() if self.parts.get(path)}
        return [FieldEdit(path, value, base) for path, value in {**figures, **taken}.items()]


# What only a file says that carries its own values: no sentence states that a figure does not apply.
_SPARED = ProposedFigure(
    (ProposedValue(figure_as_typed(NA), "Số liệu mang theo trong tệp: không áp dụng", 0, None, None, (0, 0)),),
    sure=True,
)


def propose(reading: ReportReading, misfits: Iterable[Message], others: Iterable[Agency], own: Agency) -> Proposal:
    """What a reading offers for the unit `own`; `others` are the units whose names the text should not have."""
    ratios = {item.code for item in reading.template.indicators if item.aggregate is Aggregate.RATIO}
    return Proposal(
        blocks=reading.document.blocks,
        figures={
            **{code: _proposed(figure) for code, figure in reading.figures.items() if code not in ratios},
            **dict.fromkeys(sorted(reading.carried.not_applicable - ratios), _SPARED),
        },
        narratives=reading.narratives,
        documents=tuple(item.document for item in reading.references if item.own),
        notices=(*named_others(reading.document.blocks, others, own), *reading.notices),
        misfits=tuple(misfits),
        notes=reading.carried.notes,
        explanations=reading.carried.explanations,
    )


def named_others(blocks: Iterable[Block], others: Iterable[Agency], own: Agency) -> list[Message]:
    """That other units of the same kind act in the text, as in a report that was copied from another unit's.

    Departments name each other as addressees and partners: of them only sentences count that begin with the name.
    """
    begins = own.kind is AgencyKind.SO
    sentences = [
        f" {_plain(part)} " for block in blocks for part in (_END.split(block.text) if begins else [block.text])
    ]
    found = []
    # The longest names first: a shorter one may be a part of it.
    for agency in sorted({own, *others}, key=lambda item: (-len(item.name), item.code)):
        name = f" {_plain(agency.name)} "
        if agency.kind is not own.kind:
            continue
        if agency.code != own.code and any(_acts(sentence, name, begins=begins) for sentence in sentences):
            found.append(agency.name)
        sentences = [sentence.replace(name, " | ") for sentence in sentences]
    if not found:
        return []
    named = ", ".join(sorted(found)[:_MOST_NAMES])
    return [
        message(
            "Trong văn bản có tên đơn vị khác ({names}): kiểm tra xem có chép nhầm từ báo cáo của đơn vị đó.",
            names=f"{named}…" if len(found) > _MOST_NAMES else named,
        )
    ]


def _acts(sentence: str, name: str, *, begins: bool) -> bool:
    """Whether the sentence is about the unit; a line that is hardly more than its name is an address."""
    if not begins:
        return name in sentence
    return sentence.startswith(name) and len(sentence.split()) > len(name.split()) + _FEW_WORDS


def _plain(text: str) -> str:
    """Words without diacritics and signs."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in without_diacritics(text)).split())


def _proposed(figure: FigureReading) -> ProposedFigure:
    values: dict[tuple[str, str], ProposedValue] = {}
    for item in figure.candidates:
        offered = _offered(item)
        values.setdefault((offered.value, offered.sentence), offered)
    return ProposedFigure(tuple(values.values())[:_MOST_VALUES], figure.sure, figure.rule)


def _offered(item: Candidate) -> ProposedValue:
    place = item.place
    return ProposedValue(figure_as_typed(item.value), item.sentence, place.number, place.row, place.column, item.span)
