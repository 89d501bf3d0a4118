"""The button on the board that makes the urging letter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from service.app import create_app
from tests.support.browser import Page, Person
from tests.support.installation import HOME_AFFAIRS, MORNING, OFFICER, PERIOD, at
from tests.support.web import Web
from tests.support.word import opened, rows

BOARD, LETTER = f"/ky/{PERIOD}", f"/ky/{PERIOD}/don-doc.docx"


@pytest.mark.parametrize("person", ["watcher", "auditor"])
def test_where_nobody_is_late_the_button_says_so(request: pytest.FixtureRequest, person: str) -> None:
    visitor: Person = request.getfixturevalue(person)
    assert visitor.get(BOARD).texts(f"//main//a[@href='{LETTER}']") == ["Công văn đôn đốc (Word)"]
    answer = visitor.get(LETTER).answer
    assert answer.location == BOARD
    assert "không có đơn vị nào quá hạn cần đôn đốc" in visitor.get(BOARD).words


def test_after_the_deadline_it_hands_out_the_letter(web: Web) -> None:
    later = at(web.context, MORNING + timedelta(days=7))
    watcher = Person(create_app(later.settings, later), later, HOME_AFFAIRS, "thi.giang.7@snv.gov.vn")
    answer: Page = watcher.get(LETTER)
    assert answer.answer.headers["Content-Disposition"] == f"attachment; filename=don-doc-{PERIOD}.docx"
    late = rows(opened(answer.answer.data), 1)[1:]
    assert len(late) > 20 and {row[3] for row in late} == {"5 ngày"}
    assert watcher.get("/ky/2020-Q1/don-doc.docx").status == 404


def test_a_unit_does_not_get_it(web: Web) -> None:
    assert Person(web.app, web.context, OFFICER, "van.an.1@sgtvt.gov.vn").get(LETTER).status == 403
