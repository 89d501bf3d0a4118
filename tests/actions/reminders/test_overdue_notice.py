"""The urging letter from what stands in the database: by the button, and with the mail of the ladder's last step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from service.actions.context import Context
from service.actions.notifications.mailbox import kept_attachment, mailbox
from service.actions.periods.lifecycle import extend, waive
from service.actions.reminders.overdue_notice import overdue_notice
from service.domain.errors import NotFoundError
from service.domain.reporting.period import VIETNAM
from tests.support.filings import changed, hand_in, hand_in_and_check, of_agency
from tests.support.installation import ADMIN, PERIOD, at
from tests.support.mail_server import Box, html_of, serving, text_of
from tests.support.reminding import HOME, YEAR, file_valid, there, tick
from tests.support.word import opened, rows

DUE = datetime(2023, 9, 20, 17, tzinfo=VIETNAM)
SEVEN_LATE = there(2023, 12, 27, 8)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MENTION = "dự thảo công văn đôn đốc"


@pytest.fixture
def seventh_day(year: Context) -> Iterator[Context]:
    """The same after every step before the last one."""
    for moment in (there(2023, 12, 21, 8), there(2023, 12, 25, 8)):
        tick(year, moment)
    yield year


def listed(raw: bytes | None) -> dict[str, tuple[str, str]]:
    """How late and in what state each unit of a letter is, by name."""
    assert raw is not None
    return {name: (days, state) for _, name, _, days, state in rows(opened(raw), 1)[1:]}


def to_home(box: Box) -> EmailMessage:
    """The newest mail to Home Affairs."""
    return [letter for letter in box.letters if letter["To"] == HOME][-1]


def attached(letter: EmailMessage) -> bytes:
    """The one file with a mail."""
    (part,) = letter.iter_attachments()
    assert (part.get_content_type(), part.get_filename()) == (WORD, f"don-doc-{YEAR}.docx")
    content = part.get_content()
    assert isinstance(content, bytes)
    return content


def test_nobody_is_urged_before_the_deadline_or_in_an_unknown_period(context: Context) -> None:
    assert overdue_notice(at(context, DUE), PERIOD) is None
    with pytest.raises(NotFoundError, match="chưa được mở"):
        overdue_notice(context, YEAR)


def test_the_late_units_stand_in_it_and_nobody_else(context: Context) -> None:
    hand_in_and_check(context, changed(ho_so__tiep_nhan=1))
    hand_in_and_check(context, of_agency("SYT"))
    hand_in(context, of_agency("SCT"))
    waive(context, PERIOD, "STP", ADMIN.name, "Giải thể")
    extend(context, PERIOD, "STC", DUE + timedelta(days=30), ADMIN.name, "Chờ số liệu")
    found = listed(overdue_notice(at(context, DUE + timedelta(days=3)), PERIOD))
    assert found["Sở Giao thông vận tải"] == ("3 ngày", "Đã nộp, còn lỗi")
    assert found["Ủy ban nhân dân huyện Tiên Lữ"] == found["Sở Xây dựng"] == ("3 ngày", "Chưa nộp")
    assert not {"Sở Y tế", "Sở Công Thương", "Sở Tư pháp", "Sở Tài chính", "Sở Nội vụ"} & found.keys()
    assert len(found) == 28 - 5


def test_only_the_last_steps_mail_has_the_letter_with_it(seventh_day: Context, box: Box) -> None:
    with serving(box):
        tick(seventh_day, there(2023, 12, 25, 12))
        before = to_home(box)
        assert list(before.iter_attachments()) == [] and MENTION not in text_of(before) + html_of(before)
        tick(seventh_day, SEVEN_LATE)
    letter = to_home(box)
    assert MENTION in text_of(letter) and MENTION in html_of(letter)
    found = listed(attached(letter))
    assert found["Sở Y tế"] == ("7 ngày", "Chưa nộp")
    assert all(name.removeprefix("Ủy ban nhân dân ").casefold() in text_of(letter).casefold() for name in found)


def test_the_letter_is_true_when_it_is_sent(seventh_day: Context, box: Box) -> None:
    tick(seventh_day, SEVEN_LATE)
    file_valid(seventh_day, "SYT", there(2023, 12, 27, 9))
    with serving(box):
        tick(seventh_day, there(2023, 12, 28, 9))
    letter = to_home(box)
    found = listed(attached(letter))
    assert "Sở Y tế" not in found and "Sở Y tế" not in text_of(letter)
    assert found["Sở Công Thương"] == ("8 ngày", "Chưa nộp")


def test_without_a_mail_server_the_letter_is_kept_with_its_mail(seventh_day: Context) -> None:
    serverless = replace(seventh_day, settings=replace(seventh_day.settings, smtp_url=None))
    tick(serverless, SEVEN_LATE)
    mails = mailbox(serverless).mails
    (mail,) = [item for item in mails if item.attachment]
    assert (mail.recipient, mail.state, mail.attachment) == (HOME, "kept", f"don-doc-{YEAR}.docx")
    name, raw = kept_attachment(serverless, mail.id)
    assert name == mail.attachment and "Sở Y tế" in listed(raw)
    bare = next(item.id for item in mails if not item.attachment)
    for unknown in (bare, "khong-co"):
        with pytest.raises(NotFoundError, match="không có tệp"):
            kept_attachment(serverless, unknown)
