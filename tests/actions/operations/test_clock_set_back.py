"""A clock that is set back an hour keeps nobody waiting for that hour, and lets nobody in for longer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.actions.context import Context
from service.actions.operations.delivery import deliver
from service.actions.operations.sweep import sweep
from service.actions.organization.sign_in import find_sign_in, start_session
from service.domain.errors import UnauthenticatedError
from service.queue import Job
from service.storage.notifications.messages import newest_mails
from service.storage.organization.accounts import STEPS_TAKEN, get_account, use_totp
from service.storage.organization.reset_requests import put_reset_request
from tests.actions.notifications.test_deliver import posted, with_mail
from tests.support.hints import recording
from tests.support.installation import OFFICER, after
from tests.support.mail_server import Box
from tests.support.visitor import enlist

STEP = 1_000_000


def test_a_code_is_taken_although_a_later_one_was_used_and_each_still_once(context: Context) -> None:
    account = enlist(context, OFFICER).id
    with context.database.writing() as session:
        assert use_totp(session, account, STEP + 120)
        assert use_totp(session, account, STEP)
        assert not use_totp(session, account, STEP)
        assert not use_totp(session, account, STEP - 1), "what was seen before is of no use"
        assert not use_totp(session, account, STEP - STEPS_TAKEN)
        assert get_account(session, account).totp_used == STEP


def test_a_sign_in_that_was_seen_later_than_now_has_ended(sqlite_context: Context) -> None:
    signed = start_session(sqlite_context, enlist(sqlite_context, OFFICER))
    assert find_sign_in(after(sqlite_context, seconds=-30), signed.key).account == signed.account
    with pytest.raises(UnauthenticatedError):
        find_sign_in(after(sqlite_context, hours=-1), signed.key)
    assert find_sign_in(sqlite_context, signed.key).account == signed.account


def test_letters_go_at_once_although_others_went_later_than_now(context: Context, serving_box: Box) -> None:
    ready = with_mail(context, serving_box)
    ready = replace(ready, settings=replace(ready.settings, mails_per_minute=6))
    posted(after(ready, hours=1), "som@x.vn")
    deliver(after(ready, hours=1))
    posted(ready, "muon@x.vn")
    deliver(ready)
    assert serving_box.recipients == ["som@x.vn", "muon@x.vn"]
    with context.database.reading() as session:
        assert {row.state for row in newest_mails(session)} == {"sent"}


def test_what_waits_since_later_than_now_is_asked_for_again(context: Context) -> None:
    later = after(context, hours=1)
    posted(later)
    with context.database.writing() as session:
        put_reset_request(session, "anh@sgtvt.vn", later.clock.real())
    recorded, recorder = recording(context)
    sweep(recorded)
    assert (Job.DELIVER,) in recorder.take()
