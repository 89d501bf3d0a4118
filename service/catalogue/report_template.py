"""Load a ReportTemplate from a folder; fail fast on errors."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from datetime import date
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Any

from service.catalogue.definitions import load_definitions
from service.catalogue.faults import Faults
from service.catalogue.overview import load_overview
from service.catalogue.reading import load_reading_guide
from service.catalogue.report_guide import load_report_guide
from service.catalogue.row_tables import TABLE_COLUMNS, TABLE_SUMS, TABLES, load_tables
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
from service.domain.reporting.indicator import Aggregate, Indicator, TimeFrame, ValueType
from service.domain.reporting.template import DocumentTable, Exemption, ReportTemplate, Rule, Section
from service.domain.validation.rules import DIFFERENCE
from service.templates_folder import TEMPLATES

REPORT, INDICATORS, RULES = "report.toml", "indicators.csv", "rules.csv"
DOCUMENTS = "documents.toml"
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
    """The template in a folder; raises CatalogueError naming file, row, column and what is expected.

    All faults are named: the first one is the error's own, the others are its problems.
    """
    faults = Faults()
    top = CsvTable(REPORT, "", read_toml(folder, REPORT))
    parts = faults.all_of(
        sections=lambda: tuple(_sections(top, faults)),
        head=lambda: _head(top),
        schedule=lambda: load_schedule_of(top),
        documents=lambda: _documents(top),
    )
    sections = {str(item.content.get("code")) for item in top.tables("sections")}
    rows = faults.attempt(lambda: list(read_rows(folder, INDICATORS, INDICATOR_COLUMNS, INDICATOR_ENGLISH, faults)))
    indicators = faults.attempt(lambda: _indicators(rows or [], sections, faults)) if rows is not None else None
    codes = {row.cells["code"] for row in rows or []}
    rules = faults.attempt(lambda: load_rules(folder, codes, faults)) if rows is not None else None
    faults.raise_any()
    assert parts is not None and indicators is not None and rules is not None
    by_code = {indicator.code: indicator for indicator in indicators}
    beside = _beside(folder, top, by_code, sections, {rule.id for rule in rules}, parts["head"], faults)
    faults.raise_any()
    assert beside is not None
    return ReportTemplate(
        **parts.pop("head"), **parts, **beside, indicators=indicators, rules=rules, digest=digest_of(folder)
    )


def _head(top: CsvTable) -> dict[str, Any]:
    """What a template says of itself."""
    top.only(
        "code", "version", "title", "title_en", "valid_from", "valid_to", "period_prefix", "deadlines", "province_due",
        "periods",
        "documents", "exemptions", "sections", "replaces",
    )  # fmt: skip
    return {
        "code": top.get("code", str),
        "version": top.get("version", str),
        "title": top.words("title"),
        "valid_from": top.get("valid_from", date),
        "valid_to": top.get("valid_to", date, None),
        "replaces": top.texts("replaces") if "replaces" in top.content else (),
    }


def _beside(
    folder: Path, top: CsvTable, by_code: dict[str, Indicator], sections: set[str], rules: set[str],
    head: dict[str, Any], faults: Faults,
) -> dict[str, Any] | None:  # fmt: skip
    """What refers to indicators, of this file and of those beside it that a template may have; None where faulty."""
    return faults.all_of(
        exemptions=lambda: faults.each(top.tables("exemptions"), lambda item: _exemption(item, by_code)),
        chosen_overview=lambda: load_overview(folder, by_code),
        reading=lambda: load_reading_guide(folder, by_code, sections),
        guide=lambda: load_report_guide(folder, sections),
        definitions=lambda: load_definitions(folder, by_code, faults),
        targets=lambda: load_targets(folder, by_code, head["valid_from"], head["valid_to"], faults),
        tables=lambda: load_tables(folder, by_code, sections, rules, faults),
    )


def digest_of(folder: Path) -> str:
    """SHA-256 over what figures and tables depend on, without words that may be mended at any time."""
    whole = hashlib.sha256()
    tables = [name for name in (TABLES, TABLE_COLUMNS, TABLE_SUMS) if (folder / name).exists()]
    for name in (REPORT, INDICATORS, RULES, *tables):
        content = without_words(name, (folder / name).read_bytes())
        whole.update(f"{name} {len(content)}\n".encode())
        whole.update(content)
    return whole.hexdigest()


def _documents(top: CsvTable) -> DocumentTable:
    """What the list of documents may hold; what a template does not say of it is as in every other one."""
    usual = CsvTable(DOCUMENTS, "", read_toml(TEMPLATES / "reports", DOCUMENTS))
    item = top.table("documents") if "documents" in top.content else usual
    item.only("kinds", "kinds_en", "earliest", "max_rows", "max_title")
    return DocumentTable(
        kinds=_document_kinds(item if {"kinds", "kinds_en"} & item.content.keys() else usual),
        earliest=item.get("earliest", date, usual.get("earliest", date)),
        max_rows=item.get("max_rows", int, usual.get("max_rows", int)),
        max_title=item.get("max_title", int, usual.get("max_title", int)),
    )


def _document_kinds(item: CsvTable) -> tuple[Bilingual, ...]:
    kinds = item.texts("kinds")
    if not kinds:
        raise item.fault("kinds", "cần ít nhất một loại văn bản")
    english = item.texts("kinds_en") if "kinds_en" in item.content else ("",) * len(kinds)
    if len(english) != len(kinds):
        raise item.fault("kinds_en", f"cần {len(kinds)} loại như «kinds», đang có {len(english)}")
    return tuple(Bilingual(*both) for both in zip(kinds, english, strict=True))


def _exemption(item: CsvTable, codes: Iterable[str]) -> Exemption:
    item.only("agencies", "indicators")
    patterns = item.texts("indicators")
    for pattern in patterns:
        if not any(fnmatchcase(code, pattern) for code in codes):
            raise item.fault("indicators", f"không chỉ tiêu nào khớp «{pattern}»")
    return Exemption(frozenset(item.texts("agencies")), patterns)


def _sections(top: CsvTable, faults: Faults) -> Iterable[Section]:
    known: set[str] = set()
    items = top.tables("sections")
    for item in items:
        made = faults.all_of(
            only=partial(
                item.only, "code", "title", "title_en", "parent", "required", "applies_to", "guidance", "guidance_en"
            ),
            code=partial(_new_code, item, frozenset(known)),
            title=partial(item.words, "title"),
            parent=partial(_parent, item, frozenset(known)),
            required=partial(item.get, "required", bool),
            applies_to=partial(_applies_to, item),
            guidance=partial(item.words, "guidance", ""),
        )
        known.add(str(item.content.get("code")))
        if made is not None:
            made.pop("only")
            yield Section(**made)
    if not items:
        raise top.fault("sections", "cần ít nhất một mục")


def _new_code(item: CsvTable, known: Collection[str]) -> str:
    code: str = item.get("code", str)
    if code in known:
        raise item.fault("code", f"mục «{code}» đã có ở trên")
    return code


def _parent(item: CsvTable, known: Collection[str]) -> str | None:
    parent: str | None = item.get("parent", str, None)
    if parent is not None and parent not in known:
        raise item.fault("parent", f"mục «{parent}» chưa có ở trên")
    return parent


def _applies_to(item: CsvTable) -> frozenset[AgencyKind]:
    kinds = {kind.value for kind in AgencyKind}
    applies_to = item.texts("applies_to")
    if not applies_to or not kinds.issuperset(applies_to):
        raise item.fault("applies_to", f"cần một hoặc nhiều trong: {', '.join(sorted(kinds))}")
    return frozenset(AgencyKind(kind) for kind in applies_to)


def _indicators(rows: list[CsvRow], sections: set[str], faults: Faults) -> tuple[Indicator, ...]:
    if not rows and not faults:
        raise fault(INDICATORS, "dòng 2", "cần ít nhất một chỉ tiêu")
    first_line: dict[tuple[str, str], int] = {}
    codes = {row.cells["code"] for row in rows}
    summed = {row.cells["code"] for row in rows if row.optional("aggregate") == Aggregate.SUM}
    return faults.each(rows, lambda row: _indicator(row, sections, codes, summed, first_line, faults))


def _indicator(
    row: CsvRow, sections: set[str], codes: set[str], summed: set[str], first_line: dict[tuple[str, str], int],
    faults: Faults,
) -> Indicator | None:  # fmt: skip
    aggregate = faults.attempt(lambda: row.choice("aggregate", Aggregate))
    cells = faults.all_of(
        code=lambda: _code(row, first_line),
        number=lambda: _unlike_above(row, "number", first_line),
        section=lambda: row.one_of("section", sections),
        name=lambda: row.words("name", "name_en"),
        unit=lambda: row.words("unit", "unit_en"),
        kind=lambda: row.choice("kind", ValueType),
        time=lambda: row.choice("time", TimeFrame),
        applies_to=lambda: row.choices("applies_to", AgencyKind),
        required=lambda: row.yes("required"),
        numerator=lambda: aggregate and _side(row, "numerator", aggregate, codes, summed),
        denominator=lambda: aggregate and _side(row, "denominator", aggregate, codes, summed),
    )
    return None if cells is None or aggregate is None else Indicator(**cells, aggregate=aggregate)


def _code(row: CsvRow, first_line: dict[tuple[str, str], int]) -> str:
    code = _unlike_above(row, "code", first_line)
    if not _CODE.fullmatch(code) or code.partition(".")[0] in SCOPES:
        raise row.fault("code", "cần dạng nhom.ten_chi_tieu, chữ thường không dấu")
    return code


def _unlike_above(row: CsvRow, column: str, first_line: dict[tuple[str, str], int]) -> str:
    """The cell's text, which no line above has; raises CatalogueError."""
    line = first_line.setdefault((column, row.text(column)), row.line)
    if line != row.line:
        raise row.fault(column, f"«{row.text(column)}» đã có ở dòng {line}")
    return row.text(column)


def _side(row: CsvRow, column: str, aggregate: Aggregate, codes: set[str], summed: set[str]) -> Node | None:
    """The numerator or the denominator, which ratios alone have."""
    if aggregate is Aggregate.RATIO:
        return _ratio_side(row, column, codes, summed)
    if row.optional(column):
        raise row.fault(column, "chỉ chỉ tiêu có cột «aggregate» là ratio mới có tử số, mẫu số")
    return None


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


def load_rules(folder: Path, codes: set[str], faults: Faults) -> tuple[Rule, ...]:
    """The rules of a folder over indicators of these codes; faulty ones go to the `faults`."""
    first_line: dict[tuple[str, str], int] = {}
    rows = read_rows(folder, RULES, RULE_COLUMNS, RULE_WORDS, faults)
    return faults.each(rows, lambda row: _rule(row, codes, first_line, faults))


def _rule(row: CsvRow, codes: set[str], first_line: dict[tuple[str, str], int], faults: Faults) -> Rule | None:
    condition = faults.attempt(lambda: _condition(row, codes))
    cells = faults.all_of(
        id=lambda: _unlike_above(row, "id", first_line),
        level=lambda: row.choice("level", Level),
        scope=lambda: _scope(row, condition),
        text=lambda: _said(row, condition),
    )
    if cells is None or condition is None:
        return None
    asked = row.words("requirement", "requirement_en") if row.cells.get("requirement") else None
    return Rule(**cells, expression=row.text("expression"), condition=condition, stated=asked)


def _condition(row: CsvRow, codes: set[str]) -> Condition:
    try:
        condition = parse_condition(row.text("expression"))
    except ExpressionError as error:
        raise row.fault("expression", str(error)) from error
    _require_known(row, "expression", condition, codes)
    return condition


def _pasts(condition: Condition) -> set[str]:
    return {operand.past.value for operand in operands(condition) if operand.past}


def _scope(row: CsvRow, condition: Condition | None) -> str:
    """The cell, which goes with what the condition compares; without a condition any scope will do."""
    scope = row.one_of("scope", SCOPES)
    if condition is not None and _pasts(condition) != {scope} - {"report"}:
        raise row.fault("scope", "cần là previous hoặc same_period_last_year đúng như trong biểu thức, hoặc report")
    return scope


def _said(row: CsvRow, condition: Condition | None) -> Bilingual:
    """The message, whose gaps are figures of the condition."""
    said = row.words("message", "message_en")
    if condition is None:
        return said
    known = {*(str(operand) for operand in operands(condition)), DIFFERENCE, *_pasts(condition)}
    for column, text in (("message", said), ("message_en", said.english)):
        for gap in _GAP.findall(text):
            if gap not in known:
                raise row.fault(column, f"«{{{gap}}}» không có trong biểu thức")
    return said
