"""Page, opened totals, API, workbook, letter and CSV say the same of three periods, and what follows by hand.

Some provinces report by the version of 2022, some by that of 2025, which has tables with rows and targets.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.actions.context import Context
from tests.support.office import resaved
from tests.support.oracle import World, random_world
from tests.support.oracle_forms import BY_FIELD, CASES, FORM_2022, FORM_2025, Form
from tests.support.oracle_tables import ADJUSTED, counting_columns, filed_rows, wanted_lines
from tests.support.outputs import require_agreement, require_workbook, settle

# Those of 2025 are chosen so that together they have all that matters to tables and targets.
TODAYS = (1, 3, 6, 9, 12, 14, 16)
PROVINCES = [*((FORM_2022, seed) for seed in range(11)), *((FORM_2025, seed) for seed in TODAYS)]


@pytest.mark.parametrize(("form", "seed"), PROVINCES, ids=[f"{form.version}-{seed}" for form, seed in PROVINCES])
def test_all_outputs_say_of_a_random_province_what_follows_by_hand(
    sqlite_context: Context, form: Form, seed: int
) -> None:
    world = random_world(seed, form)
    require_agreement(settle(sqlite_context, world), world)


@pytest.mark.parametrize(("form", "seed"), [(FORM_2022, 3), (FORM_2025, 12)], ids=["2022", "2025"])
def test_an_office_program_computes_the_same_percentages(
    sqlite_context: Context, tmp_path: Path, form: Form, seed: int
) -> None:
    world = random_world(seed, form)
    raw = require_agreement(settle(sqlite_context, world), world)
    require_workbook(world, resaved(raw, tmp_path / "profile"))


def test_the_provinces_of_2025_have_all_that_matters() -> None:
    found = {what for seed in TODAYS for what in _cases(random_world(seed, FORM_2025))}
    assert found == {
        "adjusted", "told elsewhere", "left out or included", "left out by itself", "handed in empty", "in no report",
        "another spelling", "another name", "met", "missed", "no figure",
    }  # fmt: skip


def _cases(world: World) -> Iterator[str]:
    terms = world.terms[world.form.now]
    if not filed_rows(world, BY_FIELD):
        yield "in no report"
    for table in (BY_FIELD, CASES):
        rows = filed_rows(world, table)
        if any(name == ADJUSTED for name, _, _ in wanted_lines(world, table)):
            yield "adjusted"
        if any(unit in world.adding and counting_columns(world, table, unit) != set(table.counts) for unit in rows):
            yield "told elsewhere"
        if set(rows) - set(world.adding):
            yield "left out or included" if set(rows) & set(world.adding) else "left out by itself"
        if any(terms[unit.code].tables.get(table.code) == [] for unit in world.owing(world.form.now)):
            yield "handed in empty"
    names = {row["linh_vuc"] for rows in filed_rows(world, BY_FIELD).values() for row in rows}
    if names - {*BY_FIELD.names, "Việc khác"}:
        yield "another spelling"
    if "Việc khác" in names:
        yield "another name"
    for code in world.form.goals:
        said = world.goal(code, world.total(world.form.now, code)[0])
        yield "no figure" if not said else "met" if said.startswith("đạt") else "missed"
