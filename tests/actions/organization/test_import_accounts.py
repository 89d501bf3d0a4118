"""People from a list: shown before anything is written, done as a whole, and on record as single ones are."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from sqlalchemy import select

from service.actions.context import Context
from service.actions.organization.accounts import create_account
from service.actions.organization.import_accounts import (
    AccountPlan,
    import_accounts,
    make_account_form,
    plan_accounts,
)
from service.actions.organization.invitations import plan_invitations, send_invitations
from service.actions.organization.people import agencies_without_people, list_accounts
from service.domain.errors import ConflictError, UnreadableError
from service.domain.organization.access import Role
from service.domain.organization.account import Account
from service.domain.organization.account_list import Outcome
from service.storage.models import EventRow, MailRow

HEADS = "Họ tên;Thư điện tử;Vai trò;Đơn vị"
LIST = f"""{HEADS}
Trần Thị An;an@sgtvt.gov.vn;Cán bộ báo cáo;SGTVT
Lê Văn Bình; Binh@STC.gov.vn ;lãnh đạo đơn vị;Sở Tài chính
;;cán bộ báo cáo;SYT
Phạm Thị Chi;chi@snv.gov.vn;home_affairs;
"""
PASSWORD = "bốn con voi qua cầu tre"


def people(context: Context) -> dict[str, Account]:
    return {account.email: account for account in list_accounts(context)}


def taken(context: Context, text: str, *, invites: bool = False) -> AccountPlan:
    return import_accounts(context, "quản trị", text.encode(), invites=invites)


def events(context: Context, subject: str) -> list[str]:
    with context.database.reading() as session:
        return [row.action for row in session.scalars(select(EventRow).where(EventRow.subject == subject))]


def letters(context: Context) -> list[str]:
    with context.database.reading() as session:
        return sorted(session.scalars(select(MailRow.recipient)))


def test_a_list_is_shown_first_and_writes_nothing(sqlite_context: Context) -> None:
    before = people(sqlite_context)
    plan = plan_accounts(sqlite_context, LIST.encode())
    assert [(p.entry.line, p.entry.email, p.entry.role, p.entry.agency, p.outcome) for p in plan.people] == [
        (2, "an@sgtvt.gov.vn", Role.OFFICER, "SGTVT", Outcome.NEW),
        (3, "binh@stc.gov.vn", Role.LEADER, "STC", Outcome.NEW),
        (5, "chi@snv.gov.vn", Role.HOME_AFFAIRS, "", Outcome.NEW),
    ]
    assert (plan.unfilled, list(plan.problems)) == (1, [])
    assert people(sqlite_context) == before


def test_people_are_added_changed_and_left_alone(sqlite_context: Context) -> None:
    taken(sqlite_context, LIST)
    plan = taken(sqlite_context, LIST.replace("Trần Thị An", "Trần Thị Ân").replace("lãnh đạo đơn vị", "officer"))
    assert [len(plan.with_outcome(outcome)) for outcome in Outcome] == [0, 2, 1]
    found = people(sqlite_context)
    assert found["an@sgtvt.gov.vn"].name == "Trần Thị Ân"
    assert (found["binh@stc.gov.vn"].role, found["binh@stc.gov.vn"].agency) == (Role.OFFICER, "STC")
    assert events(sqlite_context, "an@sgtvt.gov.vn") == ["account.added", "account.changed"]
    assert events(sqlite_context, "chi@snv.gov.vn") == ["account.added"]


def test_all_of_a_list_are_invited_but_who_has_a_password(sqlite_context: Context) -> None:
    create_account(
        sqlite_context, "x", email="chi@snv.gov.vn", name="Phạm Thị Chi", role=Role.HOME_AFFAIRS, agency=None,
        password=PASSWORD,
    )  # fmt: skip
    taken(sqlite_context, LIST, invites=True)
    assert letters(sqlite_context) == ["an@sgtvt.gov.vn", "binh@stc.gov.vn"]
    assert events(sqlite_context, "an@sgtvt.gov.vn") == ["account.added", "account.invited"]


def test_what_spreadsheets_save_is_read_alike(sqlite_context: Context) -> None:
    book = openpyxl.Workbook()
    for line in LIST.splitlines():
        book.worksheets[0].append(line.split(";"))
    target = io.BytesIO()
    book.save(target)
    wanted = plan_accounts(sqlite_context, LIST.encode()).people
    tabs, commas = LIST.replace(";", "\t"), LIST.replace(";", ",").replace("Họ tên", "Họ và tên *")
    for raw in (target.getvalue(), tabs.encode("utf-16"), ("\ufeff" + commas).replace("\n", "\r\n").encode()):
        assert plan_accounts(sqlite_context, raw).people == wanted


@pytest.mark.parametrize(
    ("line", "column", "said"),
    [
        (";a@x.vn;cán bộ báo cáo;SGTVT", "Họ tên", "để trống"),
        ("An;;cán bộ báo cáo;SGTVT", "Thư điện tử", "để trống"),
        ("An;a@x;cán bộ báo cáo;SGTVT", "Thư điện tử", "không phải địa chỉ thư"),
        ("An;ân@x.vn;cán bộ báo cáo;SGTVT", "Thư điện tử", "có dấu"),
        ("An;a@x.vn;vua;SGTVT", "Vai trò", "«vua» không phải vai trò"),
        ("An;a@x.vn;cán bộ báo cáo;", "Đơn vị", "chọn đơn vị"),
        ("An;a@x.vn;Sở Nội vụ;SGTVT", "Đơn vị", "để trống đơn vị"),
        ("An;a@x.vn;cán bộ báo cáo;Sở Không Có", "Đơn vị", "không có đơn vị «Sở Không Có»"),
        ("An;CHI@snv.gov.vn;cán bộ báo cáo;SGTVT", "Thư điện tử", "đã có ở dòng 5"),
    ],
)
def test_a_faulty_cell_is_named_and_nothing_is_written(
    sqlite_context: Context, line: str, column: str, said: str
) -> None:
    before = people(sqlite_context)
    raw = f"{LIST}\n{line}\n"
    plan = plan_accounts(sqlite_context, raw.encode())
    (problem,) = plan.problems
    assert problem.place == f"dòng 7, cột «{column}»" and said in str(problem.message)
    # What goes back to the page is the whole list, each line where it stood.
    assert plan.text.splitlines()[6] == line and plan.text.splitlines()[5] == ""
    with pytest.raises(UnreadableError, match="dòng 7"):
        taken(sqlite_context, raw)
    assert people(sqlite_context) == before


def test_a_list_without_its_heads_is_refused(sqlite_context: Context) -> None:
    with pytest.raises(UnreadableError, match="Họ tên, Thư điện tử, Vai trò, Đơn vị"):
        plan_accounts(sqlite_context, "Tên;Tuổi\nAn;20\n".encode())


def test_the_last_administrator_stays_one_by_a_list_as_well(sqlite_context: Context) -> None:
    for email in ("mot@snv.gov.vn", "hai@snv.gov.vn"):
        create_account(
            sqlite_context, "x", email=email, name="Quản Trị", role=Role.ADMIN, agency=None, password=PASSWORD
        )
    able = [a for a in list_accounts(sqlite_context) if a.role is Role.ADMIN and a.password_hash]
    lines = [f"{a.name};{a.email};auditor;" for a in able]
    plan = plan_accounts(sqlite_context, "\n".join([HEADS, *lines]).encode())
    assert len(plan.problems) == len(able) and "quản trị viên cuối cùng" in str(next(iter(plan.problems)).message)
    kept = [lines[0], *(line.replace("auditor", "admin") for line in lines[1:])]
    taken(sqlite_context, "\n".join([HEADS, *kept]))
    assert people(sqlite_context)[able[0].email].role is Role.AUDITOR


def test_another_plan_than_the_one_that_was_seen_is_not_carried_out(sqlite_context: Context) -> None:
    seen = plan_accounts(sqlite_context, LIST.encode()).mark
    create_account(sqlite_context, "x", email="an@sgtvt.gov.vn", name="Người Khác", role=Role.OFFICER, agency="STC")
    with pytest.raises(ConflictError, match="xem lại"):
        import_accounts(sqlite_context, "quản trị", LIST.encode(), invites=False, seen=seen)
    assert "binh@stc.gov.vn" not in people(sqlite_context)


def test_the_form_has_a_line_for_each_agency_that_has_nobody(sqlite_context: Context) -> None:
    wanted = [agency.code for agency in agencies_without_people(sqlite_context)]
    assert wanted and "SKHDT" not in {a.agency for a in list_accounts(sqlite_context)}
    raw = make_account_form(sqlite_context)
    assert plan_accounts(sqlite_context, raw).unfilled == len(wanted)
    book = openpyxl.load_workbook(io.BytesIO(raw))
    sheet = book.worksheets[0]
    for number in range(2, sheet.max_row + 1):
        sheet.cell(number, 1).value, sheet.cell(number, 2).value = f"Người {number}", f"nguoi{number}@x.vn"
    target = io.BytesIO()
    book.save(target)
    import_accounts(sqlite_context, "quản trị", target.getvalue(), invites=False)
    assert {a.agency for a in list_accounts(sqlite_context)} >= set(wanted)
    assert agencies_without_people(sqlite_context) == ()


def test_an_agency_whose_people_are_disabled_has_nobody(sqlite_context: Context) -> None:
    taken(sqlite_context, LIST)
    assert "STC" not in [agency.code for agency in agencies_without_people(sqlite_context)]


def test_invitations_go_again_to_who_could_never_sign_in(sqlite_context: Context) -> None:
    taken(sqlite_context, LIST)
    create_account(
        sqlite_context, "x", email="mot@snv.gov.vn", name="Một", role=Role.AUDITOR, agency=None, password=PASSWORD
    )
    found = people(sqlite_context)
    chosen = {found["an@sgtvt.gov.vn"].id, found["mot@snv.gov.vn"].id}
    plan = plan_invitations(sqlite_context, chosen)
    assert [account.email for account in plan.invited] == ["an@sgtvt.gov.vn"]
    ((left, why),) = plan.left_out
    assert left.email == "mot@snv.gov.vn" and "đã đăng nhập được" in str(why)
    assert send_invitations(sqlite_context, "quản trị", chosen) == 1
    assert events(sqlite_context, "an@sgtvt.gov.vn")[-1] == "account.invited"
    waiting = {account.email for account in found.values() if account.awaits_sign_in}
    assert {account.email for account in plan_invitations(sqlite_context, None).invited} == waiting
    assert replace(found["an@sgtvt.gov.vn"], is_disabled=True).awaits_sign_in is False
