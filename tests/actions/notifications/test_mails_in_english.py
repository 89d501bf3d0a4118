"""Who reads English is told in English, by every mail and notice; everybody else in Vietnamese, as before."""

from __future__ import annotations

import re
from collections.abc import Collection

import pytest
from sqlalchemy import select

from service.actions.context import Context
from service.actions.intake.approvals import request_approval, send_back
from service.actions.intake.drafts import submit_draft
from service.actions.intake.validate import validate_submission
from service.actions.notifications.notices import notices
from service.actions.notifications.preferences import choose_language
from service.actions.operations.delivery import deliver
from service.actions.organization.accounts import ask_for_reset, send_asked_links
from service.actions.organization.second_factor import reset_second_factor
from service.actions.review.bulk import BulkAction, apply_plan, plan
from service.actions.review.decide import return_for_correction
from service.domain.errors import ConflictError
from service.domain.organization.account import Account, Subscription
from service.languages import translate
from service.storage.events import events_of
from service.storage.models import MailRow
from service.storage.organization.accounts import all_accounts, change_account
from service.storage.organization.agencies import all_agencies
from tests.guards.test_translations import is_vietnamese
from tests.support.drafts import TONG, UNIT, opened, real_values, write
from tests.support.filings import give_up_on, hand_in, of_agency
from tests.support.installation import HOME_AFFAIRS, LEADER, OFFICER, PERIOD
from tests.support.mail_server import Box, html_of, text_of
from tests.support.reminding import HOME, YEAR, at, choose, file_valid, person_at, there, tick, with_people
from tests.support.visitor import address_of, enlist

EVENING = there(2023, 12, 2, 21)


def speak(context: Context, *emails: str) -> None:
    """These people read English from now on."""
    for email in emails:
        choose_language(context, person_at(context, email).id, "en")


def in_vietnamese(context: Context, words: str) -> list[str]:
    """The Vietnamese in a text beside the names of agencies and people."""
    with context.database.reading() as session:
        names = [unit.name for unit in all_agencies(session)] + [person.name for person in all_accounts(session)]
    for name in sorted([*names, OFFICER.name, LEADER.name], key=len, reverse=True):
        words = words.replace(name, "")
    return [word for word in words.split() if is_vietnamese(word)]


def told_in_english(context: Context, box: Box, emails: Collection[str]) -> set[str]:
    """The subjects of what was sent to these people, which is English throughout; the box is emptied."""
    letters = [letter for letter in box.letters if str(letter["To"]) in emails]
    for letter in letters:
        words = " ".join([str(letter["Subject"]), text_of(letter), re.sub("<[^>]*>", " ", html_of(letter))])
        assert in_vietnamese(context, words) == [], words
        assert '<html lang="en">' in html_of(letter) and "Dear " in text_of(letter)
    box.letters.clear()
    return {str(letter["Subject"]) for letter in letters}


def noticed(context: Context, email: str, language: str) -> set[str]:
    """What the person is told on the pages, read in a language."""
    return {translate(notice.subject, language) for notice in notices(context, person_at(context, email).id)}


def posted(context: Context, account: Account) -> list[tuple[str, str]]:
    """Subjects and texts of the mails to a person, the oldest first."""
    with context.database.reading() as session:
        rows = session.scalars(select(MailRow).where(MailRow.recipient == account.email).order_by(MailRow.created_at))
        return [(row.subject, row.text) for row in rows]


def test_a_chosen_language_is_kept_and_on_record_and_another_is_refused(context: Context) -> None:
    person = enlist(context, OFFICER, None)
    choose_language(context, person.id, "en")
    choose_language(context, person.id, "en")
    assert person_at(context, person.email).language == "en"
    with pytest.raises(ConflictError, match="tiếng Anh"):
        choose_language(context, person.id, "fr")
    with context.database.reading() as session:
        found = [item for item in events_of(session, "", UNIT) if item.action == "account.preferences_changed"]
    assert [item.reason for item in found] in ([], ["English"])


def test_reminders_and_digests_go_out_in_the_language_of_each_reader(sqlite_context: Context, serving_box: Box) -> None:
    year = with_people(sqlite_context, serving_box, ("SYT", "SCT"))
    choose(year, HOME, Subscription.DAILY)
    choose(year, "lanhdao@syt.vn", Subscription.WEEKLY)
    speak(year, "canbo@syt.vn", "lanhdao@syt.vn", HOME)
    tick(year, there(2023, 12, 13, 8))
    assert {str(letter["Subject"]) for letter in serving_box.letters if letter["To"] == "canbo@sct.vn"} == {
        "Còn 7 ngày đến hạn nộp báo cáo Năm 2023 – Sở Công Thương"
    }
    assert told_in_english(year, serving_box, {"canbo@syt.vn"}) == {"Due in 7 days: report Year 2023 – Sở Y tế"}
    tick(year, there(2023, 12, 19, 8))
    tick(year, there(2023, 12, 20, 7, 30))
    assert told_in_english(year, serving_box, {"canbo@syt.vn"}) == {
        "Due tomorrow: report Year 2023 – Sở Y tế",
        "Due today: report Year 2023 – Sở Y tế",
    }
    serving_box.letters.clear()
    # Three and seven working days after the deadline of Wednesday the 20th; days are counted by the calendar.
    for day in (21, 25, 29):
        tick(year, there(2023, 12, day, 7, 30))
        tick(year, there(2023, 12, day, 8))
    found = told_in_english(year, serving_box, {"canbo@syt.vn", "lanhdao@syt.vn", HOME})
    assert "1 day overdue: report Year 2023 – Sở Y tế" in found
    assert "5 days overdue: report Year 2023 – Sở Y tế" in found
    assert any(re.fullmatch(r"\d+ agencies overdue by 5 days – Year 2023", subject) for subject in found)
    assert any(re.fullmatch(r"\d+ agencies overdue by 9 days – Year 2023", subject) for subject in found)
    assert any(re.fullmatch(r"Reports on 21/12/2023: overdue agencies: \d+", subject) for subject in found)
    assert "Reports of Sở Y tế this week: Year 2023 not submitted, days overdue: 5" in found
    assert "Còn 7 ngày đến hạn nộp báo cáo Năm 2023 – Sở Y tế" in noticed(year, "canbo@syt.vn", "vi")
    assert "Due in 7 days: report Year 2023 – Sở Y tế" in noticed(year, "canbo@syt.vn", "en")


def test_a_return_and_a_reminder_by_hand_are_told_in_english(sqlite_context: Context, serving_box: Box) -> None:
    year = with_people(sqlite_context, serving_box, ("SYT", "SCT"))
    speak(year, "canbo@syt.vn")
    filing = file_valid(year, "SCT", there(2023, 12, 4, 9))
    with at(there(2023, 12, 4, 10)):
        apply_plan(year, HOME_AFFAIRS, YEAR, plan(year, YEAR, BulkAction.REMIND, ["SYT"], "Call us"), "Call us")
        speak(year, "canbo@sct.vn")
        return_for_correction(year, HOME_AFFAIRS, filing, "Figures again")
    tick(year, there(2023, 12, 4, 10, 1))
    assert told_in_english(year, serving_box, {"canbo@syt.vn", "canbo@sct.vn"}) == {
        "Due in 16 days: report Year 2023 – Sở Y tế",
        "The report Year 2023 of Sở Công Thương was returned for correction",
    }


def test_what_became_of_a_filing_is_told_in_english(sqlite_context: Context, serving_box: Box) -> None:
    year = with_people(sqlite_context, serving_box, ("SYT",))
    choose(year, "canbo@syt.vn", Subscription.RESULTS)
    speak(year, "canbo@syt.vn", HOME)
    officer = person_at(year, "canbo@syt.vn").caller
    with at(EVENING):
        right = hand_in(year, of_agency("SYT") | {"period": YEAR}, filer=officer)
        validate_submission(year, right)
        deliver(year)
        wrong = hand_in(year, of_agency("SYT", tthc__tong=141, tthc__cap_tinh=-1) | {"period": YEAR}, filer=officer)
        validate_submission(year, wrong)
        deliver(year)
        give_up_on(year, hand_in(year, of_agency("SYT", sang_kien__so_luong=9) | {"period": YEAR}, filer=officer))
    tick(year, EVENING.replace(minute=5))
    invalid = next(letter for letter in serving_box.letters if "errors" in str(letter["Subject"]))
    assert "21:00 on 02/12/2023" in text_of(invalid) and "(submission 2)" in text_of(invalid)
    assert told_in_english(year, serving_box, {"canbo@syt.vn", HOME}) == {
        "Report Year 2023 is valid – Sở Y tế",
        "Report Year 2023 has 2 errors and was not accepted – Sở Y tế",
        "Report Year 2023 was received but could not be checked – Sở Y tế",
        "The report Year 2023 of Sở Y tế could not be checked",
    }
    assert noticed(year, HOME, "vi") == {"Không kiểm tra được báo cáo Năm 2023 của Sở Y tế"}
    assert noticed(year, HOME, "en") == {"The report Year 2023 of Sở Y tế could not be checked"}


def test_officer_and_leader_learn_of_a_draft_in_english(sqlite_context: Context) -> None:
    context = sqlite_context
    write(context, real_values())
    officer, leader = (enlist(context, caller, None) for caller in (OFFICER, LEADER))
    speak(context, address_of(OFFICER), address_of(LEADER))
    request_approval(context, officer.caller, PERIOD, UNIT)
    write(context, {TONG: "7"}, OFFICER)
    write(context, real_values())
    request_approval(context, officer.caller, PERIOD, UNIT)
    send_back(
        context, leader.caller, PERIOD, UNIT, opened(context).draft.version, "Section II once more", {TONG: "Which?"}
    )
    request_approval(context, officer.caller, PERIOD, UNIT)
    submit_draft(context, leader.caller, PERIOD, UNIT, opened(context).draft.version)
    about = "report Quarter III 2023 – Sở Giao thông vận tải"
    subjects = {
        f"No longer awaiting review: {about}", f"Returned by the leader for correction: {about}", f"Submitted: {about}",
        f"For you to review and submit: {about}",
    }  # fmt: skip
    written = [*posted(context, officer), *posted(context, leader)]
    assert {subject for subject, _ in written if "Quarter III" in subject} == subjects
    for subject, text in written:
        if "Quarter III" in subject:
            assert in_vietnamese(context, f"{subject} {text}") == []
    (remarks,) = (text for subject, text in written if subject.startswith("Returned"))
    place = "II.2.3. Administrative procedures within the agency's competence, in total"
    assert f"\n- Section II once more\n- {place}: Which?\n" in remarks
    assert noticed(context, leader.email, "en") | noticed(context, officer.email, "en") == subjects


def test_links_and_changes_of_the_second_factor_are_told_in_english(sqlite_context: Context) -> None:
    person = enlist(sqlite_context, OFFICER, None)
    speak(sqlite_context, person.email)
    with sqlite_context.database.writing() as session:
        change_account(session, person.id, totp_secret="sealed")
    ask_for_reset(sqlite_context, person.email)
    send_asked_links(sqlite_context)
    reset_second_factor(sqlite_context, "quản trị", person.id)
    assert [subject for subject, _ in posted(sqlite_context, person)[-2:]] == [
        "Reset your password – administrative reform reports",
        "Two-step verification: removed by an administrator",
    ]
    changed = posted(sqlite_context, person)[-1][1]
    assert in_vietnamese(sqlite_context, changed) == [] and "http://127.0.0.1:8000/quen-mat-khau" in changed
