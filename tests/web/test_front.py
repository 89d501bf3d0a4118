"""The front page: what runs here, which periods are open, and where to go."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from lxml import html

from service.actions.context import Context
from service.actions.operations.demo import load_demo
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import close_period, open_period
from service.app import create_app
from tests.support.installation import PERIOD, new_context
from tests.support.units import units_csv
from tests.support.web import Web


def page(web: Web) -> str:
    """The front page."""
    answer = web.call("GET", "/", None)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    return answer.get_data(as_text=True)


def words(source: str) -> str:
    """What a page says, without its markup."""
    return " ".join(html.fromstring(source).text_content().split())


def test_it_says_what_runs_here_to_everybody(any_web: Web) -> None:
    source = page(any_web)
    assert html.fromstring(source).get("lang") == "vi"
    assert "Tổng hợp báo cáo tỉnh Hưng Yên" in words(source)
    assert "Bản trình diễn" not in source


def test_open_periods_are_listed_with_their_deadlines(any_web: Web) -> None:
    said = words(page(any_web))
    assert "Quý III năm 2023Báo cáo cải cách hành chính định kỳ 15/06/2023 – 14/09/2023" in said
    assert "Sở, ban, ngành: 17:00 20/09/2023" in said
    assert "Huyện, thị xã, thành phố: 17:00 20/09/2023" in said


def test_deadlines_are_those_of_kinds_of_units_that_there_are(web: Web) -> None:
    assert "Xã, phường:" not in words(page(web))
    close_period(web.context, PERIOD)
    import_agencies(web.context, units_csv("PHN,Phường Phố Hiến,,xa,,2025-07-01,,"))
    open_period(web.context, "2025-Y")
    said = words(page(web))
    assert "Sở, ban, ngành:" in said and "Xã, phường:" in said and "Huyện" not in said


def test_a_closed_period_is_listed_no_more_and_the_next_step_is_told(web: Web) -> None:
    close_period(web.context, PERIOD)
    said = words(page(web))
    assert "Quý III" not in said
    assert "Chưa có kỳ nào đang mở" in said and "mở kỳ ở mục Kỳ báo cáo" in said
    open_period(web.context, "2023-Y")
    assert "Năm 2023" in words(page(web))


def test_another_province_is_named_and_its_name_is_no_markup(sqlite_context: Context) -> None:
    settings = replace(sqlite_context.settings, province="tỉnh <b>Thử</b> & nghiệm")
    client = create_app(settings, replace(sqlite_context, settings=settings)).test_client()
    source = client.get("/").get_data(as_text=True)
    assert "<b>" not in source
    assert "tỉnh <b>Thử</b> & nghiệm" in words(source)


def test_the_demonstration_says_that_it_is_one(tmp_path: Path) -> None:
    context = new_context(tmp_path)
    load_demo(context)
    client = create_app(context.settings, context).test_client()
    said = words(client.get("/").get_data(as_text=True))
    assert "Bản trình diễn với số liệu minh họa" in said
    shown = re.search(r"Đồng hồ trình diễn: (\d\d:\d\d \d\d/\d\d/\d{4})", said)
    assert shown is not None
    moment = datetime.strptime(shown[1], "%H:%M %d/%m/%Y").replace(tzinfo=context.clock.now().tzinfo)
    assert abs(moment - context.clock.now()) < timedelta(days=1)
    context.database.dispose()


def test_every_link_leads_somewhere_on_this_server(web: Web) -> None:
    links = [target for _, name, target, _ in html.fromstring(page(web)).iterlinks() if name != "action"]
    assert len(links) >= 4
    for link in links:
        assert link.startswith(("/", "data:", "#")) and not link.startswith("//")
        if link.startswith("/"):
            answer = web.call("GET", link, None)
            assert answer.status_code == 200, link
            answer.close()


@pytest.mark.parametrize("path", ["/static/khong-co.css", "/static/../app.py", "/static/%2e%2e/app.py", "/khong-co"])
def test_an_address_that_leads_nowhere_is_answered_in_words(web: Web, path: str) -> None:
    answer = web.call("GET", path, None)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "Địa chỉ này không có trên hệ thống." in words(answer.get_data(as_text=True))
