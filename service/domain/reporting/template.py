"""A report template: indicators, rules, narrative sections and the document table of one version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cached_property

from service.domain.bilingual import Bilingual
from service.domain.errors import Level, NotFoundError, message
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.definition import Definition
from service.domain.reporting.expression import Condition, operands
from service.domain.reporting.indicator import Aggregate, Indicator
from service.domain.reporting.period import Schedule
from service.domain.reporting.reading_guide import ReadingGuide
from service.domain.reporting.report_guide import ReportGuide
from service.domain.reporting.row_table import RowTable, TableSum
from service.domain.reporting.target import Target, TargetKey

RATIO_DECIMALS = 2
NO_GUIDANCE = Bilingual("")
_INDICATOR = re.compile(r"(?<![a-z0-9_.])[a-z][a-z0-9_]*+(?:\.[a-z][a-z0-9_]*+)++")
# «({code} %)» or «({previous}: {previous.code})» after a name, and «: chênh lệch {difference}» at the end.
_FIGURES = re.compile(
    r"(?<!\s)\s*+\(\{[^{}]*\}(?:: \{[^{}]*\})?(?: %)?\)|: (?:(?:chênh )?lệch|hơn|vượt) \{difference\}.*"
    r"|(?:: a difference of|:?(?: over)? by) \{difference\}.*"
)


@dataclass(frozen=True)
class Rule:
    """A condition over indicators; `text` is its message with gaps for the figures, where it is broken.

    `stated` is what it asks for, which is shown also where it holds.
    """

    id: str
    level: Level
    scope: str
    expression: str
    condition: Condition
    text: Bilingual
    stated: Bilingual | None = None

    @property
    def is_retrospective(self) -> bool:
        """Whether it compares with an earlier report."""
        return any(operand.past for operand in operands(self.condition))

    @property
    def requirement(self) -> Bilingual:
        """What the rule asks for: as its template states it, or else its message without figures."""
        if self.stated is not None:
            return self.stated
        return Bilingual(_FIGURES.sub("", self.text), _FIGURES.sub("", self.text.english))


@dataclass(frozen=True)
class Section:
    """A heading of the report; figures and narratives belong to one."""

    code: str
    title: Bilingual
    parent: str | None
    required: bool
    applies_to: frozenset[AgencyKind]
    guidance: Bilingual = NO_GUIDANCE


@dataclass(frozen=True)
class DocumentTable:
    """What the list of issued documents may hold."""

    kinds: tuple[Bilingual, ...]
    earliest: date
    max_rows: int
    max_title: int

    def called(self, kind: str) -> str:
        """A document's kind as pages show it: one of the known kinds has its English with it."""
        return next((known for known in self.kinds if known == kind), kind)


@dataclass(frozen=True)
class Exemption:
    """Units that do not report some indicators; `indicators` are codes or patterns such as `ho_so.*`."""

    agencies: frozenset[str]
    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Chart:
    """A chart of one indicator over the units."""

    indicator: str
    title: Bilingual


@dataclass(frozen=True)
class Overview:
    """What the first sheet of a workbook shows: the key figures by code, and charts.

    The page of totals shows charts of ratios: its own, or else those of the sheet that are of ratios.
    """

    figures: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    page_charts: tuple[Chart, ...] = ()


class MappingKind(StrEnum):
    """What became of an indicator in the next version of its template."""

    SAME = "same"
    RENAMED = "renamed"
    SUM = "sum"  # the new one is the sum of several
    SPLIT = "split"  # divided among several new ones, and nobody knows how much went where
    DROPPED = "dropped"  # asked no more


@dataclass(frozen=True)
class MappedCode:
    """One row of `mapping.csv`; what is dropped has no new code."""

    old: str
    new: str
    kind: MappingKind


@dataclass(frozen=True)
class VersionMapping:
    """How the figures of the version before are those of this one."""

    before: ReportTemplate
    rows: tuple[MappedCode, ...]

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """Each new indicator that takes figures over, with the old ones that it is the sum of."""
        found: dict[str, tuple[str, ...]] = {}
        for row in self.rows:
            if row.kind not in {MappingKind.SPLIT, MappingKind.DROPPED}:
                found[row.new] = (*found.get(row.new, ()), row.old)
        return found


@dataclass(frozen=True)
class ReportTemplate:
    """One frozen version of a report; `digest` is the SHA-256 of the files that its figures depend on.

    `replaces` are the digests of earlier states of the version that ask for the same figures and texts, and differ in
    their rules at most.
    """

    code: str
    version: str
    title: Bilingual
    valid_from: date
    valid_to: date | None
    schedule: Schedule
    sections: tuple[Section, ...]
    indicators: tuple[Indicator, ...]
    rules: tuple[Rule, ...]
    documents: DocumentTable
    exemptions: tuple[Exemption, ...]
    digest: str
    chosen_overview: Overview | None = None
    reading: ReadingGuide | None = None
    replaces: tuple[str, ...] = ()
    guide: ReportGuide = field(default_factory=ReportGuide)
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    mapping: VersionMapping | None = None
    targets: Mapping[TargetKey, Target] = field(default_factory=dict)
    tables: tuple[RowTable, ...] = ()

    def takes_forms_of(self, digest: str) -> bool:
        """Whether a form or a period of that digest goes with this version as it is now."""
        return digest == self.digest or digest in self.replaces

    @cached_property
    def overview(self) -> Overview:
        """What was chosen for the first sheet, or else the ratios with the sums that they come from."""
        if self.chosen_overview is not None:
            return self.chosen_overview
        ratios = self.ratios
        figures: dict[str, None] = {}
        for item in ratios:
            assert item.numerator is not None and item.denominator is not None
            parts = (*operands(item.numerator), *operands(item.denominator))
            figures.update(dict.fromkeys([item.code, *(part.code for part in parts)]))
        charts = tuple(Chart(item.code, _with_unit(item)) for item in ratios[:3])
        return Overview(tuple(figures), charts)

    @cached_property
    def page_charts(self) -> tuple[Chart, ...]:
        """The charts of ratios on the page of totals."""
        overview, ratios = self.overview, {item.code for item in self.ratios}
        return overview.page_charts or tuple(chart for chart in overview.charts if chart.indicator in ratios)

    @cached_property
    def by_code(self) -> Mapping[str, Indicator]:
        """Indicators by code."""
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def ratios(self) -> tuple[Indicator, ...]:
        """The indicators that are computed from others, in order."""
        return tuple(item for item in self.indicators if item.aggregate is Aggregate.RATIO)

    @cached_property
    def ratio_needs(self) -> Mapping[str, frozenset[str]]:
        """The required indicators without which a ratio's parts are not known, by the ratio's code."""
        return {
            item.code: frozenset(
                operand.code
                for side in (item.numerator, item.denominator)
                if side is not None
                for operand in operands(side)
                if self.by_code[operand.code].required
            )
            for item in self.ratios
        }

    @cached_property
    def section_by_code(self) -> Mapping[str, Section]:
        """Sections by code."""
        return {section.code: section for section in self.sections}

    @cached_property
    def rule_by_id(self) -> Mapping[str, Rule]:
        """Rules by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def table_by_code(self) -> Mapping[str, RowTable]:
        """Tables with rows by code."""
        return {table.code: table for table in self.tables}

    @cached_property
    def explainable(self) -> Mapping[str, Rule | TableSum]:
        """All that a unit may explain where it is broken: rules, and sums of tables, by id."""
        return {**self.rule_by_id, **{item.id: item for table in self.tables for item in table.sums}}

    @cached_property
    def indicator_sections(self) -> tuple[Section, ...]:
        """The sections that hold indicators, in order."""
        used = {indicator.section for indicator in self.indicators}
        return tuple(section for section in self.sections if section.code in used)

    @cached_property
    def by_section(self) -> Mapping[str, tuple[Indicator, ...]]:
        """The indicators of each section, in order."""
        return {
            section.code: tuple(item for item in self.indicators if item.section == section.code)
            for section in self.sections
        }

    def indicators_of(self, section: str) -> tuple[Indicator, ...]:
        """The indicators of a section, in order."""
        return self.by_section.get(section, ())

    @cached_property
    def parts(self) -> tuple[Section, ...]:
        """The headings of a table of contents: those without a parent; one whose parts have figures gives its parts."""
        holders = {item.parent for item in self.sections if item.parent and self.by_section[item.code]}
        return tuple(
            item
            for item in self.sections
            if (item.parent is None and item.code not in holders) or item.parent in holders
        )

    @cached_property
    def part_of(self) -> Mapping[str, str]:
        """The heading of the contents under which each section stands."""
        known = {item.code for item in self.parts}
        return {
            section.code: next(
                (code for code in (section.code, *self.ancestors(section.code)) if code in known), section.code
            )
            for section in self.sections
        }

    def indicator(self, code: str) -> Indicator:
        """The indicator of that code; raises NotFoundError."""
        try:
            return self.by_code[code]
        except KeyError as error:
            raise NotFoundError(message("Biểu mẫu không có chỉ tiêu «{code}».", code=code)) from error

    def target(self, code: str, year: int, kind: AgencyKind | None) -> Target | None:
        """What the indicator should reach in a year, for a kind of agency or the province; None without a target."""
        return self.targets.get((code, year, kind))

    def formula(self, code: str) -> str:
        """How the indicator is worked out, with others by their numbers; empty where its definition does not say."""
        said = self.definitions[code].formula if code in self.definitions else ""
        return _INDICATOR.sub(
            lambda found: self.by_code[found[0]].number if found[0] in self.by_code else found[0], said
        )

    def matching(self, pattern: str) -> tuple[Indicator, ...]:
        """The indicators whose code a pattern such as `ho_so.*` meets."""
        return tuple(indicator for indicator in self.indicators if fnmatchcase(indicator.code, pattern))

    def is_exempt(self, indicator: Indicator, agency: Agency, more: tuple[str, ...] = ()) -> bool:
        """Whether the unit does not report the indicator: by kind, by name, or by `more` patterns of the period."""
        if agency.kind not in indicator.applies_to:
            return True
        patterns = [*more, *(p for e in self.exemptions if agency.code in e.agencies for p in e.indicators)]
        return any(fnmatchcase(indicator.code, pattern) for pattern in patterns)

    def asks_table(self, table: RowTable, agency: Agency, more: tuple[str, ...] = ()) -> bool:
        """Whether the unit may give the table: by kind, and unless it reports none of the figures it adds up to."""
        told = [self.by_code[code] for item in table.sums for code in item.indicators]
        spared = told and all(self.is_exempt(item, agency, more) for item in told)
        return agency.kind in table.applies_to and not spared

    def ancestors(self, section: str) -> tuple[str, ...]:
        """The headings above a section, nearest first."""
        found: list[str] = []
        parent = self.section_by_code[section].parent
        while parent is not None:
            found.append(parent)
            parent = self.section_by_code[parent].parent
        return tuple(found)


def _with_unit(indicator: Indicator) -> Bilingual:
    """The indicator's name with its unit, such as «Số hồ sơ (hồ sơ)»; English where both are."""
    name, unit = indicator.name, indicator.unit
    return Bilingual(f"{name} ({unit})", f"{name.english} ({unit.english})" if name.english and unit.english else "")
