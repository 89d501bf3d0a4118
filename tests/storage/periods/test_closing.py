"""What is kept before a closing, on either database: the newest reason, the tasks that are done, the last request."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.periods.lifecycle import close_period
from service.actions.periods.publication import publish_edition
from service.domain.consolidation.closing import ClosingCheck, ClosingEntry, ClosingItem
from service.domain.consolidation.closing_request import ClosingRequestState
from service.domain.errors import Message
from service.storage.consolidation.publications import publications_of, published_periods
from service.storage.periods.closing import (
    add_closing_request,
    done_tasks,
    drop_tasks,
    drop_waiver,
    end_closing_request,
    newest_closing_request,
    put_task,
    put_waiver,
    use_closing_request,
    waivers_of,
)
from tests.support.installation import HOME_AFFAIRS, MORNING, PERIOD

MISSING = ClosingItem(ClosingCheck.MISSING, (ClosingEntry("A", Message("Sở A")),))


def test_waivers_tasks_and_requests_are_kept(context: Context) -> None:
    with context.database.writing() as session:
        for reason in ("Bão số 3", "Bão số 4"):
            put_waiver(session, PERIOD, MISSING, reason, "An", MORNING)
        (waiver,) = waivers_of(session, PERIOD)
        assert (waiver.check, waiver.mark, waiver.count, waiver.reason) == (
            ClosingCheck.MISSING, MISSING.mark, 1, "Bão số 4",
        )  # fmt: skip
        drop_waiver(session, PERIOD, ClosingCheck.MISSING)
        assert waivers_of(session, PERIOD) == ()
        for name in ("one", "two", "three"):
            put_task(session, PERIOD, name, "An", MORNING)
        drop_tasks(session, PERIOD, "two")
        assert {name: done.by for name, done in done_tasks(session, PERIOD).items()} == {"one": "An", "three": "An"}
        drop_tasks(session, PERIOD)
        assert done_tasks(session, PERIOD) == {}
        assert newest_closing_request(session, PERIOD) is None
        first = add_closing_request(session, PERIOD, "x", "", "An", MORNING, is_correction=False)
        end_closing_request(session, first, ClosingRequestState.SENT_BACK, "Dung", MORNING, remarks="Xem lại")
        second = add_closing_request(session, PERIOD, "y", "Vì", "An", MORNING, is_correction=True)
        end_closing_request(session, second, ClosingRequestState.APPROVED, "Dung", MORNING, token="z")
        use_closing_request(session, second, 3)
        newest = newest_closing_request(session, PERIOD)
    assert newest is not None
    assert (newest.id, newest.token, newest.state, newest.ended_by, newest.ended_at, newest.edition) == (
        second.id, "z", ClosingRequestState.APPROVED, "Dung", MORNING, 3,
    )  # fmt: skip


def test_a_publication_is_kept(context: Context) -> None:
    with context.database.reading() as session:
        assert published_periods(session) == frozenset()
    close_period(context, PERIOD, HOME_AFFAIRS)
    publish_edition(context, PERIOD, 1, HOME_AFFAIRS)
    with context.database.reading() as session:
        (one,) = publications_of(session, PERIOD)
        assert (one.number, one.by, one.at) == (1, HOME_AFFAIRS.name, MORNING)
        assert published_periods(session) == {PERIOD}
