"""Working in another role with the same sign-in: given by the administrator, chosen by the person."""

from __future__ import annotations

from service.actions.organization.people import list_accounts
from service.domain.organization.access import Role
from tests.support.browser import Person
from tests.support.installation import ADMIN, HOME_AFFAIRS, PERIOD
from tests.support.visitor import Visitor, enlist
from tests.support.web import Web

PROFILE, CHANGE = "/tai-khoan", "/tai-khoan/vai-tro"


def test_a_person_of_home_affairs_reports_for_the_department_with_the_same_account(web: Web) -> None:
    cuong = enlist(web.context, HOME_AFFAIRS, None)
    admin = Person(web.app, web.context, ADMIN, "quan.tri@snv.gov.vn")
    edit = f"/quan-tri/nguoi-dung/{cuong.id}"
    refused = admin.fill(admin.get(edit), f"{edit}/vai-tro", {"role": "officer", "agency": ""}, f"{edit}/vai-tro")
    assert "cần kèm đơn vị" in refused.words
    admin.fill(admin.get(edit), f"{edit}/vai-tro", {"role": "officer", "agency": "SNV"}, f"{edit}/vai-tro")
    assert "Sở Nội vụ; cán bộ báo cáo (SNV)" in admin.get("/quan-tri/nguoi-dung").words
    person = Visitor(web.app)
    person.come_in(web.context, cuong)
    assert person.get(f"/ky/{PERIOD}").status == 200 and person.get("/bao-cao").status == 403
    assert "đang dùng" in person.get(PROFILE).words
    assert person.send(CHANGE, role="officer:STC").status == 404
    assert person.send(CHANGE, role="officer:SNV").answer.location == "/bao-cao"
    assert person.get(f"/ky/{PERIOD}").status == 403 and person.get("/bao-cao").status == 200
    assert person.get(f"/bao-cao/{PERIOD}/nhap").status == 200
    assert person.send(CHANGE, role="home_affairs:").status == 302
    assert person.get(f"/ky/{PERIOD}").status == 200
    asked = admin.send(f"{edit}/thu-hoi-vai-tro", {**admin.get(edit).form(f"{edit}/thu-hoi-vai-tro"), "ask": "1"})
    assert "Thu hồi vai trò kiêm nhiệm này?" in asked.words
    admin.press(asked, f"{edit}/thu-hoi-vai-tro")
    assert person.get(f"/ky/{PERIOD}").answer.location.startswith("/dang-nhap")
    assert [one.role for one in list_accounts(web.context) if one.id == cuong.id] == [Role.HOME_AFFAIRS]
