"""People in bulk on the administrator's pages: from a file, invited again, and the agencies that have nobody."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from service.actions.context import Context
from service.actions.organization.import_accounts import import_accounts
from service.actions.organization.people import agencies_without_people, list_accounts
from tests.support.browser import Page, Person
from tests.support.installation import ADMIN
from tests.support.web import Web

PEOPLE = "/quan-tri/nguoi-dung"
PAGE = f"{PEOPLE}/danh-sach"
LIST = "Họ tên;Thư điện tử;Vai trò;Đơn vị\nTrần Thị An;an@sgtvt.gov.vn;Cán bộ báo cáo;SGTVT\n"


@pytest.fixture
def admin(sqlite_context: Context) -> Person:
    """The administrator."""
    return Person(Web(sqlite_context).app, sqlite_context, ADMIN, "quan.tri@snv.gov.vn")


def bring(admin: Person, text: str) -> Page:
    token = admin.get(PAGE).find("//main//input[@name='csrf_token']").get("value")
    return admin.send(PAGE, {"csrf_token": token, "file": (io.BytesIO(text.encode()), "nguoi-dung.csv")})


def addresses(context: Context) -> set[str]:
    return {account.email for account in list_accounts(context)}


def test_a_file_is_looked_at_agreed_to_and_its_people_are_invited(admin: Person, sqlite_context: Context) -> None:
    page = bring(admin, LIST)
    assert "Chưa có gì thay đổi." in page.words and "an@sgtvt.gov.vn" in page.words
    assert "an@sgtvt.gov.vn" not in addresses(sqlite_context)
    done = admin.press(page, f"{PAGE}/ghi")
    assert "Đã thêm 1 người, thay đổi 0, giữ nguyên 0." in done.words
    assert "1 thư mời đang giữ ở Hộp thư, chưa gửi vì chưa đặt máy chủ thư." in done.words
    assert "an@sgtvt.gov.vn" in addresses(sqlite_context)


def test_a_fault_is_named_and_the_list_stands_there_to_be_mended(admin: Person, sqlite_context: Context) -> None:
    page = bring(admin, LIST + "Lê Bình;binh@stc;vua;STC\n")
    assert page.status == 422
    assert "dòng 3, cột «Thư điện tử»" in page.words and "dòng 3, cột «Vai trò»" in page.words
    assert page.tree.xpath(f"//form[@action='{PAGE}/ghi']") == []
    text = page.find("//main//textarea[@id='text']").text
    mended = admin.fill(page, PAGE, {"text": text.replace("binh@stc;vua", "binh@stc.gov.vn;lãnh đạo đơn vị")}, PAGE)
    assert mended.status == 200
    admin.press(mended, f"{PAGE}/ghi")
    assert {"an@sgtvt.gov.vn", "binh@stc.gov.vn"} <= addresses(sqlite_context)


def test_what_has_changed_since_is_shown_before_it_is_done(admin: Person, sqlite_context: Context) -> None:
    page = bring(admin, LIST)
    import_accounts(sqlite_context, "quản trị", LIST.replace("Thị An", "Văn An").encode(), invites=False)
    again = admin.press(page, f"{PAGE}/ghi")
    assert again.status == 422 and "xem lại rồi đồng ý" in again.words and "Trần Văn An" in again.words


def test_the_agencies_that_have_nobody_are_counted_and_listed(admin: Person, sqlite_context: Context) -> None:
    missing = agencies_without_people(sqlite_context)
    link = admin.get(PEOPLE).find(f"//main//a[@href='{PAGE}/don-vi-chua-co-nguoi']")
    assert link.text == f"Đơn vị chưa có người dùng: {len(missing)}"
    assert len(admin.get(link.get("href")).texts("//main//tbody/tr")) == len(missing)
    assert admin.get(f"{PAGE}/mau.xlsx").answer.data.startswith(b"PK")


@pytest.mark.parametrize("has_server", [False, True])
def test_invitations_are_previewed_and_the_words_say_what_becomes_of_them(
    sqlite_context: Context, has_server: bool
) -> None:
    settings = replace(sqlite_context.settings, smtp_url="smtp://127.0.0.1:9" if has_server else None)
    context = replace(sqlite_context, settings=settings)
    admin = Person(Web(context).app, context, ADMIN, "quan.tri@snv.gov.vn")
    import_accounts(context, "quản trị", LIST.encode(), invites=False)
    (number,) = [account.id for account in list_accounts(context) if account.email == "an@sgtvt.gov.vn"]
    token = admin.get(PEOPLE).find("//main//input[@name='csrf_token']").get("value")
    sent = {"csrf_token": token, "whom": "selected", "person": str(number)}
    asked = admin.send(f"{PEOPLE}/moi-lai", {**sent, "ask": "1"})
    assert "đến 1 người" in asked.words and "an@sgtvt.gov.vn" in asked.words
    assert ("được giữ ở Hộp thư" in asked.words) is not has_server
    done = admin.press(asked, f"{PEOPLE}/moi-lai")
    assert ("1 thư mời đã vào hàng chờ gửi." if has_server else "đang giữ ở Hộp thư, chưa gửi") in done.words
    nobody = admin.send(f"{PEOPLE}/moi-lai", {"csrf_token": token, "whom": "selected", "ask": "1"})
    assert "Không có ai để gửi thư mời" in nobody.words
