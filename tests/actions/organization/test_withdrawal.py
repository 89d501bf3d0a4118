"""What was decided for a day to come is taken back: as before, with what is kept untouched, and on record."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select

from service.actions.context import Context
from service.actions.intake.form_state import open_draft
from service.actions.operations.audit import check_chain
from service.actions.organization.accounts import create_account
from service.actions.organization.agencies import change_agency, list_agencies, present_agencies
from service.actions.organization.import_agencies import import_agencies
from service.actions.organization.reorganise import ReorganisationPreview, preview_reorganisation, reorganise
from service.actions.organization.tokens import issue_token
from service.actions.organization.withdrawal import list_awaited
from service.actions.periods.board import BoardFilter, load_board
from service.actions.periods.containment import answer_containment
from service.actions.periods.lifecycle import close_period, extend, open_period, reopen_period
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, EntryError, NotFoundError
from service.domain.organization.access import Caller, Role
from service.domain.organization.agency import Agency, AgencyKind, voided
from service.domain.organization.reorganisation import Reorganisation, ReorganisationAct
from service.domain.reporting.period import VIETNAM
from service.storage.engine.base import Base
from service.storage.models import AgencyRow, AgencySuccessor, EventRow
from service.storage.organization.accounts import all_accounts
from service.storage.organization.agencies import lock_agencies, put_agencies
from service.storage.organization.references import COLUMNS
from service.storage.periods.periods import obligation_of
from tests.support.consolidations import real_payload
from tests.support.installation import ADMIN, HOME_AFFAIRS, at
from tests.support.province import put_payload
from tests.support.threads import at_once
from tests.support.units import units_csv

NOW, CODE, DAY = "2025-Q3", "ho_so.tiep_nhan", date(2025, 8, 1)
MERGE, SPLIT, RENAME, ABOLISH, WITHDRAW = ReorganisationAct
UNITS = {"SA": "so", "SB": "so", "X1": "xa", "X2": "xa", "X3": "xa"}
MERGER = Reorganisation(MERGE, DAY, ("X1", "X2"), "X9; Xã Chín")
BACK = Reorganisation(WITHDRAW, DAY, ("X1", "X2"))


def prepared(context: Context) -> Context:
    """Two departments and three communes with reports of 2025-Q3 on 15 July, half a month before the day."""
    import_agencies(
        context, units_csv(*(f"{code},Đơn vị {code},,{kind},,2000-01-01,," for code, kind in UNITS.items()))
    )
    open_period(context, NOW)
    for agency, figure in {"SA": 100, "SB": 20, "X1": 7, "X2": 5, "X3": 3}.items():
        payload = replace(
            real_payload(), template_version="2025", period=NOW, agency=agency, narratives={}, documents=()
        )
        put_payload(context, replace(payload, indicators={CODE: Decimal(figure)}))
    return at(context, datetime(2025, 7, 15, 8, tzinfo=VIETNAM))


@pytest.fixture
def province(sqlite_context: Context) -> Context:
    """The province on SQLite."""
    return prepared(sqlite_context)


def do(context: Context, plan: Reorganisation, reason: str = "") -> ReorganisationPreview:
    """Preview the plan, do it, and give back what was previewed."""
    found = preview_reorganisation(context, plan)
    reorganise(context, ADMIN, plan, found.seen, reason)
    return found


def units(context: Context) -> dict[str, Agency]:
    return {item.agency.code: item.agency for item in list_agencies(context)}


def codes(agencies: Iterable[Agency]) -> list[str]:
    return [agency.code for agency in agencies]


def reporting(context: Context) -> set[str]:
    return {row.agency.code for row in load_board(context, NOW, BoardFilter()).board.rows} & {*UNITS, "X8", "X9"}


def events(context: Context, *actions: AuditEvent) -> list[EventRow]:
    with context.database.reading() as session:
        return list(session.scalars(select(EventRow).where(EventRow.action.in_(actions)).order_by(EventRow.id)))


def refusal(context: Context, plan: Reorganisation) -> str:
    before = units(context)
    with pytest.raises(ConflictError) as refused:
        preview_reorganisation(context, plan)
    with pytest.raises(ConflictError):
        reorganise(context, ADMIN, plan, "x" * 64, "Nghị quyết")
    assert units(context) == before
    return str(refused.value.said)


def test_a_merger_is_withdrawn_as_if_it_had_never_been(context: Context) -> None:
    """X1 (7) and X2 (5) go on for the whole period, so that the total stays 135; of X9 only the log still tells."""
    province = prepared(context)
    before, seen = units(province), reporting(province)
    do(province, MERGER)
    assert reporting(province) == {*seen, "X9"} and [codes(act.units) for act in list_awaited(province)] == [
        ["X1", "X2"]
    ]
    found = do(province, BACK, "Nghị quyết lùi ngày")
    (effect,) = found.effects
    assert ([edit.agency.code for edit in found.edits if edit.is_removed], found.staying) == (["X9"], ())
    assert (codes(effect.left), codes(effect.whole), effect.joined, effect.changes) == (["X9"], ["X1", "X2"], (), ())
    assert (units(province), reporting(province), list_awaited(province)) == (before, seen, ())
    assert "X9" not in codes(present_agencies(province))
    assert all("X9" not in row.agency.code for row in load_board(province, NOW, BoardFilter()).board.rows)
    with pytest.raises(NotFoundError, match="Không có đơn vị «X9»"):
        open_draft(province, Caller("Cán bộ", Role.OFFICER, "X9"), NOW, "X9")
    reorganise(province, ADMIN, BACK, "said twice", "Nghị quyết")
    (act,) = events(province, AuditEvent.AGENCIES_REORGANISED)[1:]
    assert (act.subject, act.reason) == ("Hủy thay đổi chưa đến ngày từ 01/8/2025: X1, X2, X9", "Nghị quyết lùi ngày")
    changed = events(province, AuditEvent.AGENCY_CHANGED)[-2:]
    assert [(row.agency, row.changes) for row in changed] == [
        (code, '[["hiệu lực đến", "31/7/2025", ""], ["đơn vị kế thừa", "X9", ""]]') for code in ("X1", "X2")
    ]
    (gone,) = events(province, AuditEvent.AGENCY_REMOVED)
    assert (gone.agency, gone.subject) == ("X9", "Xã Chín") and '["hiệu lực từ", "01/8/2025", ""]' in gone.changes
    state = check_chain(province)
    assert (state.faults, state.loose) == ((), ())


def test_the_code_of_a_unit_that_never_began_can_be_used_again(context: Context) -> None:
    province = prepared(context)
    do(province, MERGER)
    do(province, BACK)
    do(province, Reorganisation(SPLIT, date(2025, 8, 15), ("X3",), "X9; Xã Chín mới\nX8; Xã Tám"))
    assert (units(province)["X9"].name, units(province)["X9"].valid_from) == ("Xã Chín mới", date(2025, 8, 15))
    assert [row.subject for row in events(province, AuditEvent.AGENCY_ADDED) if row.agency == "X9"] == [
        "Xã Chín", "Xã Chín mới",
    ]  # fmt: skip
    do(province, Reorganisation(WITHDRAW, date(2025, 8, 15), ("X3",)))
    assert {"X8", "X9"}.isdisjoint(units(province))


def test_an_abolition_is_withdrawn_and_the_unit_owes_the_whole_period_again(province: Context) -> None:
    do(province, Reorganisation(ABOLISH, DAY, ("SB",)))
    (effect,) = do(province, Reorganisation(WITHDRAW, DAY, ("SB",))).effects
    assert (codes(effect.whole), effect.added_up) == (["SB"], (5, 5)) and units(province)["SB"].valid_to is None


def test_who_was_there_already_stays_and_so_does_what_was_added_by_itself(province: Context) -> None:
    own = Agency("X8", "Xã Tám", AgencyKind.XA, DAY)
    change_agency(province, ADMIN, own)
    before = units(province)
    do(province, Reorganisation(SPLIT, DAY, ("X1",), "X8\nX2"))
    found = do(province, Reorganisation(WITHDRAW, DAY, ("X1",)))
    assert codes(found.staying) == ["X2", "X8"] and units(province) == before
    do(province, Reorganisation(WITHDRAW, DAY, ("X8",)))
    assert "X8" not in units(province)


def test_what_a_file_brought_is_withdrawn_too_whatever_its_order(province: Context) -> None:
    before = units(province)
    import_agencies(
        province,
        units_csv("X0,Xã Không,,xa,,2025-08-01,,", "X1,Đơn vị X1,,xa,,2000-01-01,2025-07-31,X0"),
    )
    assert do(province, Reorganisation(WITHDRAW, DAY, ("X1",))).edits[-1].is_removed and units(province) == before


def test_a_new_unit_that_takes_over_others_too_only_loses_the_link(province: Context) -> None:
    do(province, Reorganisation(MERGE, DAY, ("X1",), "X9; Xã Chín"))
    do(province, Reorganisation(MERGE, DAY, ("X3",), "X9"))
    assert codes(do(province, Reorganisation(WITHDRAW, DAY, ("X1",))).staying) == ["X9"]
    assert units(province)["X1"].successors == () and units(province)["X3"].successors == ("X9",)


@pytest.mark.parametrize(
    ("has", "said"),
    [
        ("account", "người dùng, lời mời"),
        ("token", "mã truy cập"),
        ("terms", "quy định riêng"),
        ("child", "đơn vị trực"),
    ],
)
def test_a_new_unit_that_something_refers_to_is_not_taken_away(context: Context, has: str, said: str) -> None:
    """What there is is named with what to do; the unit may begin all the same, and only the link goes."""
    province = prepared(context)
    do(province, MERGER)
    if has == "account":
        create_account(province, ADMIN, email="x9@xa.gov.vn", name="Trần Văn Ba", role=Role.OFFICER, agency="X9")
    elif has == "token":
        issue_token(province, Caller("Một cửa", Role.OFFICER, "X9"), actor=ADMIN)
    elif has == "terms":
        due = datetime(2025, 12, 1, 17, tzinfo=VIETNAM)
        extend(province, NOW, "X9", due, HOME_AFFAIRS, "xã mới")
    else:
        change_agency(province, ADMIN, replace(units(province)["X3"], parent="X9"))
    told = refusal(province, BACK)
    assert f"Không bỏ được Xã Chín (X9) vì đã có {said}" in told and "): 1. Xử lý các mục này" in told
    do(province, replace(BACK, into="X9"))
    assert units(province)["X1"].valid_to is None and units(province)["X9"].valid_to is None


def test_a_filing_of_the_new_unit_stands_in_the_way(province: Context) -> None:
    do(province, MERGER)
    payload = replace(real_payload(), template_version="2025", period=NOW, agency="X9", narratives={}, documents=())
    put_payload(province, replace(payload, indicators={CODE: Decimal(1)}))
    assert "báo cáo đã nộp cùng việc xem xét" in refusal(province, BACK)


def test_once_the_day_has_come_it_is_refused_with_the_way_out(province: Context) -> None:
    do(province, MERGER)
    later = at(province, datetime(2025, 8, 1, 0, 1, tzinfo=VIETNAM))
    assert "Ngày 01/8/2025 đã đến, không hủy được nữa. Lập một lần sắp xếp mới" in refusal(later, BACK)
    do(at(province, datetime(2025, 7, 31, 23, 59, tzinfo=VIETNAM)), BACK)


def test_a_closed_period_that_stands_on_it_is_opened_first(province: Context) -> None:
    do(province, MERGER)
    close_period(province, NOW)
    assert "đã khóa với Đơn vị X1 (X1) theo cách sắp xếp này. Mở lại kỳ" in refusal(province, BACK)
    reopen_period(province, NOW, HOME_AFFAIRS, "lùi ngày sáp nhập")
    assert "Không bỏ được Xã Chín (X9) vì đã có ấn bản của kỳ đã khóa" in refusal(province, BACK)
    do(province, replace(BACK, into="X9"))


def test_what_changed_since_it_was_seen_is_seen_again(province: Context) -> None:
    do(province, MERGER)
    seen = preview_reorganisation(province, BACK).seen
    change_agency(province, ADMIN, replace(units(province)["SA"], abbreviation="S.A"))
    with pytest.raises(ConflictError, match="vừa thay đổi"):
        reorganise(province, ADMIN, BACK, seen, "Nghị quyết")
    assert units(province)["X1"].successors == ("X9",)


def test_an_answer_about_a_last_report_that_is_none_any_more_is_forgotten(province: Context) -> None:
    do(province, Reorganisation(MERGE, DAY, ("SB",), "SA"))
    officer = Caller("Cán bộ", Role.OFFICER, "SA")
    (asked,) = open_draft(province, officer, NOW, "SA").last_reports
    answer_containment(province, officer, NOW, "SA", "SB", contained=True, seen=asked.seen)
    (effect,) = do(province, Reorganisation(WITHDRAW, DAY, ("SB",))).effects
    assert effect.added_up == (4, 5) and [(str(one.before), str(one.after)) for one in effect.changes] == [
        ("115", "135")
    ]
    with province.database.reading() as session:
        assert obligation_of(session, NOW, "SB").contained_in is None
    assert events(province, AuditEvent.UNIT_NOT_CONTAINED)[-1].subject == "SA"


def test_every_column_that_names_a_unit_is_looked_at() -> None:
    """But for the log, whose events stay, and the map itself: a parent that goes with its children, and successors."""
    looked = {column.property.columns[0] for columns in COLUMNS.values() for column in columns}
    spared = {EventRow.agency, AgencySuccessor.agency, AgencySuccessor.successor}
    known = looked | {column.property.columns[0] for column in spared}
    named = {
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name == "agency" or any(key.column is AgencyRow.__table__.c.code for key in column.foreign_keys)
    }
    assert named <= known, sorted(map(str, named - known))


def test_an_end_that_was_ahead_before_the_act_is_ahead_again(context: Context) -> None:
    """By hand X1 was to go to SA at the end of the year; a date mended by hand later says nothing of that."""
    province = prepared(context)
    change_agency(province, ADMIN, replace(units(province)["X1"], valid_to=date(2025, 12, 31), successors=("SA",)))
    before = units(province)
    do(province, MERGER)
    assert units(province)["X1"].successors == ("X9",)
    do(province, BACK)
    assert units(province) == before
    reorganise(province, ADMIN, BACK, "said twice", "Nghị quyết")
    do(province, Reorganisation(ABOLISH, DAY, ("X2",)))
    change_agency(province, ADMIN, replace(units(province)["X2"], valid_to=date(2025, 8, 14)))
    do(province, Reorganisation(WITHDRAW, date(2025, 8, 15), ("X2",)))
    assert units(province) == before
    do(province, Reorganisation(ABOLISH, DAY, ("X1",)))
    do(province, Reorganisation(WITHDRAW, DAY, ("X1",)))
    assert units(province) == before


def test_a_person_of_a_unit_and_its_end_never_come_together(context: Context) -> None:
    """Whoever begins second waits for the first: there is a person and the unit, or neither."""
    province = prepared(context)
    do(province, MERGER)
    seen = preview_reorganisation(province, BACK).seen

    def act(number: int) -> bool:
        try:
            if number:
                reorganise(province, ADMIN, BACK, seen, "Nghị quyết")
            else:
                create_account(province, ADMIN, email="x9@xa.gov.vn", name="Ba", role=Role.OFFICER, agency="X9")
        except (ConflictError, NotFoundError):
            return False
        return True

    assert sorted(at_once(2, act)) == [False, True]
    with province.database.reading() as session:
        people = [account.agency for account in all_accounts(session)]
    assert ("X9" in people) is ("X9" in units(province))


def test_a_person_waits_for_a_unit_that_is_being_taken_away(context: Context) -> None:
    province = prepared(context)
    do(province, MERGER)
    with ThreadPoolExecutor(1) as pool:
        with province.database.writing() as session:
            (x9,) = [unit for unit in lock_agencies(session) if unit.code == "X9"]
            put_agencies(session, [voided(x9)])
            adding = pool.submit(
                create_account, province, ADMIN, email="x9@xa.gov.vn", name="Ba", role=Role.OFFICER, agency="X9"
            )
            time.sleep(0.5)
            assert not adding.done()
        with pytest.raises(NotFoundError, match="Không có đơn vị «X9»"):
            adding.result(timeout=60)


def test_nothing_to_withdraw_is_told(province: Context) -> None:
    with pytest.raises(EntryError, match="không kết thúc vào hôm trước"):
        preview_reorganisation(province, BACK)
