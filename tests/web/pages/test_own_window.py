"""What the pages say of units that ended or began within a period."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from service.actions.organization.agencies import change_agency
from service.domain.organization.access import Caller, Role
from service.storage.organization.agencies import get_agency
from tests.support.browser import Person
from tests.support.installation import ADMIN, HOME_AFFAIRS, LEADER, PERIOD
from tests.support.province import put_valid
from tests.support.web import Web

FORM = f"/bao-cao/{PERIOD}/nhap"
OFFICER = Caller("Cán bộ Sở Xây dựng", Role.OFFICER, "SXD")


@pytest.fixture
def merged(web: Web) -> Web:
    """Sở Giao thông vận tải has filed and ended on 31 August; Sở Xây dựng came after it."""
    put_valid(web.context, ["SGTVT"])
    with web.context.database.reading() as session:
        unit = get_agency(session, "SGTVT")
    change_agency(web.context, ADMIN, replace(unit, valid_to=date(2023, 8, 31), successors=("SXD",)))
    return web


def test_the_unit_that_ended_still_sees_its_report_and_its_days(merged: Web) -> None:
    leader = Person(merged.app, merged.context, LEADER, "binh@sgtvt.gov.vn")
    note = "đơn vị kết thúc ngày 31/8/2023, báo cáo phần cuối: số liệu từ 15/6/2023 đến 31/8/2023"
    mine = leader.get("/bao-cao").words
    assert "15/06/2023 – 31/08/2023" in mine and note in mine
    assert note in leader.get(f"/bien-nhan/{PERIOD}-SGTVT-1").words
    assert "Số liệu từ 15/06/2023 đến 31/08/2023" in leader.get(FORM).words


def test_home_affairs_sees_it_as_ended_wherever_it_stands(merged: Web) -> None:
    home = Person(merged.app, merged.context, HOME_AFFAIRS, "cuong@snv.gov.vn")
    for path in (f"/ky/{PERIOD}", f"/ky/{PERIOD}/tong-hop/sang_kien.so_luong", f"/duyet/{PERIOD}-SGTVT-1"):
        assert "đơn vị kết thúc ngày 31/8/2023" in home.get(path).words, path


def test_the_unit_after_it_answers_in_two_steps(merged: Web) -> None:
    officer = Person(merged.app, merged.context, OFFICER, "an@sxd.gov.vn")
    page = officer.get(FORM)
    assert "Kỳ đầu sau khi nhận nhiệm vụ của đơn vị khác" in page.words
    assert "Số hồ sơ chuyển từ kỳ trước sang" in page.words
    action = f"/bao-cao/{PERIOD}/don-vi-truoc"
    asked = officer.send(action, {**page.form(action), "contained": "1"})
    assert "Báo cáo của Sở Giao thông vận tải vẫn được giữ" in asked.words
    assert "Chưa trả lời" in officer.get(FORM).words
    assert "Đã trả lời: đã gồm, không cộng thêm." in officer.press(asked, action).words
