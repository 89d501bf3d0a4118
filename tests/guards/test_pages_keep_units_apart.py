"""Departments never get at another unit's data by the pages."""

from __future__ import annotations

import pytest

from service.actions.context import Context
<<<<<<< HEAD
from service.domain.organization.access import Role
from tests.support.installation import PERIOD
from tests.support.two_units import OTHER, SECRET, Province, told
from tests.support.visitor import Visitor
=======
from service.actions.intake.drafts import save_draft
from service.actions.organization.tokens import issue_token, list_tokens
from service.domain.organization.access import Caller, Role
from service.domain.reporting.draft import FieldEdit
from service.storage.intake.drafts import find_draft
from service.storage.intake.report_files import add_file, hand_in_files
from tests.support.addresses import Call, page_calls
from tests.support.browser import Page
from tests.support.filings import hand_in_and_check, of_agency, raw
from tests.support.installation import ADMIN, AUDITOR, HOME_AFFAIRS, HOME_AFFAIRS_LEADER, LEADER, OFFICER, PERIOD
from tests.support.visitor import Visitor, enlist
from tests.support.web import Web

OTHER = "STC"
STRANGER = Caller("Người Sở Tài chính", Role.OFFICER, OTHER)
SECRET = "điều chỉ Sở Tài chính được biết"
PEOPLE = {caller.role: caller for caller in (OFFICER, LEADER, HOME_AFFAIRS, HOME_AFFAIRS_LEADER, ADMIN, AUDITOR)}
OF_ONESELF = {
    "sign_in.sign_in", "sign_in.sign_out", "sign_in.give_code", "sign_in.enrol", "sign_in.send_link",
    "sign_in.set_password", "sign_in.change_language", "profile.change_password", "profile.drop_factor",
    "profile.new_recovery_codes", "profile.change_language",
    "notices.read", "notices.read_everything",
    "profile.choose_mail", "profile.change_role", "unsubscribe.end",
}  # fmt: skip
OF_LEADERS = {"review.submit", "review.give_back", "review.keep"}
OF_UNITS = OF_LEADERS | {
    "form.save", "form.autosave", "review.send", "review.withdraw", "files.bring", "files.take", "files.take_filed",
    "calendar.renew",
    "confirmation.bring", "confirmation.decide", "confirmation.drop", "evidence.attach", "evidence.detach",
    "review.explain", "reports.answer",
}  # fmt: skip
OF_PERIODS = {
    "periods.add", "periods.reopen", "periods.deadline", "periods.extend", "periods.waive",
    "periods.signed_report", "periods.withdraw_extension", "periods.exclude", "periods.let_in_late",
    "periods.end_late_filing",
}  # fmt: skip
OF_PROVINCE = OF_PERIODS | {
    "calendar.renew",
    "days_off.add",
    "days_off.remove",
    "adjustments.adjust",
    "adjustments.withdraw",
    "adjustments.attach",
    "workbooks.build",
    "workbooks.cancel",
    "bulk.preview",
    "bulk.carry",
    "editions.build",
    "closing.waive",
    "closing.end_waiver",
    "closing.tick",
    "closing.request_approval",
    "closing.withdraw",
    "closing.close",
    "closing.correct",
    "closing.publish",
    "province_review.accept",
    "province_review.add",
    "province_review.keep",
    "province_review.give_back",
    "province_review.check_again",
}
OF_ADMINS = OF_PROVINCE | {
    "units.put", "units.bring", "units.take", "people.add", "people.change", "people.invite", "people.invite_many",
    "people_list.preview", "people_list.carry", "mailbox.again", "mailbox.all_again", "people.drop_factor",
    "people.ask_factor", "people.give_role", "people.take_role", "people.note_fault", "people.clear_fault",
    "tokens.add", "tokens.end",
}  # fmt: skip
OF_HOME_AFFAIRS_LEADERS = {"closing.tick", "closing.approve", "closing.send_back"}
# Sends something to learn something about it.
LOOKS = {"verification.verify", "letters.renew"}
# What each role may write; whoever adds a page that writes answers for it here.
WRITES = {
    # An officer hands in where the unit lets them, which this one does not.
    Role.OFFICER: OF_ONESELF | OF_UNITS - OF_LEADERS,
    Role.LEADER: OF_ONESELF | OF_UNITS,
    Role.HOME_AFFAIRS: OF_ONESELF | OF_PROVINCE | LOOKS,
    Role.HOME_AFFAIRS_LEADER: OF_ONESELF | OF_HOME_AFFAIRS_LEADERS | LOOKS,
    Role.ADMIN: OF_ONESELF | OF_ADMINS | LOOKS,
    Role.AUDITOR: OF_ONESELF | LOOKS,
}


class Province:
    """An installation in which another unit has a filing and a draft, and everybody has an account."""

    def __init__(self, context: Context) -> None:
        self.web = Web(context)
        self.context = context
        self.accounts = {role: enlist(context, caller, None) for role, caller in PEOPLE.items()}
        report = of_agency(OTHER, sang_kien__so_luong=7)
        report["narratives"]["V"] = SECRET
        self.submission = hand_in_and_check(context, report)
        with context.transaction(STRANGER) as tx:
            file = add_file(tx.session, PERIOD, OTHER, "mật.txt", SECRET.encode(), STRANGER.name, tx.now, is_read=False)
            hand_in_files(tx.session, PERIOD, OTHER, self.submission)
        issue_token(context, STRANGER)
        save_draft(context, STRANGER, PERIOD, OTHER, [FieldEdit("narratives.V", f"{SECRET}, nháp", 0)])
        self.values: dict[str, object] = {
            "submission": self.submission, "code": OTHER, "agency": OTHER, "number": list_tokens(context)[0].id,
            "sha256": hashlib.sha256(raw(report)).hexdigest(),
        }  # fmt: skip
        assert file.id == self.values["number"]
        self.before = self.state()

    def calls(self, *methods: str) -> Iterator[Call]:
        """Every call of a page by these methods."""
        return (call for call in page_calls(self.web.app, **self.values) if call.method in methods)

    def ask(self, call: Call, role: Role | None) -> Page:
        """The answer to a call by somebody of that role, who tries to speak for the other unit."""
        visitor = Visitor(self.web.app)
        if role is not None:
            visitor.come_in(self.context, self.accounts[role])
        if call.method == "GET":
            return visitor.get(f"{call.path}?agency={OTHER}&unit={OTHER}&don_vi={OTHER}&tu=1&den=1")
        fields: dict[str, Any] = {"agency": OTHER, "unit": OTHER, "version": "1", "narratives.V": "đè lên"}
        return visitor.send(call.path, **fields)

    def state(self) -> object:
        """What the other unit has."""
        with self.context.database.reading() as session:
            draft = find_draft(session, PERIOD, OTHER)
        return draft, self.web.get(f"/submissions/{self.submission}", "auditor").get_json()
>>>>>>> e19


@pytest.fixture
def province(sqlite_context: Context) -> Province:
    """It."""
    return Province(sqlite_context)


def test_the_secret_is_there_to_be_had(province: Province) -> None:
    served = {
        call.endpoint
        for call in province.calls("GET")
        if "submission" in call.names and SECRET in told(province.ask(call, Role.AUDITOR))
    }
    assert served >= {"reports.filing", "files.original", "evidence.of_submission"}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER])
def test_a_department_never_gets_at_another_units_data(province: Province, role: Role) -> None:
    about = set()
    for call in province.calls("GET", "POST"):
        page = province.ask(call, role)
        assert page.status != 500, call
        assert SECRET not in told(page), call
        if "submission" in call.names:
            about.add(call.endpoint)
            assert page.status in {403, 404}, call
            assert "Vai trò" in page.words or f"Không có lần nộp «{province.submission}»" in page.words
            assert "Sở Tài chính" not in page.words
    assert about >= {
        "reports.receipt", "reports.filing", "files.original", "files.annotated", "evidence.of_submission",
    }  # fmt: skip
    assert province.state() == province.before


@pytest.mark.parametrize(
    "spelling", ["stc", "STC%20", "%53%54%43", "ＳＴＣ", "SGTVT/../STC", "STC%00", "SGTVT-1%00STC"]
)
def test_another_spelling_opens_no_door(province: Province, spelling: str) -> None:
    province.values["submission"] = f"{PERIOD}-{spelling}-1"
    for call in province.calls("GET"):
        if "submission" in call.names:
            page = province.ask(call, Role.OFFICER)
            assert page.status in {308, 403, 404}, call
            assert SECRET not in told(page)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.AUDITOR])
def test_whoever_only_looks_or_writes_for_a_unit_changes_nothing_of_others(province: Province, role: Role) -> None:
    people = dict(province.accounts)
    for call in province.calls("POST"):
        province.ask(call, role)
    assert province.state() == province.before
    visitor = Visitor(province.web.app)
    visitor.come_in(province.context, people[Role.ADMIN])
    shown = visitor.get("/quan-tri/nguoi-dung").words
    assert "đã khóa" not in shown and all(account.name in shown for account in people.values())


@pytest.mark.parametrize("role", list(Role))
def test_the_administrators_pages_are_served_to_administrators(province: Province, role: Role) -> None:
    for call in province.calls("GET", "POST"):
        if call.path.startswith("/quan-tri"):
            kept = call.endpoint.startswith(("periods.", "days_off.")) and role is Role.HOME_AFFAIRS
            kept |= (
                call.endpoint == "periods.indicators" and not role.has_unit
            )  # what is asked, which nobody changes there
            status = province.ask(call, role).status
            assert (status == 403) is not (role is Role.ADMIN or kept), call
            assert status != 500, call


def test_a_stranger_is_led_to_the_sign_in_and_writes_nothing(province: Province) -> None:
    for call in province.calls("GET", "POST"):
        page = province.ask(call, None)
        assert SECRET not in told(page), call
        if call.is_public:
            continue
        if call.method == "GET":
            assert page.status == 302 and page.answer.location.startswith("/dang-nhap?next="), call
        else:
            assert page.status == 401, call
    assert province.state() == province.before


def test_a_receipt_tells_a_stranger_that_it_is_right_and_never_what_was_filed(province: Province) -> None:
    page = Visitor(province.web.app).get(f"/xac-minh/{province.values['sha256']}")
    assert page.status == 200
    assert f"{PERIOD}-{OTHER}-1" in page.words and "Sở Tài chính" in page.words
    assert SECRET not in page.source and "Cán bộ" not in page.words


def test_an_auditor_reads_every_filing(province: Province) -> None:
    for call in province.calls("GET"):
        # What came as JSON has no marked copy, a draft is for those who write it, one revision has none beside it, only
        # Home Affairs adjusts, and nothing that it adjusted is proven by a file.
        others = {
            "files.annotated", "files.filed", "province_review.compare", "adjustments.show", "evidence.of_adjustment",
        }  # fmt: skip
        if "submission" in call.names and call.endpoint not in others:
            assert province.ask(call, Role.AUDITOR).status == 200, call
