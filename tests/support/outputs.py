"""A random province put into an installation, and what each of its outputs says of the totals."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import openpyxl

from service.actions.consolidation.build import build_workbook, finished_workbook, request_workbook
from service.actions.consolidation.figures import period_csv
from service.actions.consolidation.report_documents import province_report
from service.actions.context import Context
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import exclude, open_period, set_obligation, waive
from service.actions.periods.overlaps import declare_overlap
from service.actions.review.adjustments import adjust_figure
from service.actions.review.decide import return_for_correction
from service.domain.consolidation.overlaps import Overlap, OverlapSide
from service.domain.reporting.adjustment import WantedAdjustment
from service.domain.reporting.report import NA as NOT_APPLICABLE
from tests.support import oracle
from tests.support.consolidations import TEMPLATE, real_payload
from tests.support.installation import HOME_AFFAIRS
from tests.support.oracle import CODES, LAST_YEAR, NOW, PREVIOUS, RATIOS, World
from tests.support.province import put_payload
from tests.support.units import units_csv
from tests.support.visitor import Visitor, guest
from tests.support.web import Web
from tests.support.word import figure_rows, opened, words

OPENED = ("ho_so.tiep_nhan", "tai_chinh.ty_le_giai_ngan")
NUMBERS = {code: TEMPLATE.by_code[code].number for code in CODES}


def settle(context: Context, world: World) -> Context:
    """Store the province, its periods and filings."""
    import_agencies(context, units_csv(*map(_line, world.units)))
    for period in (PREVIOUS, LAST_YEAR):
        open_period(context, period)
    for period, terms in world.terms.items():
        for unit in world.units:
            _settle(context, period, unit, terms[unit.code])
    for pair in world.pairs:
        counting, leaving = (OverlapSide(side, pair.of_kinds) for side in (pair.counting, pair.leaving))
        declare_overlap(context, HOME_AFFAIRS, pair.since, Overlap(pair.code, counting, leaving, "Cùng một việc"))
    return context


def _line(unit: oracle.Unit) -> str:
    ended = unit.valid_to.isoformat() if unit.valid_to else ""
    return f"{unit.code},Đơn vị {unit.code},,{unit.kind},{unit.parent},2000-01-01,{ended},{'|'.join(unit.into)}"


def _settle(context: Context, period: str, agency: oracle.Unit, terms: oracle.Terms) -> None:
    unit, exempt = agency.code, terms.exempt or None
    # Of an agency that is no longer there nothing can be said.
    if (terms.includes_children or exempt) and agency.may_report_in(period):
        set_obligation(context, period, unit, includes_children=terms.includes_children, exempt=exempt)
    if terms.filed is not None:
        figures = {
            code: NOT_APPLICABLE if isinstance(value, str) else oracle.decimal(value)
            for code, value in terms.filed.items()
        }
        payload = replace(real_payload(), period=period, agency=unit, indicators=figures, narratives={}, documents=())
        put_payload(context, payload)
        if terms.is_returned:
            return_for_correction(context, HOME_AFFAIRS, f"{period}-{unit}-1", "Chưa khớp.")
    for code, value in terms.adjusted.items() if agency.may_report_in(period) else ():
        assert isinstance(value, Fraction)
        wanted = WantedAdjustment(code, oracle.decimal(value), "CV số 12", "Đã thống nhất")
        adjust_figure(context, HOME_AFFAIRS, f"{period}-{unit}-1", wanted)
    if terms.is_excluded and agency.may_report_in(period):
        exclude(context, period, unit, "Sở Nội vụ", "Chưa thống nhất")
    if terms.is_waived:
        waive(context, period, unit, "Sở Nội vụ", "Giải thể")


def built(context: Context) -> bytes:
    """The province's workbook."""
    workbook = request_workbook(context, HOME_AFFAIRS, NOW)[0].id
    build_workbook(context, workbook)
    content = finished_workbook(context, workbook).content
    assert content is not None
    return bytes(content)


def require_agreement(context: Context, world: World) -> bytes:
    """Page, totals, API, workbook, CSV and letter say of all three periods what follows by hand; the workbook."""
    raw = built(context)
    web = Web(context)
    require_workbook(world, raw)
    require_page(world, guest(context, web.app, HOME_AFFAIRS))
    merged = web.get(f"/periods/{NOW}/consolidation", "home_affairs").get_json()["indicators"]
    require_csv(world, period_csv(context, NOW))
    letter = opened(province_report(context, NOW))
    lines, said = figure_rows(letter), words(letter)
    for code in CODES:
        value, contributing = world.total(NOW, code)
        assert (number(merged[code]["value"]), merged[code]["contributing"]) == (value, contributing), code
        require_line(world, code, lines[NUMBERS[code]])
        require_sentence(world, code, said)
    return raw


def require_csv(world: World, raw: bytes) -> None:
    """The figures as data: each unit's of three periods, ratios from their parts, and which of them count.

    Those that count are as many as the totals are of, and add up to them.
    """
    lines = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    owing = {unit.code for unit in world.owing(NOW)}
    every = {unit.code for unit in world.units}
    lines = [line for line in lines if line["Mã đơn vị"] in every]
    assert {line["Mã đơn vị"] for line in lines} == owing
    for code in CODES:
        of_code = {line["Mã đơn vị"]: line for line in lines if line["Mã chỉ tiêu"] == code}
        assert of_code.keys() == owing, code
        for unit, line in of_code.items():
            for head, period in (("Giá trị", NOW), ("Kỳ trước", PREVIOUS), ("Cùng kỳ năm trước", LAST_YEAR)):
                assert _csv_number(line[head]) == world.own(period, unit, code), (code, unit, head)
            assert (line["Tính"] == "1") == world.is_counted(unit, code), (code, unit)
        counted = [_csv_number(line["Giá trị"]) for line in of_code.values() if line["Tính"] == "1"]
        total, contributing = world.total(NOW, code)
        assert len(counted) == contributing, code
        if code not in RATIOS:
            numbers = [value for value in counted if value is not None]
            assert (sum(numbers, Fraction(0)) if numbers else None) == total, code


def _csv_number(text: str) -> Fraction | None:
    return Fraction(text.replace(",", ".")) if text else None


def require_workbook(world: World, raw: bytes) -> None:
    """«Biểu tổng hợp» and the cover of a workbook, as its cells hold their values."""
    book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    summary = {str(row[0]): row for row in book["Biểu tổng hợp"].iter_rows(values_only=True) if row[0]}
    for code in CODES:
        now, contributing = world.total(NOW, code)
        line = summary[NUMBERS[code]]
        assert (number(line[3]), number(line[4])) == (now, contributing), code
        for at, period in ((6, PREVIOUS), (9, LAST_YEAR)):
            before = world.total(period, code)[0]
            found = (oracle.moved(now, before) if oracle.compares(code, period) else None) or (None, None)
            wanted = (before, found[0], None if code in RATIOS else found[1])
            assert tuple(map(number, line[at : at + 3])) == wanted, (code, period)
            alike = oracle.shown_alike(world, code, period)
            said = f"so với {'kỳ trước' if period == PREVIOUS else 'cùng kỳ'} trên"
            assert (alike in str(line[12])) if alike else (said not in str(line[12])), (code, line[12])


def require_page(world: World, visitor: Visitor) -> None:
    """«Số liệu tổng hợp», and some of its totals opened."""
    page = visitor.get(f"/ky/{NOW}/tong-hop")
    for code in CODES:
        now, before, year_ago = (world.total(period, code)[0] for period in (NOW, PREVIOUS, LAST_YEAR))
        cells = [_plain(text) for text in page.texts(f"//tr[.//@data-total='{code}']/td[position()>1]")]
        change, growth = (
            oracle.shown_change(now, then, code, period) for then, period in ((before, PREVIOUS), (year_ago, LAST_YEAR))
        )
        wanted = (oracle.shown(now, code), oracle.shown(before, code), change, oracle.shown(year_ago, code), growth)
        assert (cells[0], *cells[2:6]) == wanted, code
        for at, period in ((3, PREVIOUS), (5, LAST_YEAR)):
            alike = page.texts(f"//tr[.//@data-total='{code}']/td[{at + 2}]//*[@data-matched]")
            assert " ".join(" ".join(alike).split()) == oracle.shown_alike(world, code, period), (code, period)
        if code not in OPENED:
            continue
        opened = visitor.get(f"/ky/{NOW}/tong-hop/{code}")
        lead = " ".join(opened.texts("//p[@class='lead']")[0].split())
        assert f": {wanted[0]} " in lead.replace("không áp dụng", "–"), (code, lead)
        facts = [" ".join(text.split()) for text in opened.texts("//dl[@class='facts']/dd")]
        moved = [said for then, said in ((before, change), (year_ago, growth)) if then is not None]
        # What does not apply to anybody is no figure, and compares with none.
        known = [fact for fact in facts if not fact.startswith("không áp dụng")]
        shown = [fact.partition(", thay đổi ")[2].partition(" trên ")[0] or "–" for fact in known]
        assert shown == moved, (code, facts)


def require_line(world: World, code: str, line: Mapping[str, str]) -> None:
    """The letter's line of an indicator in the table of its section, compared with last year where that is known."""
    (now, count), (before, _), (year_ago, _) = (world.total(period, code) for period in (NOW, PREVIOUS, LAST_YEAR))
    assert line["count"].partition("/")[0] == str(count), (code, line)
    for name, value, is_there in (
        ("now", now, True), ("previous", before, _anybody(world, PREVIOUS)),
        ("last_year", year_ago, _anybody(world, LAST_YEAR)),
    ):  # fmt: skip
        wanted = (
            "–" if not is_there else oracle.shown(value, code) + ("%" if code in RATIOS and value is not None else "")
        )
        assert line[name].replace("không áp dụng", "–") == wanted, (code, name, line)
    period, then = (LAST_YEAR, year_ago) if _anybody(world, LAST_YEAR) else (PREVIOUS, before)
    assert line["moved"] == _told(oracle.shown_change(now, then, code, period)), (code, line)
    alike = oracle.shown_alike(world, code, period).partition(": ")[2]
    assert line["alike"].partition(" [")[0] == _told(alike or "–"), (code, line)


def _told(change: str) -> str:
    """A change as the letter's tables write it."""
    return "không đổi" if change.partition(" ")[0] in ("0", "0,00") else change


def require_sentence(world: World, code: str, said: list[str]) -> None:
    """The letter's sentence of a key figure, compared with last year, or with the period before."""
    indicator = TEMPLATE.by_code[code]
    if code not in TEMPLATE.overview.figures:
        return
    (line,) = (text for text in said if text.startswith(f"- {indicator.name}:"))
    is_last_year = _anybody(world, LAST_YEAR)
    period, against = (LAST_YEAR, "cùng kỳ năm trước") if is_last_year else (PREVIOUS, "kỳ trước")
    now, before = world.total(NOW, code)[0], world.total(period, code)[0]
    if now is None:
        assert line.startswith(f"- {indicator.name}: chưa có số liệu; "), line
        return
    unit = "%" if code in RATIOS else f" {indicator.unit}"
    assert line.startswith(f"- {indicator.name}: {oracle.shown(now, code)}{unit}; "), line
    found = oracle.moved(now, before) if oracle.compares(code, period) else None
    if found is None:
        assert f"so với {against}" not in line.replace("so sánh được với", ""), line
    elif found[0] == 0:
        assert f"; không đổi so với {against}" in line, line
    else:
        assert f"; {_moved(found, code)} so với {against}" in line, line


def _moved(found: tuple[Fraction, Fraction | None], code: str) -> str:
    """A change in words."""
    size = oracle.written(found[0], 2 if code in RATIOS else None)
    percent = "" if found[1] is None else f" ({oracle.written(found[1], 1)}%)"
    return f"{'tăng' if found[0] > 0 else 'giảm'} {size}{' điểm phần trăm' if code in RATIOS else percent}"


def _anybody(world: World, period: str) -> bool:
    return any(world.terms[period][unit.code].filed is not None for unit in world.owing(period))


def number(value: object) -> Fraction | None:
    """A cell's or an answer's number, None where it has none."""
    return None if value in (None, "", "n/a", "không áp dụng") else Fraction(str(value))


def _plain(text: str) -> str:
    """What a cell of the page says, without of how many units it was."""
    said = re.sub(r"\(\d+ đơn vị\)|trên \d+ đơn vị có ở cả hai kỳ:.*", "", " ".join(text.split())).strip()
    return "–" if said == "không áp dụng" else said
