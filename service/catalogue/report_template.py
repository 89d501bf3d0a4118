"""Load a ReportTemplate from a folder; fail fast on errors."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from service.catalogue.definitions import load_definitions
from service.catalogue.overview import load_overview
from service.catalogue.reading import load_reading_guide
from service.catalogue.report_guide import load_report_guide
from service.catalogue.schedule import load_schedule_of
from service.catalogue.table import CsvRow, CsvTable, fault, read_rows, read_toml, without_words
from service.catalogue.targets import load_targets
from service.domain.bilingual import Bilingual
from service.domain.errors import Level
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.expression import (
    Condition,
    ExpressionError,
    Node,
    Past,
    operands,
    parse_condition,
    parse_value,
)
from service.domain.reporting.template import (
    Aggregate,
    DocumentTable,
    Exemption,
    Indicator,
    ReportTemplate,
    Rule,
    Section,
    TimeFrame,
    ValueType,
)
from service.domain.validation.rules import DIFFERENCE

REPORT, INDICATORS, RULES = "report.toml", "indicators.csv", "rules.csv"
INDICATOR_COLUMNS = (
    "code", "number", "section", "name", "unit", "kind", "time", "aggregate", "numerator", "denominator",
    "applies_to", "required",
)  # fmt: skip
INDICATOR_ENGLISH = ("name_en", "unit_en")
RULE_COLUMNS = ("id", "level", "scope", "expression", "message")
RULE_WORDS = ("message_en", "requirement", "requirement_en")
SCOPES = ("report", *(past.value for past in Past))
_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_GAP = re.compile(r"\{([^{}]*)\}")


def load_template(folder: Path) -> ReportTemplate:
    """Load the template in a folder; raises CatalogueError naming file, row, column and what is expected."""
    top = CsvTable(REPORT, "", read_toml(folder, REPORT))
    top.only(
        "code", "version", "title", "title_en", "valid_from", "valid_to", "period_prefix", "deadlines", "province_due",
        "periods",
        "documents", "exemptions", "sections", "replaces",
    )  # fmt: skip
    sections = tuple(_sections(top))
    indicators = tuple(_indicators(folder, {section.code for section in sections}))
    by_code = {indicator.code: indicator for indicator in indicators}
    valid_from, valid_to = top.get("valid_from", date), top.get("valid_to", date, None)
    return ReportTemplate(
        code=top.get("code", str),
        version=top.get("version", str),
        title=top.words("title"),
        valid_from=valid_from,
        valid_to=valid_to,
        schedule=load_schedule_of(top),
        sections=sections,
        indicators=indicators,
        rules=tuple(_rules(folder, by_code)),
        documents=_documents(top.table("documents")),
        exemptions=tuple(_exemption(item, by_code) for item in top.tables("exemptions")),
        digest=digest_of(folder),
        chosen_overview=load_overview(folder, by_code),
        reading=load_reading_guide(folder, by_code, {section.code for section in sections}),
        replaces=top.texts("replaces") if "replaces" in top.content else (),
        guide=load_report_guide(folder, {section.code for section in sections}),
        definitions=load_definitions(folder, by_code),
        targets=load_targets(folder, by_code, valid_from, valid_to),
    )


def digest_of(folder: Path) -> str:
    """SHA-256 over the three files that figures depend on, without words that may be mended at any time."""
    whole = hashlib.sha256()
    for name in (REPORT, INDICATORS, RULES):
        content = without_words(name, (folder / name).read_bytes())
        whole.update(f"{name} {len(content)}\n".encode())
        whole.update(content)
    return whole.hexdigest()


def _documents(item: CsvTable) -> DocumentTable:
    item.only("kinds", "kinds_en", "earliest", "max_rows", "max_title")
    kinds = item.texts("kinds")
    english = item.texts("kinds_en") if "kinds_en" in item.content else ("",) * len(kinds)
    if len(english) != len(kinds):
        raise item.fault("kinds_en", f"cần {len(kinds)} loại như «kinds», đang có {len(english)}")
    return DocumentTable(
        kinds=tuple(Bilingual(*both) for both in zip(kinds, english, strict=True)),
        earliest=item.get("earliest", date),
        max_rows=item.get("max_rows", int),
        max_title=item.get("max_title", int),
    )


def _exemption(item: CsvTable, codes: Iterable[str]) -> Exemption:
    item.only("agencies", "indicators")
    patterns = item.texts("indicators")
    for pattern in patterns:
        if not any(fnmatchcase(code, pattern) for code in codes):
            raise item.fault("indicators", f"không chỉ tiêu nào khớp «{pattern}»")
    return Exemption(frozenset(item.texts("agencies")), patterns)


def _sections(top: CsvTable) -> Iterable[Section]:
    known: set[str] = set()
    kinds = {kind.value for kind in AgencyKind}
    for item in top.tables("sections"):
        item.only("code", "title", "title_en", "parent", "required", "applies_to", "guidance", "guidance_en")
        code, parent = item.get("code", str), item.get("parent", str, None)
        if code in known:
            raise item.fault("code", f"mục «{code}» đã có ở trên")
        if parent is not None and parent not in known:
            raise item.fault("parent", f"mục «{parent}» chưa có ở trên")
        applies_to = item.texts("applies_to")
        if not applies_to or not kinds.issuperset(applies_to):
            raise item.fault("applies_to", f"cần một hoặc nhiều trong: {', '.join(sorted(kinds))}")
        known.add(code)
        yield Section(
            code=code,
            title=item.words("title"),
            parent=parent,
            required=item.get("required", bool),
            applies_to=frozenset(AgencyKind(kind) for kind in applies_to),
            guidance=item.words("guidance", ""),
        )
    if not known:
        raise top.fault("sections", "cần ít nhất một mục")


def _indicators(folder: Path, sections: set[str]) -> Iterable[Indicator]:
    rows = list(read_rows(folder, INDICATORS, INDICATOR_COLUMNS, INDICATOR_ENGLISH))
    first_line: dict[tuple[str, str], int] = {}
    for row in rows:
        for column in ("code", "number"):
            line = first_line.setdefault((column, row.text(column)), row.line)
            if line != row.line:
                raise row.fault(column, f"«{row.text(column)}» đã có ở dòng {line}")
        if not _CODE.fullmatch(row.text("code")) or row.text("code").partition(".")[0] in SCOPES:
            raise row.fault("code", "cần dạng nhom.ten_chi_tieu, chữ thường không dấu")
    if not rows:
        raise fault(INDICATORS, "dòng 2", "cần ít nhất một chỉ tiêu")
    codes = {row.text("code") for row in rows}
    summed = {row.text("code") for row in rows if row.optional("aggregate") == Aggregate.SUM}
    for row in rows:
        yield _indicator(row, sections, codes, summed)


def _indicator(row: CsvRow, sections: set[str], codes: set[str], summed: set[str]) -> Indicator:
    aggregate = row.choice("aggregate", Aggregate)
    sides: dict[str, Node | None] = {"numerator": None, "denominator": None}
    for column in sides:
        if aggregate is Aggregate.RATIO:
            sides[column] = _ratio_side(row, column, codes, summed)
        elif row.optional(column):
            raise row.fault(column, "chỉ chỉ tiêu có cột «aggregate» là ratio mới có tử số, mẫu số")
    return Indicator(
        code=row.text("code"),
        number=row.text("number"),
        section=row.one_of("section", sections),
        name=row.words("name", "name_en"),
        unit=row.words("unit", "unit_en"),
        kind=row.choice("kind", ValueType),
        time=row.choice("time", TimeFrame),
        aggregate=aggregate,
        applies_to=row.choices("applies_to", AgencyKind),
        required=row.yes("required"),
        numerator=sides["numerator"],
        denominator=sides["denominator"],
    )


def _ratio_side(row: CsvRow, column: str, codes: set[str], summed: set[str]) -> Node:
    try:
        node = parse_value(row.text(column))
    except ExpressionError as error:
        raise row.fault(column, str(error)) from error
    _require_known(row, column, node, codes)
    for operand in operands(node):
        if operand.past or operand.code not in summed:
            raise row.fault(column, f"«{operand}» cần là chỉ tiêu được cộng (aggregate là sum) của kỳ này")
    return node


def _require_known(row: CsvRow, column: str, node: Node | Condition, codes: set[str]) -> None:
    for operand in operands(node):
        if operand.code not in codes:
            raise row.fault(column, f"không có chỉ tiêu «{operand.code}»")


def _rules(folder: Path, by_code: dict[str, Indicator]) -> Iterable[Rule]:
    first_line: dict[str, int] = {}
    for row in read_rows(folder, RULES, RULE_COLUMNS, RULE_WORDS):
        line = first_line.setdefault(row.text("id"), row.line)
        if line != row.line:
            raise row.fault("id", f"«{row.text('id')}» đã có ở dòng {line}")
        yield _rule(row, set(by_code))


def _rule(row: CsvRow, codes: set[str]) -> Rule:
    try:
        condition = parse_condition(row.text("expression"))
    except ExpressionError as error:
        raise row.fault("expression", str(error)) from error
    _require_known(row, "expression", condition, codes)
    used = {str(operand): operand for operand in operands(condition)}
    scope = row.one_of("scope", SCOPES)
    pasts = {operand.past.value for operand in used.values() if operand.past}
    if pasts != {scope} - {"report"}:
        raise row.fault("scope", "cần là previous hoặc same_period_last_year đúng như trong biểu thức, hoặc report")
    said = row.words("message", "message_en")
    for column, text in (("message", said), ("message_en", said.english)):
        for gap in _GAP.findall(text):
            if gap not in used and gap not in {DIFFERENCE, *pasts}:
                raise row.fault(column, f"«{{{gap}}}» không có trong biểu thức")
    asked = row.words("requirement", "requirement_en") if row.cells.get("requirement") else None
    return Rule(row.text("id"), row.choice("level", Level), scope, row.text("expression"), condition, said, asked)
