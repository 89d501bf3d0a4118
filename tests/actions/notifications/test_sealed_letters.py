"""Neither the database nor a copy of it holds a link that lets somebody in."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pyotp
import time_machine
from sqlalchemy import select, text

from service.actions.context import Context
from service.actions.notifications.mailbox import mailbox
from service.actions.operations.delivery import deliver
from service.actions.operations.sweep import sweep
from service.actions.organization.accounts import ask_for_reset, reset_password
from service.actions.organization.second_factor import Proof, enrol, verify_code
from service.actions.organization.sign_in import start_session
from service.actions.periods.calendar_feed import calendar_file, feed_token, renew_feed
from service.storage.models import AccountRow, MailRow
from service.storage.organization.accounts import account_of
from tests.support.installation import OFFICER
from tests.support.mail_server import Box, serving, text_of
from tests.support.visitor import PASSWORD, enlist


def stored(context: Context) -> str:
    """Everything that the database says in words."""
    found = []
    with context.database.reading() as session:
        for table in ("mail", "account", "calendar_feed", "password_reset"):
            found += [repr(row) for row in session.execute(text(f"SELECT * FROM {table}"))]
    return "\n".join(found)


def asked(context: Context) -> str:
    """The token of the link in the kept letter of somebody who asked for one."""
    ask_for_reset(context, enlist(context, OFFICER).email)
    assert "/dat-mat-khau/" not in stored(context)
    deliver(context)
    words = mailbox(context).mails[0].text
    token = words.split("/dat-mat-khau/")[1].split()[0]
    assert token not in stored(context)
    return token


def test_a_kept_letter_is_readable_in_the_mailbox_until_its_link_was_used(context: Context) -> None:
    reset_password(context, asked(context), "bốn con voi qua cầu tre")
    (mail,) = mailbox(context).mails
    assert (mail.text, mail.has_ended) == ("", True)


def test_a_kept_letter_loses_its_words_once_its_link_has_ended(sqlite_context: Context) -> None:
    asked(sqlite_context)
    with time_machine.travel(sqlite_context.clock.real() + timedelta(hours=1), tick=False):
        sweep(sqlite_context)
        assert mailbox(sqlite_context).mails[0].text
    with time_machine.travel(sqlite_context.clock.real() + timedelta(hours=3), tick=False):
        sweep(sqlite_context)
        assert mailbox(sqlite_context).mails[0].text == ""


def test_a_letter_that_was_sent_leaves_no_words_behind(sqlite_context: Context) -> None:
    box = Box()
    with serving(box):
        context = replace(sqlite_context, settings=replace(sqlite_context.settings, smtp_url=box.url))
        ask_for_reset(context, enlist(context, OFFICER).email)
        deliver(context)
    assert "/dat-mat-khau/" in text_of(box.letters[0])
    with context.database.reading() as session:
        row = session.scalars(select(MailRow)).one()
    assert (row.state, row.text, row.html) == ("sent", "", "")


def test_with_another_key_the_mailbox_says_why_it_shows_nothing(sqlite_context: Context) -> None:
    asked(sqlite_context)
    other = replace(sqlite_context, settings=replace(sqlite_context.settings, secret="x" * 40))
    assert "khoá của hệ thống" in mailbox(other).mails[0].text


def test_the_secret_of_an_app_is_sealed_and_its_codes_are_taken(sqlite_context: Context) -> None:
    signed = start_session(sqlite_context, enlist(sqlite_context, OFFICER))
    secret = pyotp.random_base32()
    now = sqlite_context.clock.real()
    with time_machine.travel(now, tick=False):
        enrol(sqlite_context, signed, secret, pyotp.TOTP(secret).at(now), Proof(PASSWORD))
    with sqlite_context.database.reading() as session:
        assert session.scalars(select(AccountRow.totp_secret)).one() != secret
    assert secret not in stored(sqlite_context)
    later = now + timedelta(minutes=2)
    with time_machine.travel(later, tick=False), sqlite_context.database.reading() as session:
        account = session.scalars(select(AccountRow)).one()
        half = start_session(sqlite_context, account_of(account))
    with time_machine.travel(later, tick=False):
        assert verify_code(sqlite_context, half, pyotp.TOTP(secret).at(later)).is_full


def test_a_calendars_address_is_sealed_and_leads_there(context: Context) -> None:
    token = renew_feed(context, OFFICER)
    assert token not in stored(context)
    assert feed_token(context, OFFICER) == token
    assert calendar_file(context, token, "vi").startswith(b"BEGIN:VCALENDAR")
    other = replace(context, settings=replace(context.settings, secret="x" * 40))
    assert feed_token(other, OFFICER) is None
