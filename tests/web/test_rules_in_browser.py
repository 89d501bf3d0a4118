"""The numbers and rules in a real browser say what the server says, to the letter."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

import service.web
from service.actions.intake.form_state import FormState
from service.actions.periods.obligations import ReportingObligation
from service.domain.notation.numbers import format_vietnamese
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.draft import Draft, typed_text
from service.domain.reporting.earlier import NO_EARLIER, EarlierReports
from service.domain.reporting.indicator import Aggregate, Indicator, ValueType
from service.domain.reporting.payload import submitted_report
from service.domain.reporting.report import NA, Report, Source, report_of
from service.domain.reporting.target import Target, TargetDirection
from service.domain.validation.findings import check_payload
from service.readers.form import read_form
from service.web.ui.i18n import figure, init_i18n
from service.web.ui.report_form import browser
from tests.support.consolidations import DATES
from tests.support.domain import PERIOD, TEMPLATE, UNIT

SCRIPTS = Path(service.web.__file__).parent / "static" / "js"
DISTRICT = Agency("HTL", "Huyện Thử", AgencyKind.HUYEN, date(2000, 1, 1))
OFFICE = Agency("VPUBND", "Văn phòng Ủy ban", AgencyKind.SO, date(2000, 1, 1))
UNITS = (UNIT, DISTRICT, OFFICE)
RATIOS = {item.code for item in TEMPLATE.indicators if item.aggregate is Aggregate.RATIO}
COUNT, MONEY = "tthc.tong", "tai_chinh.dau_tu_cong_ke_hoach"
TABLE = (
    "", "  ", "0", "09", "1174", "1.174", "1.174.000", "4.135,9", "4135,9", "28,4%", "28,4 %", "8.5", "-8.5", "1.17",
    "1.1745", "12.34.567", "1.174,", ",5", "-3", "\u22123", "--3", "3-", "12O", "n/a", "N/A.", "na", "Không",
    "KHÔNG CÓ", "không.", "Kho\u0302ng", "không phát sinh hồ sơ", "Không áp dụng", "không thuộc phạm vi báo cáo.",
    "1\u00a0174", "1\u202f174,5", "1 174", "1174.", "1174 hồ sơ", "1,174,000", "1,174", "-1 174", "1 17", "12 %",
    "12%", "1174 hồ sơ 5", "1.174.", "57\u200b", "\u00ad1174",
    "\u00a05\u00a0", "%", "5%%", "1e5", "0x1F", "=1+1", "5 000", "\u0663", "\uff15", "-0", "0,000000000001", "1" * 59,
    "0." + "1" * 40, ".", "-", ".5", "1..2", "1.174.00",
)  # fmt: skip
PARSE = """
async ([base, texts]) => {
  const { parse, format } = await import(base + "/numbers.js");
  const told = ({ value, ...rest }) => (value ? { value: format(value) } : rest);
  return texts.map((text) => [told(parse(text, true)), told(parse(text, false))]);
}"""
FORMAT = """
async ([base, texts]) => {
  const { format, fromDecimal } = await import(base + "/numbers.js");
  return texts.map((text) => [format(fromDecimal(text)), format(fromDecimal(text), 2), format(fromDecimal(text), 0)]);
}"""
CHECK = """
async ([base, pages, cases]) => {
  const { Checks } = await import(base + "/checks.js");
  const checks = pages.map((data) => new Checks(data));
  return cases.map(([page, typed]) => {
    const { findings, ratios } = checks[page].run(typed);
    return [
      findings.map(({ rule, level, message, subjects }) => ({ rule, level, message, subjects })),
      Object.fromEntries(ratios),
    ];
  });
}"""

RESULTS = """
async ([base, data, cases]) => {
  const { Checks } = await import(base + "/checks.js");
  const checks = new Checks(data);
  return cases.map((typed) => checks.run(typed).results.map(({ said }) => said));
}"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """Where the scripts are served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SCRIPTS)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def page(browser: Browser, base: str) -> Page:
    """A page of that address in a real browser."""
    found = browser.new_page()
    found.goto(base)
    return found


def generated(seed: int, count: int) -> list[str]:
    """Texts like those that people type into figures, right and wrong."""
    draw = random.Random(seed)
    signs = [*"0123456789", *"0123456789", ".", ".", ",", "-", "\u2212", "%", " ", "\u00a0", "x", "000", ".000", "n/a"]
    return ["".join(draw.choice(signs) for _ in range(draw.randint(1, 9))) for _ in range(count)]


def understood(code: str, text: str) -> dict[str, object]:
    """What the server makes of a text in that field, in the words of the script."""
    payload = read_form({f"indicators.{code}": typed_text(f"indicators.{code}", text)}, TEMPLATE, PERIOD, "SGTVT")
    if payload.findings:
        values = payload.findings[0].message.values
        return {"problem": "dotted" if "guess" in values else "notNumber", **values}
    given = payload.indicators.get(code)
    if given is None:
        return {}
    return {"spared": True} if given is NA else {"value": format_vietnamese(given)}


def test_the_browser_reads_a_number_as_the_server_does(page: Page, base: str) -> None:
    texts = [*TABLE, *generated(1, 600)]
    found = page.evaluate(PARSE, [base, texts])
    told = {text: (understood(COUNT, text), understood(MONEY, text)) for text in texts}
    kinds = Counter(next(iter(one), "nothing") for pair in told.values() for one in pair)
    assert {"nothing", "value", "spared", "problem"} <= kinds.keys()
    assert {text: tuple(pair) for text, pair in zip(texts, found, strict=True)} == told


def test_the_browser_writes_a_number_as_the_server_does(page: Page, base: str) -> None:
    draw = random.Random(2)
    table = [
        "0",
        "-0",
        "0.5",
        "-0.5",
        "0.005",
        "-0.004",
        "2.675",
        "999",
        "1000",
        "-1000",
        "999.995",
        "1234567.891",
        "100.00",
    ]
    numbers = [f"{draw.randint(-(10 ** draw.randint(1, 18)), 10 ** draw.randint(1, 18))}" for _ in range(200)]
    texts = [*table, *(number if n % 2 else f"{number}.{draw.randrange(10**6)}" for n, number in enumerate(numbers))]
    found = page.evaluate(FORMAT, [base, texts])
    assert found == [[written(Decimal(text), decimals) for decimals in (None, 2, 0)] for text in texts]


def written(value: Decimal, decimals: int | None) -> str:
    """The number as the server writes it, without zeros that say nothing."""
    text = format_vietnamese(value, decimals)
    return text.rstrip("0").rstrip(",") if "," in text else text


def typed(draw: random.Random, item: Indicator, sloppy: float) -> str:
    """What somebody may type into one field."""
    if draw.random() < sloppy:
        return draw.choice(["", "n/a", "không áp dụng", "Không", "12O", "8.5", " "])
    if item.kind is ValueType.COUNT:
        return draw.choice(["0", "0", "1", "2", "3", "1.174", f"{draw.randrange(9)}"])
    whole, decimals = (
        draw.choice([0, 1, 28, 4135]),
        draw.choice(["", ",5", ",9", ",00005", ",000000001", ",12345678901"]),
    )
    return format_vietnamese(Decimal(whole)) + decimals


def form_of(draw: random.Random, unit: Agency, *, with_ratios: bool) -> dict[str, str]:
    """The figures of a form, in the template's order; ratios only where somebody stated them."""
    sloppy = draw.choice([0, 0.05, 0.3, 0.7])
    return {
        item.code: typed(draw, item, sloppy)
        for item in TEMPLATE.indicators
        if not TEMPLATE.is_exempt(item, unit) and (with_ratios or item.aggregate is not Aggregate.RATIO)
    }


def desk(unit: Agency, figures: dict[str, str], earlier: EarlierReports) -> FormState:
    """What the server shows of a draft with these figures, and says to it."""
    draft = Draft(PERIOD, unit.code)
    payload = read_form({f"indicators.{code}": text for code, text in figures.items()}, TEMPLATE, PERIOD, unit.code)
    terms = ReportingObligation(TEMPLATE, DATES, unit)
    found = FormState(terms, draft, payload, (), earlier, (), False, False)
    return replace(found, findings=check_payload(payload, found.report, earlier, agency=unit, today=date(2023, 9, 18)))


def earlier_report(draw: random.Random, unit: Agency, period: str) -> Report:
    """A report of an earlier period, which may have gaps too."""
    payload = desk(unit, form_of(draw, unit, with_ratios=True), NO_EARLIER).payload
    return report_of(TEMPLATE, period, submitted_report(payload, TEMPLATE, unit, Source(unit.code)))


def earlier_reports(draw: random.Random, unit: Agency) -> EarlierReports:
    """Reports of the period before and of the same one last year."""
    return EarlierReports(earlier_report(draw, unit, "2023-H1"), earlier_report(draw, unit, "2022-Q3"))


def said(found: FormState) -> list[dict[str, Any]]:
    """What the server says of figures that are no numbers and of broken rules."""
    return [
        {
            "rule": item.rule,
            "level": item.level.value,
            "message": str(item.message),
            "subjects": [subject.removeprefix("$.") for subject in item.subjects],
        }
        for item in found.findings
        if item.rule == "number" or item.rule in TEMPLATE.rule_by_id
    ]


def ratios(found: FormState) -> dict[str, str]:
    """The ratios as the server computes them."""
    return {code: figure(value) if isinstance(value := found.report.figure(code), Decimal) else "" for code in RATIOS}


def test_the_browser_finds_the_broken_rules_that_the_server_finds_in_the_same_words(page: Page, base: str) -> None:
    draw = random.Random(5)
    basis = [
        (unit, before) for unit in UNITS for before in (NO_EARLIER, *(earlier_reports(draw, unit) for _ in range(4)))
    ]
    # Names are given in the reader's language.
    app = Flask(__name__)
    init_i18n(app)
    with app.test_request_context("/bao-cao"):
        pages = [browser(desk(unit, {}, before)) for unit, before in basis]
    cases = []
    for number in range(300):
        place = number % len(basis)
        cases.append((place, form_of(draw, basis[place][0], with_ratios=number % 2 == 0)))
    found = page.evaluate(CHECK, [base, pages, [[place, list(figures.items())] for place, figures in cases]])
    broken: Counter[str] = Counter()
    for (place, figures), (findings, shares) in zip(cases, found, strict=True):
        server = desk(basis[place][0], figures, basis[place][1])
        assert findings == said(server), (basis[place][0].code, figures)
        # A ratio is never typed into the form, so there it is always computed.
        assert RATIOS & figures.keys() or shares == ratios(server)
        broken.update(item["rule"] for item in findings)
    assert set(TEMPLATE.rule_by_id) <= broken.keys()
    assert all(broken[rule] < 0.9 * len(cases) for rule in TEMPLATE.rule_by_id)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"part": "80", "whole": "100"}, ["đạt 80%", ""]),
        ({"part": "79", "whole": "100"}, ["chưa đạt 80%", ""]),
        # By the figure as it is shown, which is rounded half up: 79,995 is 80.
        ({"part": "79.995", "whole": "100.000"}, ["đạt 80%", ""]),
        ({"part": "79.994", "whole": "100.000"}, ["chưa đạt 80%", ""]),
        ({"part": "80", "whole": "0", "late": "5"}, ["", "đạt không quá 5 hồ sơ"]),
        ({"late": "6"}, ["", "chưa đạt không quá 5 hồ sơ"]),
        ({"late": "n/a"}, ["", ""]),
        ({"late": "sáu"}, ["", ""]),
    ],
)
def test_the_browser_says_whether_a_figure_reaches_its_target(
    page: Page, base: str, typed: dict[str, str], said: list[str]
) -> None:
    ratio = Target("ratio", 2026, None, Decimal(80), TargetDirection.AT_LEAST, "QĐ", "%")
    late = Target("late", 2026, None, Decimal(5), TargetDirection.AT_MOST, "QĐ", " hồ sơ")
    aims = {
        target.indicator: {
            "value": f"{target.value:f}",
            "atLeast": target.direction is TargetDirection.AT_LEAST,
            "met": str(target.outcome(is_met=True)),
            "missed": str(target.outcome(is_met=False)),
        }
        for target in (ratio, late)
    }
    parts = {"numerator": {"indicator": "part"}, "denominator": {"indicator": "whole"}}
    indicators = {
        "part": {"kind": "count"}, "whole": {"kind": "count"},
        "ratio": {"kind": "percent", **parts, "target": aims["ratio"]},
        "late": {"kind": "count", "target": aims["late"]},
    }  # fmt: skip
    data = {"indicators": indicators, "rules": [], "spared": [], "earlier": {}, "words": {"notNumber": "?"}}
    assert page.evaluate(RESULTS, [base, data, [list(typed.items())]]) == [said]
