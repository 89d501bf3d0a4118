"""What will be sent is what then is sent, to the same people; and the book says what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select, update

from service.actions.context import Context
from service.actions.notifications.bounces import record_bounce
from service.actions.periods.lifecycle import close_period, extend, waive
from service.actions.reminders.forecast import ReminderForecast, forecast_reminders
from service.actions.reminders.preview import preview
from service.actions.reminders.reminder_log import reminder_log
from service.actions.reminders.send import send_reminders
from service.actions.review.decide import return_for_correction
from service.domain.errors import NotFoundError
from service.domain.notifications.delivery import RETRY_AFTER, DeliveryStatus
from service.storage.models import AccountRow, MailRow
from tests.support.installation import HOME_AFFAIRS
from tests.support.mail_server import Box, serving
from tests.support.province import put_units
from tests.support.reminding import HOME, YEAR, at, file_valid, there, tick, with_people

WHO = "Lê Văn Cường"
NOW = there(2023, 12, 14, 9)


@pytest.fixture
def box() -> Box:
    """A mail server that does not run yet."""
    return Box()


@pytest.fixture
def year(context: Context, box: Box) -> Context:
    """The year's period, due on Wednesday 20 December at 17:00, with people and a history, on each database."""
    return with_history(context, box)


@pytest.fixture
def plain_year(sqlite_context: Context, box: Box) -> Context:
    """The same on SQLite only."""
    return with_history(sqlite_context, box)


def with_history(context: Context, box: Box) -> Context:
    """One unit filed, one got its filing back, one is let off, one has more time, and all were reminded before."""
    ready = with_people(context, box)
    with serving(box):
        tick(ready, there(2023, 12, 13, 8))
    filed = file_valid(ready, "STP", there(2023, 12, 13, 9))
    with at(there(2023, 12, 13, 18)):
        return_for_correction(ready, HOME_AFFAIRS, filed, "Xem lại số liệu")
        waive(ready, YEAR, "HKC", WHO, "Đang sáp nhập")
        extend(ready, YEAR, "SVHTTDL", there(2023, 12, 27, 17), WHO, "Chờ số liệu")
    file_valid(ready, "SCT", there(2023, 12, 13, 19))
    record_bounce(ready, WHO, "lanhdao@stp.vn", "550")
    box.letters.clear()
    box.recipients.clear()
    return ready


def foretold(looked: ReminderForecast) -> list[tuple[datetime, str]]:
    """Moments and addresses of the mails to come."""
    mails = [
        (batch.moment, person.email)
        for batch in looked.batches
        for person in (*(person for unit in batch.units for person in batch.people_of(unit)), *batch.home_affairs)
    ]
    return sorted(mails)


def moments() -> Iterator[datetime]:
    """When somebody looks within the fortnight."""
    yield NOW
    for day in range(1, 15):
        for hours in (7.25, 7.5, 8):
            yield NOW.replace(hour=0) + timedelta(days=day, hours=hours)


def test_what_is_foretold_comes(plain_year: Context, box: Box) -> None:
    with at(NOW):
        told = foretold(forecast_reminders(plain_year, YEAR))
    came = []
    with serving(box):
        for moment in moments():
            tick(plain_year, moment)
            came += [(moment, address) for address in box.recipients]
            box.recipients.clear()
    assert told[0] == (NOW, "canbo@stp.vn"), "what was returned in the evening is told at once in the morning"
    assert sorted(came) == told
    assert {address for _, address in told} == {
        "canbo@syt.vn", "lanhdao@syt.vn", "canbo@svhttdl.vn", "lanhdao@svhttdl.vn", "canbo@stp.vn", HOME,
    }  # fmt: skip


def test_units_without_anybody_and_faulty_addresses_are_named(year: Context) -> None:
    with year.database.writing() as session:
        session.execute(update(AccountRow).where(AccountRow.agency == "SVHTTDL").values(disabled_at=NOW))
    record_bounce(year, WHO, "canbo@syt.vn", "550")
    with at(NOW):
        looked = forecast_reminders(year, YEAR)
        unreached = {unit.code for unit in looked.unreached}
        assert "SVHTTDL" in unreached and not {"SYT", "SCT", "HKC", "STP"} & unreached
        assert [person.email for person in looked.faulty] == ["lanhdao@stp.vn", "canbo@syt.vn"]
        first = next(batch for batch in looked.batches if batch.step.name == "before_3")
        assert first.moment == there(2023, 12, 18, 8) and "SYT" in {unit.code for unit in first.units}
        assert first.people == 1
        close_period(year, YEAR)
        closed = forecast_reminders(year, YEAR)
    assert (closed.batches, closed.unreached) == ((), ())


def test_the_book_says_what_became_of_each_and_is_searched(year: Context, box: Box) -> None:
    tick(year, there(2023, 12, 19, 8))
    found = reminder_log(year, YEAR, "so y te")
    lines = [entry.line for entry in found.entries if entry.line.means != "notice"]
    assert [(line.step, line.recipient, line.fate) for line in lines] == [
        ("before_1", "canbo@syt.vn", DeliveryStatus.WAITING), ("before_3", "", DeliveryStatus.OVERTAKEN),
        ("before_7", "canbo@syt.vn", DeliveryStatus.SENT),
    ]  # fmt: skip
    assert {entry.agency_name for entry in found.entries} == {"Sở Y tế"} and found.entries[0].step == "1 ngày trước hạn"
    assert found.counts == {DeliveryStatus.WAITING: 1, DeliveryStatus.OVERTAKEN: 1, DeliveryStatus.SENT: 3}, (
        "two notices among them"
    )
    assert {entry.line.fate for entry in reminder_log(year, YEAR, fate=DeliveryStatus.SENT).entries} == {
        DeliveryStatus.SENT
    }
    assert reminder_log(year, YEAR).failures == 0
    with year.database.writing() as session:
        # The last of its tries, before the other mails, since after one nobody asks a server again that is away.
        mail = session.scalars(
            select(MailRow).where(MailRow.state == "waiting", MailRow.recipient == "canbo@syt.vn")
        ).one()
        mail.attempts, mail.not_before, mail.is_bulk = len(RETRY_AFTER), None, False
    tick(year, there(2023, 12, 19, 8, 5))
    after = reminder_log(year, YEAR, "khong co don vi nay")
    assert (after.entries, after.failures) == ((), 1)
    (failed,) = after.failed
    assert (failed.line.recipient, failed.line.fate, failed.agency_name) == (
        "canbo@syt.vn",
        DeliveryStatus.FAILED,
        "Sở Y tế",
    )
    assert failed.line.failure and failed.line.attempts == len(RETRY_AFTER) + 1


def test_a_step_is_shown_with_real_data_before_anybody_gets_it(year: Context) -> None:
    with at(NOW):
        shown = preview(year, YEAR, "late_3", "so y te")
        back = preview(year, YEAR, "returned_2", "STP")
        made_up = preview(year, YEAR, "returned", "SYT")
        alone = preview(year, YEAR, "", "SXD")
        for step, unit in (("khong_co", "SYT"), ("late_3", "khong co")):
            with pytest.raises(NotFoundError):
                preview(year, YEAR, step, unit)
    unit, home = shown.samples
    assert shown.moment == there(2023, 12, 25, 8)
    assert unit.written.subject == "Quá hạn 5 ngày nộp báo cáo Năm 2023 – Sở Y tế"
    assert "Kính gửi lanhdao@syt.vn," in unit.written.text and [person.email for person in home.people] == [HOME]
    assert home.written.subject.startswith("1 đơn vị quá hạn 5 ngày")
    assert not back.is_example and "18:00 ngày 13/12/2023" in back.samples[0].written.text
    assert made_up.is_example and "09:00 ngày 14/12/2023" in made_up.samples[0].written.text
    assert alone.step.name == "before_7" and alone.samples[0].people == ()
    assert "Kính gửi Sở Xây dựng," in alone.samples[0].written.text


def test_thousands_of_units_cost_a_bounded_number_of_questions(sqlite_context: Context, box: Box) -> None:
    context = with_people(sqlite_context, box)
    put_units(context, 600)
    asked: list[str] = []
    event.listen(context.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    with at(there(2023, 12, 21, 8)):
        send_reminders(context)
        asked.clear()
        assert sum(len(batch.units) for batch in forecast_reminders(context, YEAR).batches) > 600
        assert reminder_log(context, YEAR, "don vi so", page=3).found > 600
    assert len(asked) < 30
