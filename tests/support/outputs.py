"""A random province put into an installation, and what each of its outputs says of the totals."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import openpyxl
from openpyxl.workbook import Workbook

from service.actions.consolidation.build import build_workbook, finished_workbook, request_workbook
from service.actions.consolidation.figures import period_csv, period_tables_csv
from service.actions.consolidation.report_documents import province_report
from service.actions.context import Context
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import exclude, open_period, set_obligation, waive
from service.actions.periods.overlaps import declare_overlap
from service.actions.periods.own_targets import WantedTarget, decide_target
from service.actions.review.adjustments import adjust_figure
from service.actions.review.decide import return_for_correction
from service.domain.consolidation.overlaps import Overlap, OverlapSide
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.adjustment import WantedAdjustment
from service.domain.reporting.report import NA as NOT_APPLICABLE
from service.domain.reporting.row_table import Row
from service.domain.reporting.target import TargetDirection
from service.domain.reporting.template import ReportTemplate
from tests.support import oracle
from tests.support.browser import Page
from tests.support.consolidations import CATALOGUE, real_payload
from tests.support.installation import HOME_AFFAIRS
from tests.support.oracle import Line, World
from tests.support.oracle_forms import FORM_2022, Form
from tests.support.province import put_payload
from tests.support.table_outputs import require_tables, with_tables
from tests.support.units import units_csv
from tests.support.visitor import Visitor, guest
from tests.support.web import Web
from tests.support.word import figure_rows, opened, words

OPENED = ("ho_so.tiep_nhan", "tai_chinh.ty_le_giai_ngan")


def template_of(form: Form) -> ReportTemplate:
    """The service's template of that version."""
    return CATALOGUE.get("cchc", form.version)


def numbers_of(form: Form) -> dict[str, str]:
    """How people number the figures."""
    return {code: template_of(form).by_code[code].number for code in form.codes}


def settle(context: Context, world: World) -> Context:
    """Store the province, its periods and filings."""
    import_agencies(context, units_csv(*map(_line, world.units)))
    form = world.form
    context = replace(context, catalogue=with_tables(context.catalogue, form.version)) if form.tables else context
    # The third quarter of 2023 is there already.
    for period in form.periods if form is not FORM_2022 else form.periods[1:]:
        open_period(context, period)
    for period, terms in world.terms.items():
        for unit in world.units:
            _settle(context, world, period, unit, terms[unit.code])
    for pair in world.pairs:
        counting, leaving = (OverlapSide(side, pair.of_kinds) for side in (pair.counting, pair.leaving))
        declare_overlap(context, HOME_AFFAIRS, pair.since, Overlap(pair.code, counting, leaving, "Cùng một việc"))
    if form.goals:
        _set_limit(context, form)
    return context


def _set_limit(context: Context, form: Form) -> None:
    """The target that is no template's but the province's own: a number that should not be passed."""
    everybody = (None, AgencyKind.SO, AgencyKind.XA)
    wanted = WantedTarget("ho_so.qua_han", everybody, form.now, "50000", TargetDirection.AT_MOST, "Kế hoạch số 5")
    decide_target(context, HOME_AFFAIRS, "cchc", form.version, form.days[form.now][1].year, wanted)


def _line(unit: oracle.Unit) -> str:
    ended = unit.valid_to.isoformat() if unit.valid_to else ""
    return f"{unit.code},Đơn vị {unit.code},,{unit.kind},{unit.parent},2000-01-01,{ended},{'|'.join(unit.into)}"


def _settle(context: Context, world: World, period: str, agency: oracle.Unit, terms: oracle.Terms) -> None:
    unit, exempt, is_there = agency.code, terms.exempt or None, world.may_report(agency, period)
    # Of an agency that is no longer there nothing can be said.
    if (terms.includes_children or exempt) and is_there:
        set_obligation(context, period, unit, includes_children=terms.includes_children, exempt=exempt)
    if terms.filed is not None:
        figures = {
            code: NOT_APPLICABLE if isinstance(value, str) else oracle.decimal(value)
            for code, value in terms.filed.items()
        }
        payload = replace(real_payload(), period=period, agency=unit, indicators=figures, narratives={}, documents=())
        tables = {code: tuple(map(_stored, rows)) for code, rows in terms.tables.items()}
        put_payload(context, replace(payload, template_version=world.form.version, tables=tables))
        if terms.is_returned:
            return_for_correction(context, HOME_AFFAIRS, f"{period}-{unit}-1", "Chưa khớp.")
    for code, value in terms.adjusted.items() if is_there else ():
        assert isinstance(value, Fraction)
        wanted = WantedAdjustment(code, oracle.decimal(value), "CV số 12", "Đã thống nhất")
        adjust_figure(context, HOME_AFFAIRS, f"{period}-{unit}-1", wanted)
    if terms.is_excluded and is_there:
        exclude(context, period, unit, "Sở Nội vụ", "Chưa thống nhất")
    if terms.is_waived:
        waive(context, period, unit, "Sở Nội vụ", "Giải thể")


def _stored(row: Line) -> Row:
    return {code: cell if isinstance(cell, str) else Decimal(cell) for code, cell in row.items()}


def built(context: Context, period: str = FORM_2022.now) -> bytes:
    """The province's workbook."""
    workbook = request_workbook(context, HOME_AFFAIRS, period)[0].id
    build_workbook(context, workbook)
    content = finished_workbook(context, workbook).content
    assert content is not None
    return bytes(content)


def require_agreement(context: Context, world: World) -> bytes:
    """Page, totals, API, workbook, CSV and letter say of all three periods what follows by hand; the workbook."""
    form = world.form
    raw = built(context, form.now)
    web = Web(context)
    book = require_workbook(world, raw)
    page = require_page(world, guest(context, web.app, HOME_AFFAIRS))
    require_api(world, web)
    require_csv(world, period_csv(context, form.now))
    letter = opened(province_report(context, form.now))
    lines, said, numbers = figure_rows(letter), words(letter), numbers_of(form)
    for code in form.codes:
        require_line(world, code, lines[numbers[code]])
        require_sentence(world, code, said)
    merged = web.get(f"/periods/{form.now}/tables", "auditor").get_json()["tables"]
    require_tables(world, book, page, letter, merged, _lines(period_tables_csv(context, form.now)))
    return raw


def require_api(world: World, web: Web) -> None:
    """The merged report, and the totals with the targets of the year."""
    form = world.form
    merged = web.get(f"/periods/{form.now}/consolidation", "home_affairs").get_json()["indicators"]
    answer = web.get(f"/periods/{form.now}/comparison", "auditor").get_json()["indicators"]
    compared = {line["indicator"]: line for line in answer}
    for code in form.codes:
        value, contributing = world.total(form.now, code)
        for line in (merged[code], compared[code]):
            assert (number(line["value"]), line["contributing"]) == (value, contributing), code
        target, goal = compared[code]["target"], form.goals.get(code)
        assert (target is None) == (goal is None), code
        if target is not None:
            said = world.goal(code, value)
            assert (target["said"] or "", target["met"]) == (said, said.startswith("đạt") if said else None), code


def _lines(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))


def require_csv(world: World, raw: bytes) -> None:
    """The figures as data: each unit's of three periods, ratios from their parts, and which of them count.

    Those that count are as many as the totals are of, and add up to them.
    """
    form = world.form
    lines = _lines(raw)
    owing = {unit.code for unit in world.owing(form.now)}
    every = {unit.code for unit in world.units}
    lines = [line for line in lines if line["Mã đơn vị"] in every]
    assert {line["Mã đơn vị"] for line in lines} == owing
    for code in form.codes:
        of_code = {line["Mã đơn vị"]: line for line in lines if line["Mã chỉ tiêu"] == code}
        assert of_code.keys() == owing, code
        for unit, line in of_code.items():
            for head, period in zip(("Giá trị", "Kỳ trước", "Cùng kỳ năm trước"), form.periods, strict=True):
                assert _csv_number(line[head]) == world.own(period, unit, code), (code, unit, head)
            assert (line["Tính"] == "1") == world.is_counted(unit, code), (code, unit)
            assert line["Kết quả"] == world.goal(code, world.own(form.now, unit, code)), (code, unit)
            assert line["Mục tiêu năm"] == (form.goals[code].words if code in form.goals else ""), (code, unit)
        counted = [_csv_number(line["Giá trị"]) for line in of_code.values() if line["Tính"] == "1"]
        total, contributing = world.total(form.now, code)
        assert len(counted) == contributing, code
        if code not in form.shares:
            numbers = [value for value in counted if value is not None]
            assert (sum(numbers, Fraction(0)) if numbers else None) == total, code


def _csv_number(text: str) -> Fraction | None:
    return Fraction(text.replace(",", ".")) if text else None


def require_workbook(world: World, raw: bytes) -> Workbook:
    """«Biểu tổng hợp» and the targets on the cover of a workbook, as its cells hold their values; the workbook."""
    form = world.form
    book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    numbers = numbers_of(form)
    require_targets(world, [row for row in book["Tổng quan"].iter_rows(values_only=True) if row[0]])
    summary = {str(row[0]): row for row in book["Biểu tổng hợp"].iter_rows(values_only=True) if row[0]}
    for code in form.codes:
        now, contributing = world.total(form.now, code)
        line = summary[numbers[code]]
        assert (number(line[3]), number(line[4])) == (now, contributing), code
        for at, period in zip((6, 9), form.periods[1:], strict=True):
            before = world.total(period, code)[0]
            found = (oracle.moved(now, before) if world.compares(code, period) else None) or (None, None)
            wanted = (before, found[0], None if code in form.shares else found[1])
            assert tuple(map(number, line[at : at + 3])) == wanted, (code, period)
            alike = world.shown_alike(code, period)
            require_note(str(line[12]), alike, "kỳ trước" if period == form.previous else "cùng kỳ")
    return book


def require_targets(world: World, lines: Sequence[Sequence[object]]) -> None:
    """Each target of the year: the province's figure and result, and how many units with a figure reach it."""
    form = world.form
    for code, goal in form.goals.items():
        item = template_of(form).by_code[code]
        name, value = f"{item.number}. {item.name}", world.total(form.now, code)[0]
        # Of a key figure the first line is that of its total.
        line = [found for found in lines if found[0] == name][-1]
        assert line[2:4] == (goal.words, world.goal(code, value) or "chưa có"), code
        assert number("" if line[1] == "chưa có" else line[1]) == value, code
        results = [world.goal(code, world.own(form.now, unit.code, code)) for unit in world.owing(form.now)]
        known = [said for said in results if said]
        assert line[4] == f"{sum(said.startswith('đạt') for said in known)}/{len(known)}", code


def require_note(note: str, alike: str, past: str) -> None:
    """A line's note says how the units of both periods moved against that past, and nothing where that is not said."""
    whose, _, moved = alike.partition(": ")
    told = [part for part in note.split("; ") if f"so với {past} " in part]
    assert [part.startswith(f"{whose}: ") and f"so với {past} {moved}" in part for part in told] == (
        [True] if alike else []
    ), (note, alike)


def require_page(world: World, visitor: Visitor) -> Page:
    """«Số liệu tổng hợp», and some of its totals opened; the page."""
    form = world.form
    page = visitor.get(f"/ky/{form.now}/tong-hop")
    for code in form.codes:
        now, before, year_ago = (world.total(period, code)[0] for period in form.periods)
        cells = [_plain(text) for text in page.texts(f"//tr[.//@data-total='{code}']/td[position()>1]")]
        change, growth = (
            world.shown_change(now, then, code, period)
            for then, period in zip((before, year_ago), form.periods[1:], strict=True)
        )
        wanted = (world.shown(now, code), world.shown(before, code), change, world.shown(year_ago, code), growth)
        assert (cells[0], *cells[2:6]) == (f"{wanted[0]} {world.goal(code, now)}".strip(), *wanted[1:]), code
        for at, period in zip((3, 5), form.periods[1:], strict=True):
            alike = page.texts(f"//tr[.//@data-total='{code}']/td[{at + 2}]//*[@data-matched]")
            assert " ".join(" ".join(alike).split()) == world.shown_alike(code, period), (code, period)
        if code not in OPENED:
            continue
        opened = visitor.get(f"/ky/{form.now}/tong-hop/{code}")
        lead = " ".join(opened.texts("//p[@class='lead']")[0].split())
        assert f": {wanted[0]} " in lead.replace("không áp dụng", "–"), (code, lead)
        facts = [" ".join(text.split()) for text in opened.texts("//dl[@class='facts']/dd")]
        moved = [said for then, said in ((before, change), (year_ago, growth)) if then is not None]
        # What does not apply to anybody is no figure, and compares with none.
        known = [fact for fact in facts if not fact.startswith("không áp dụng")]
        shown = [fact.partition(", thay đổi ")[2].partition(" trên ")[0] or "–" for fact in known]
        assert shown == moved, (code, facts)
    return page


def require_line(world: World, code: str, line: Mapping[str, str]) -> None:
    """The letter's line of an indicator in the table of its section, compared with last year where that is known."""
    form = world.form
    (now, count), (before, _), (year_ago, _) = (world.total(period, code) for period in form.periods)
    assert line["count"].partition("/")[0] == str(count), (code, line)
    for name, value, is_there in (
        ("now", now, True), ("previous", before, _anybody(world, form.previous)),
        ("last_year", year_ago, _anybody(world, form.last_year)),
    ):  # fmt: skip
        wanted = (
            "–"
            if not is_there
            else world.shown(value, code) + ("%" if code in form.shares and value is not None else "")
        )
        assert line[name].replace("không áp dụng", "–") == wanted, (code, name, line)
    period, then = (form.last_year, year_ago) if _anybody(world, form.last_year) else (form.previous, before)
    assert line["moved"] == _told(world.shown_change(now, then, code, period)), (code, line)
    alike = world.shown_alike(code, period).partition(": ")[2]
    assert line["alike"].partition(" [")[0] == _told(alike or "–"), (code, line)


def _told(change: str) -> str:
    """A change as the letter's tables write it."""
    return "không đổi" if change.partition(" ")[0] in ("0", "0,00") else change


def require_sentence(world: World, code: str, said: list[str]) -> None:
    """The letter's sentence of a key figure, compared with last year, or with the period before."""
    form, template = world.form, template_of(world.form)
    indicator = template.by_code[code]
    if code not in template.overview.figures:
        return
    (line,) = (text for text in said if text.startswith(f"- {indicator.name}:"))
    is_last_year = _anybody(world, form.last_year)
    period, against = (form.last_year, "cùng kỳ năm trước") if is_last_year else (form.previous, "kỳ trước")
    now, before = world.total(form.now, code)[0], world.total(period, code)[0]
    if now is None:
        assert line.startswith(f"- {indicator.name}: chưa có số liệu; "), line
        return
    unit = "%" if code in form.shares else f" {indicator.unit}"
    goal = world.goal(code, now)
    reached = f" ({goal})" if goal else ""
    assert line.startswith(f"- {indicator.name}: {world.shown(now, code)}{unit}{reached}; "), line
    found = oracle.moved(now, before) if world.compares(code, period) else None
    if found is None:
        assert f"so với {against}" not in line.replace("so sánh được với", ""), line
    elif found[0] == 0:
        assert f"; không đổi so với {against}" in line, line
    else:
        assert f"; {_moved(found, is_share=code in form.shares)} so với {against}" in line, line


def _moved(found: tuple[Fraction, Fraction | None], *, is_share: bool) -> str:
    """A change in words."""
    size = oracle.written(found[0], 2 if is_share else None)
    percent = "" if found[1] is None else f" ({oracle.written(found[1], 1)}%)"
    return f"{'tăng' if found[0] > 0 else 'giảm'} {size}{' điểm phần trăm' if is_share else percent}"


def _anybody(world: World, period: str) -> bool:
    return any(world.terms[period][unit.code].filed is not None for unit in world.owing(period))


def number(value: object) -> Fraction | None:
    """A cell's or an answer's number, None where it has none."""
    return None if value in (None, "", "n/a", "không áp dụng") else Fraction(str(value))


def _plain(text: str) -> str:
    """What a cell of the page says, without of how many units it was."""
    said = re.sub(r"\(\d+ đơn vị\)|trên \d+ đơn vị có ở cả hai kỳ:.*", "", " ".join(text.split())).strip()
    return "–" if said == "không áp dụng" else said
