"""The ladder: each step at its hour, the newest after a pause, and laws that hold for any history."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.catalogue import load_catalogue
from service.domain.reminders.schedule import (
    DueReminder,
    OutstandingReport,
    ReminderSchedule,
    Trigger,
    due_rule,
    forecast,
    latest_due_rule,
    rule_for,
)
from service.domain.reminders.working_time import WorkingTime
from service.domain.reporting.period import VIETNAM
from service.public_holidays import public_holidays

LADDER = load_catalogue().ladders["cchc", "2022"]
WORKING = WorkingTime(public_holidays())
STEPS = {step.name: step for step in LADDER.steps}
MINUTE = timedelta(minutes=1)


def there(*parts: int) -> datetime:
    """A moment in Vietnam."""
    return datetime(*parts, tzinfo=VIETNAM)  # type: ignore[misc,arg-type]


DUE_AT = there(2023, 12, 20, 17)
OWED = OutstandingReport("2023-Y", "SYT", Trigger.DEADLINE, DUE_AT, there(2023, 12, 1, 8))


def returned(at: datetime) -> OutstandingReport:
    """A filing that was returned at that moment."""
    return OutstandingReport("2023-Y", "SYT", Trigger.RETURN, at, at)


@pytest.mark.parametrize(
    ("name", "planned"),
    [
        ("before_7", there(2023, 12, 13, 8)),
        ("before_3", there(2023, 12, 18, 8)),  # the 17th is a Sunday
        ("before_1", there(2023, 12, 19, 8)),
        ("due_day", there(2023, 12, 20, 7, 30)),
        ("late_1", there(2023, 12, 21, 8)),
        ("late_3", there(2023, 12, 25, 8)),  # the 23rd is a Saturday
        ("late_7", there(2023, 12, 27, 8)),
    ],
)
def test_when_each_step_is_due(name: str, planned: datetime) -> None:
    assert STEPS[name].planned(DUE_AT, WORKING) == planned


def test_a_step_before_a_deadline_on_a_free_day_comes_before_it() -> None:
    sunday = there(2023, 12, 24, 17)
    assert STEPS["before_1"].planned(sunday, WORKING) == there(2023, 12, 22, 8)
    assert STEPS["due_day"].planned(sunday, WORKING) == there(2023, 12, 22, 7, 30)
    assert STEPS["late_1"].planned(sunday, WORKING) == there(2023, 12, 25, 8)


def test_a_return_is_told_in_working_hours_and_counted_from_then() -> None:
    saturday = there(2023, 12, 16, 10)
    assert STEPS["returned"].planned(saturday, WORKING) == there(2023, 12, 18, 7, 30)
    assert STEPS["returned_2"].planned(saturday, WORKING) == there(2023, 12, 20, 8)
    assert latest_due_rule(LADDER, WORKING, returned(there(2023, 12, 18, 10)), there(2023, 12, 18, 10)) == "returned"


def test_after_a_pause_only_the_newest_step_goes_and_the_others_are_overtaken() -> None:
    found = due_rule(LADDER, WORKING, OWED, there(2023, 12, 19, 9), {"before_7"})
    assert found is not None
    assert (found.step.name, [step.name for step in found.overtaken]) == ("before_1", ["before_3"])
    late = due_rule(LADDER, WORKING, OWED, there(2023, 12, 22, 9), {"before_7"})
    assert late is not None
    assert [step.name for step in (late.step, *late.overtaken)] == ["late_1", "before_3", "before_1", "due_day"]


def test_nothing_is_due_twice_at_night_or_of_a_time_before_the_unit_owed() -> None:
    noon = there(2023, 12, 19, 12)
    assert due_rule(LADDER, WORKING, OWED, noon, {"before_1"}) is None
    assert due_rule(LADDER, WORKING, OWED, there(2023, 12, 19, 20)) is None
    later = OutstandingReport("2023-Y", "SYT", Trigger.DEADLINE, DUE_AT, there(2023, 12, 19, 10))
    assert due_rule(LADDER, WORKING, later, noon) is None
    assert latest_due_rule(LADDER, WORKING, later, there(2023, 12, 20, 8)) == "due_day"


def test_between_the_deadline_and_the_first_late_step_nothing_is_said() -> None:
    early = there(2023, 12, 20, 10)
    item = OutstandingReport("2023-Y", "SYT", Trigger.DEADLINE, early, there(2023, 12, 1, 8))
    assert latest_due_rule(LADDER, WORKING, item, there(2023, 12, 20, 11)) is None


MOMENTS = st.integers(0, 60 * 24 * 60).map(lambda minutes: there(2023, 11, 20) + timedelta(minutes=minutes))


def climb(item: OutstandingReport, ticks: list[datetime]) -> list[tuple[datetime, DueReminder]]:
    """What goes out when somebody looks at these moments."""
    sent: set[str] = set()
    found = []
    for tick in ticks:
        due = due_rule(LADDER, WORKING, item, tick, sent)
        if due is not None:
            found.append((tick, due))
            sent |= {due.step.name, *(step.name for step in due.overtaken)}
    return found


@settings(max_examples=150)
@given(st.sampled_from(Trigger), MOMENTS, MOMENTS, st.lists(MOMENTS, max_size=40))
def test_the_laws_hold_for_any_history(
    counts: Trigger, anchor: datetime, since: datetime, ticks: list[datetime]
) -> None:
    item = OutstandingReport("2023-Y", "SYT", counts, anchor, anchor if counts is Trigger.RETURN else since)
    ticks = sorted(ticks)
    found = climb(item, ticks)
    names = [name for _, due in found for name in (due.step.name, *(step.name for step in due.overtaken))]
    assert len(names) == len(set(names)), "a step was dealt with twice"
    for tick, due in found:
        assert WORKING.is_open(tick) and due.planned <= tick
        assert not due.step.is_before or tick <= anchor
        assert due.planned >= item.since
    assert [due.planned for _, due in found] == sorted(due.planned for _, due in found)
    # However often somebody looks, the same goes out at the same moments.
    assert climb(item, sorted(ticks * 3)) == found


@settings(max_examples=100)
@given(MOMENTS, st.lists(MOMENTS, max_size=10))
def test_nothing_is_lost_after_any_pause(anchor: datetime, ticks: list[datetime]) -> None:
    item = OutstandingReport("2023-Y", "SYT", Trigger.DEADLINE, anchor, there(2023, 11, 1, 8))
    last = there(2024, 3, 1, 9)
    found = climb(item, [*sorted(ticks), last])
    dealt = {name for _, due in found for name in (due.step.name, *(step.name for step in due.overtaken))}
    assert dealt == {step.name for step in LADDER.of(Trigger.DEADLINE)}
    assert found[-1][1].step.name == "late_7"


OWN_DAYS = st.dictionaries(MOMENTS.map(lambda moment: moment.date()), st.booleans(), max_size=8)


@settings(max_examples=25)
@given(st.sampled_from(Trigger), MOMENTS, MOMENTS, MOMENTS, OWN_DAYS, st.sets(st.sampled_from(sorted(STEPS))))
def test_what_is_foretold_is_what_goes_out_minute_by_minute(
    counts: Trigger, anchor: datetime, since: datetime, now: datetime, own: dict[date, bool], sent: set[str]
) -> None:
    working = WorkingTime(public_holidays(), own)
    item = OutstandingReport("2023-Y", "SYT", counts, anchor, anchor if counts is Trigger.RETURN else since)
    until = now + timedelta(days=9)
    came, dealt = [], set(sent)
    # Nothing is due at night, so that the minutes of the days are enough.
    for minute in range(int((until - now) / MINUTE) + 1):
        moment = now + minute * MINUTE
        if working.is_open(moment) and (due := due_rule(LADDER, working, item, moment, dealt)) is not None:
            came.append((moment, due))
            dealt |= {due.step.name, *(step.name for step in due.overtaken)}
    assert [(one.moment, one.due) for one in forecast(LADDER, working, item, now, until, sent)] == came


def test_a_reminder_by_hand_has_the_words_that_fit_the_moment() -> None:
    def name(item: OutstandingReport, *moment: int) -> str:
        return rule_for(LADDER, WORKING, item, there(*moment)).name

    assert [name(OWED, 2023, 12, day, 9) for day in (2, 15, 19, 20)] == ["before_7", "before_7", "before_1", "due_day"]
    # Of the steps after the deadline, the last speaks to Home Affairs alone.
    assert [name(OWED, 2023, 12, day, 18) for day in (20, 21, 28)] == ["late_1", "late_1", "late_3"]
    back = returned(there(2023, 12, 16, 10))
    assert [name(back, 2023, 12, day, 18) for day in (16, 18, 21)] == ["returned", "returned", "returned_2"]
    for item, text in ((OWED, "reminder_before"), (back, "reminder_returned")):
        assert rule_for(ReminderSchedule(()), WORKING, item, there(2023, 12, 18, 9)).text == text
    assert rule_for(ReminderSchedule(()), WORKING, OWED, there(2023, 12, 28, 9)).text == "reminder_late"
