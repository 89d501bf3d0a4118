"""A clock that runs ahead for an hour sends nobody what is not true yet, and what it skipped is sent at its time."""

from __future__ import annotations

from service.actions.context import Context
from service.domain.organization.account import Subscription
from service.storage.reminders.reminders import reminders_of
from tests.support.mail_server import Box, serving
from tests.support.reminding import HOME, YEAR, choose, there, tick

OFFICER, BOTH = ["canbo@syt.vn"], ["canbo@syt.vn", "lanhdao@syt.vn"]


def test_letters_written_by_a_clock_that_was_ahead_wait_for_their_day_and_go_once(
    plain_year: Context, box: Box
) -> None:
    def came() -> list[tuple[str, str]]:
        """What came to one unit since the last look."""
        found = [(letter["To"], letter["Subject"].partition(" nộp")[0]) for letter in box.letters]
        box.letters.clear()
        return sorted(item for item in found if "@syt.vn" in item[0])

    # It is the 13th; for an hour the clock says the 21st, a day beyond the deadline.
    with serving(box):
        tick(plain_year, there(2023, 12, 13, 8))
        assert came() == [("canbo@syt.vn", "Còn 7 ngày đến hạn")]
    tick(plain_year, there(2023, 12, 21, 8))
    with plain_year.database.reading() as session:
        book = sorted((line.step, line.outcome) for line in reminders_of(session, YEAR) if line.agency == "SYT")
    assert {step for step, outcome in book if outcome == "overtaken"} == {"before_3", "before_1", "due_day"}
    with serving(box):
        for day in range(13, 23):
            for hour in (9, 14):
                tick(plain_year, there(2023, 12, day, hour))
            expected = {
                18: [("canbo@syt.vn", "Còn 2 ngày đến hạn")],
                19: [("canbo@syt.vn", "Còn 1 ngày đến hạn")],
                20: [("canbo@syt.vn", "Hôm nay đến hạn")],
                21: [(person, "Quá hạn 1 ngày") for person in BOTH],
            }
            assert came() == expected.get(day, []), day


def test_a_day_that_a_clock_skips_is_no_burst_of_reminders(plain_year: Context, box: Box) -> None:
    with serving(box):
        tick(plain_year, there(2023, 12, 17, 8))
        tick(plain_year, there(2023, 12, 21, 8))
        tick(plain_year, there(2023, 12, 21, 8, 1))
    assert sorted(came for came in box.recipients if "@syt.vn" in came) == BOTH


def test_a_digest_made_by_a_clock_that_was_ahead_goes_once_and_on_its_day(plain_year: Context, box: Box) -> None:
    choose(plain_year, HOME, Subscription.DAILY)
    tick(plain_year, there(2023, 12, 19, 8))
    with serving(box):
        for hour in (9, 17):
            tick(plain_year, there(2023, 12, 18, hour))
        monday = [letter["Date"] for letter in box.letters if letter["To"] == HOME]
        tick(plain_year, there(2023, 12, 19, 7, 30))
        tick(plain_year, there(2023, 12, 19, 8))
    tuesday = [letter["Date"] for letter in box.letters if letter["To"] == HOME][len(monday) :]
    assert (len(monday), len(tuesday)) == (1, 1)
