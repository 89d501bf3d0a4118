"""Every rule as an Excel formula, computed by an office program: it says what the check says."""

from __future__ import annotations

import io
import random
from decimal import Decimal
from pathlib import Path

import openpyxl

from service.domain.reporting.expression import Operand, condition_formula, holds, operands
from service.domain.reporting.template import Rule
from tests.support.consolidations import TEMPLATE
from tests.support.office import resaved

CASES = 25
Values = dict[str, Decimal | str | None]


def cases(rule: Rule) -> list[Values]:
    """Figures that keep the rule, break it narrowly, and leave some out or spare the unit from them."""
    rng = random.Random(rule.id)
    names = list(dict.fromkeys(str(operand) for operand in operands(rule.condition)))
    found: list[Values] = [dict.fromkeys(names), dict.fromkeys(names, Decimal(0)), dict.fromkeys(names, "n/a")]
    while len(found) < CASES:
        choices: list[Decimal | str | None] = [
            None, "n/a", Decimal(0), Decimal(rng.randint(0, 6)), Decimal(rng.randint(0, 60)) / 10,
            Decimal(rng.randint(0, 10_000_000)) / 100,
        ]  # fmt: skip
        found.append({name: rng.choice(choices) for name in names})
    return found


def expected(rule: Rule, values: Values) -> bool | None:
    """What the check says, skipped where a required figure is missing."""

    def lookup(operand: Operand) -> Decimal | None:
        value = values[str(operand)]
        return value if isinstance(value, Decimal) else None

    for operand in operands(rule.condition):
        if TEMPLATE.by_code[operand.code].required and values[str(operand)] is None:
            return None
    return holds(rule.condition, lookup)


def test_every_rule_says_in_a_spreadsheet_what_the_check_says(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    wanted: list[tuple[str, Values, bool | None]] = []
    for rule in TEMPLATE.rules:
        for values in cases(rule):
            row = len(wanted) + 1
            places = {name: f"{openpyxl.utils.get_column_letter(4 + at)}{row}" for at, name in enumerate(values)}
            for name, value in values.items():
                sheet[places[name]] = value
            formula = condition_formula(
                rule.condition,
                lambda operand, places=places: f"${places[str(operand)]}",
                lambda operand: TEMPLATE.by_code[operand.code].required,
            )
            sheet[f"A{row}"], sheet[f"B{row}"] = f"={formula.known}", f'=IF({formula.known},{formula.value},"")'
            wanted.append((rule.id, values, expected(rule, values)))
    raw = io.BytesIO()
    book.save(raw)
    computed = openpyxl.load_workbook(io.BytesIO(resaved(raw.getvalue(), tmp_path)), data_only=True).active
    verdicts = {verdict for _, _, verdict in wanted}
    assert verdicts == {True, False, None}
    for row, (rule_id, values, verdict) in enumerate(wanted, 1):
        known, value = computed[f"A{row}"].value, computed[f"B{row}"].value
        assert (bool(value) if known else None) is verdict, (rule_id, values)
