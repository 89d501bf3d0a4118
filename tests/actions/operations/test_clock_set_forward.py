"""A clock that jumps forward keeps nobody out once it is right again, and takes nothing away that is to be kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from service.actions.context import Context
from service.actions.operations.delivery import deliver
from service.actions.operations.retention import MARK, apply_retention, apply_retention_when_due
from service.actions.operations.sweep import sweep
from service.actions.operations.unfinished_work import keep_claim
from service.actions.organization.accounts import make_link, owner_of_link
from service.actions.organization.sign_in import find_sign_in, start_session
from service.actions.organization.throttle import try_answer
from service.actions.organization.tokens import authenticate, issue_token
from service.clock import FixedClock
from service.domain.errors import NotFoundError, UnauthenticatedError
from service.domain.organization.retention import Retention, RetentionKind
from service.domain.organization.throttle import CounterKind, SlowDownError
from service.domain.reporting.period import VIETNAM
from service.storage.models import WebSessionRow
from service.storage.notifications.messages import claim_mail
from service.storage.organization.accounts import STEPS_TAKEN, use_totp
from service.storage.organization.options import marked_day
from service.watch import WatchedTask, Work
from tests.actions.notifications.test_deliver import posted, row_of, with_mail
from tests.support.installation import ADMIN, HOME_AFFAIRS, OFFICER, after
from tests.support.mail_server import Box
from tests.support.visitor import enlist

STEP = 1_000_000
DAY_OF_STEPS = 24 * 3600 // 30


def test_a_sign_in_ends_meanwhile_and_goes_on_when_the_clock_is_right_again(sqlite_context: Context) -> None:
    signed = start_session(sqlite_context, enlist(sqlite_context, OFFICER))
    with pytest.raises(UnauthenticatedError):
        find_sign_in(after(sqlite_context, days=1), signed.key)
    assert find_sign_in(sqlite_context, signed.key).account == signed.account


def test_codes_of_the_right_time_are_taken_after_one_of_the_wrong_time_and_each_once(context: Context) -> None:
    account = enlist(context, OFFICER).id
    with context.database.writing() as session:
        assert use_totp(session, account, STEP + DAY_OF_STEPS)
        assert use_totp(session, account, STEP)
        assert not use_totp(session, account, STEP)
        assert use_totp(session, account, STEP + 1)
        assert not use_totp(session, account, STEP + 1 - STEPS_TAKEN)


def test_waits_are_over_at_once_and_none_is_left_from_the_time_to_come(context: Context) -> None:
    def slowed(now: Context) -> int:
        """After how many wrong codes one has to wait, and that it is ten seconds."""
        for count in range(20):
            try:
                try_answer(now, CounterKind.CODE, "anh@sgtvt.vn")
            except SlowDownError as error:
                assert 1 <= error.seconds <= 10
                return count
        raise AssertionError("nobody had to wait")

    assert slowed(context) == 5
    assert slowed(after(context, days=2)) == 5
    assert slowed(context) == 5, "neither the wait of before nor that of two days ahead"


def test_links_and_tokens_open_again_when_the_clock_is_right_again(sqlite_context: Context) -> None:
    account = enlist(sqlite_context, OFFICER)
    link = make_link(sqlite_context, ADMIN, account.id).rpartition("/")[2]
    token = issue_token(sqlite_context, HOME_AFFAIRS, days=3)
    later = replace(after(sqlite_context, days=4), recent=replace(sqlite_context).recent)
    sweep(later)
    with pytest.raises(NotFoundError):
        owner_of_link(later, link)
    with pytest.raises(UnauthenticatedError, match="hết hạn"):
        authenticate(later, token)
    assert owner_of_link(sqlite_context, link).id == account.id
    assert authenticate(sqlite_context, token).name == HOME_AFFAIRS.name


def test_a_letter_on_its_way_is_renewed_by_the_new_time_and_not_sent_twice(context: Context, serving_box: Box) -> None:
    ready = with_mail(context, serving_box)
    mail = posted(ready)
    with ready.database.writing() as session:
        row = claim_mail(session, mail, ready.clock.real())
        assert row is not None
    later = after(ready, days=1)
    keep_claim(later, Work(WatchedTask.LETTER, mail, row.attempts))
    sweep(later)
    deliver(later)
    assert (serving_box.letters, row_of(ready, mail).state) == ([], "sending")


class Night(FixedClock):
    """Real time stands at one moment too."""

    def real(self) -> datetime:
        """That moment in UTC."""
        return self.now()


def test_nothing_is_taken_out_by_itself_after_a_jump_of_years_until_somebody_asks(sqlite_context: Context) -> None:
    days = dict.fromkeys(RetentionKind, 0) | {RetentionKind.LINKS: 30}
    context = replace(sqlite_context, settings=replace(sqlite_context.settings, retention=Retention(days)))
    start_session(context, enlist(context, OFFICER))
    today = context.clock.real().astimezone(VIETNAM).date()

    def left(day: date, hour: int = 3) -> tuple[int, str | None]:
        """How many sign-ins are kept after that night, and the night that is marked."""
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=VIETNAM)
        apply_retention_when_due(replace(context, clock=Night(moment=moment)))
        return counted()

    def counted() -> tuple[int, str | None]:
        with context.database.reading() as session:
            return session.query(WebSessionRow).count(), marked_day(session, MARK)

    wrong = today + timedelta(days=3650)
    assert left(today) == (1, f"{today}")
    assert left(wrong) == (1, f"{today}")
    tomorrow = today + timedelta(days=1)
    assert left(tomorrow) == (1, f"{tomorrow}")
    assert left(wrong) == (1, f"{tomorrow}")
    moment = datetime(wrong.year, wrong.month, wrong.day, 9, tzinfo=VIETNAM)
    apply_retention(replace(context, clock=Night(moment=moment)), ADMIN)
    assert counted() == (0, f"{wrong}")


def test_a_pause_of_a_month_is_made_up_for(sqlite_context: Context) -> None:
    moment = datetime(2026, 3, 1, 3, tzinfo=VIETNAM)
    for days, expected in ((0, "2026-03-01"), (31, "2026-04-01"), (63, "2026-04-01")):
        apply_retention_when_due(replace(sqlite_context, clock=Night(moment=moment + timedelta(days=days))))
        with sqlite_context.database.reading() as session:
            assert marked_day(session, MARK) == expected
