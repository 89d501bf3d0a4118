"""The page about personal data, everybody's own data as a file, and the administrator's button for those who left."""

from __future__ import annotations

import json
from dataclasses import replace

from service.actions.organization.accounts import change_account_details
from service.actions.organization.people import find_account
from service.actions.organization.personal_data import KINDS
from service.domain.audit import AuditEvent
from service.domain.organization.retention import DEFAULT_DAYS, Retention, RetentionKind
from service.storage.events import EventFilter, find_events
from tests.support.installation import ADMIN, OFFICER
from tests.support.visitor import Visitor, enlist, guest
from tests.support.web import Web

PAGE, OWN = "/du-lieu-ca-nhan", "/tai-khoan/du-lieu-ca-nhan.json"


def test_anybody_reads_what_is_kept_why_and_how_long(web: Web) -> None:
    words = Visitor(web.app).get(PAGE).words
    assert "Nghị định 13/2023/NĐ-CP" in words and len(KINDS) > 5
    assert all(str(text) in words for kind in KINDS for text in (kind.what, kind.why, kind.how_long))
    assert "phiên: 12 giờ; liên kết: 2 giờ, trong thư mời 7 ngày" in words
    assert "địa chỉ mạng: 90 ngày; lần nhập sai: 24 giờ" in words


def test_the_page_says_how_long_each_kind_is_kept_by_the_settings(web: Web) -> None:
    words = Visitor(web.app).get(PAGE).words
    assert "Kết quả tổng hợp trung gian đã được thay bằng kết quả sau 90 ngày" in words
    assert "Nội dung thư đã gửi hoặc không còn cần gửi không xóa" in words
    days = {**DEFAULT_DAYS, RetentionKind.MAILS: 400}
    settings = replace(web.context.settings, retention=Retention(days))
    words = Visitor(Web(replace(web.context, settings=settings)).app).get(PAGE).words
    assert "Nội dung thư đã gửi hoặc không còn cần gửi 400 ngày" in words


def test_everybody_downloads_their_own_data_which_is_on_record(web: Web) -> None:
    officer = guest(web.context, web.app, OFFICER)
    answer = officer.get(OWN).answer
    assert answer.mimetype == "application/json" and "attachment" in answer.headers["Content-Disposition"]
    told = json.loads(answer.get_data())
    assert (told["account"]["name"], told["account"]["agency"]) == (OFFICER.name, "SGTVT")
    with web.context.database.reading() as session:
        found = find_events(session, EventFilter(action=AuditEvent.PERSONAL_DATA_EXPORTED.value))
    assert [event.actor for _, event in found] == [OFFICER.name]


def test_the_administrator_is_asked_before_somebody_who_left_is_made_anonymous(web: Web) -> None:
    left = enlist(web.context, OFFICER)
    admin = guest(web.context, web.app, ADMIN)
    place = f"/quan-tri/nguoi-dung/{left.id}"
    assert "Ẩn danh tài khoản" not in admin.get(place).words
    assert "khóa tài khoản trước" in admin.send(f"{place}/an-danh").words
    change_account_details(
        web.context, ADMIN, left.id, name=left.name, role=left.role, agency=left.agency, disabled=True
    )
    assert "Ẩn danh tài khoản" in admin.get(place).words
    assert json.loads(admin.get(f"{place}/du-lieu-ca-nhan.json").answer.get_data())["account"]["number"] == left.id
    assert "Không lấy lại được." in admin.send(f"{place}/an-danh", ask="1").words
    assert find_account(web.context, left.id).name == OFFICER.name
    assert admin.send(f"{place}/an-danh").status == 302
    assert find_account(web.context, left.id).name == f"Người dùng số {left.id} (đã ẩn danh)"
