"""Letters whose sender died or was slow: claimed by one, renewed while it lives, and sent again soon."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.operations.delivery import deliver
from service.actions.operations.unfinished_work import keep_claim, release_claim
from service.domain.notifications.delivery import RETRY_AFTER
from service.queue import Job
from service.storage.leases import MESSAGES
from service.storage.notifications.messages import claim_mail
from service.watch import WatchedTask, Work
from tests.actions.notifications.test_deliver import is_asked_for, posted, row_of, with_mail
from tests.support.hints import recording
from tests.support.installation import after
from tests.support.mail_server import Box


def claimed(context: Context, mail: str) -> Work:
    """The claim of somebody who hands it over."""
    with context.database.writing() as session:
        row = claim_mail(session, mail, context.clock.real())
        assert row is not None
        return Work(WatchedTask.LETTER, mail, row.attempts)


def test_a_claim_that_is_renewed_is_nobody_elses_however_long_the_server_takes(
    context: Context, serving_box: Box
) -> None:
    ready = with_mail(context, serving_box)
    work = claimed(ready, posted(ready))
    for seconds in range(20, 301, 20):
        later = after(ready, seconds=seconds)
        keep_claim(later, work)
        assert not is_asked_for(ready, seconds=seconds + 20)
        deliver(later)
    assert serving_box.letters == []


def test_a_letter_whose_work_horse_died_goes_again_at_once_and_later_with_waits(
    context: Context, serving_box: Box
) -> None:
    ready, recorder = recording(with_mail(context, serving_box))
    mail, elapsed = posted(ready), 0.0
    recorder.take()
    for death, wait in enumerate([0, *(each.total_seconds() for each in RETRY_AFTER)], start=1):
        elapsed += 1
        release_claim(after(ready, seconds=elapsed), claimed(after(ready, seconds=elapsed), mail), counts=True)
        row = row_of(ready, mail)
        assert (row.state, row.attempts, row.failure) == ("waiting", death, "Tiến trình gửi thư bị dừng giữa chừng.")
        assert recorder.take() == [(Job.DELIVER,)]
        deliver(after(ready, seconds=elapsed + wait - 1)) if wait else None
        assert serving_box.letters == []
        elapsed += wait
    release_claim(after(ready, seconds=elapsed + 1), claimed(after(ready, seconds=elapsed + 1), mail), counts=True)
    assert (row_of(ready, mail).state, row_of(ready, mail).attempts) == ("failed", len(RETRY_AFTER) + 2)


def test_an_attempt_that_failed_late_takes_nothing_from_the_one_that_took_over(sqlite_context: Context) -> None:
    mail = posted(sqlite_context)
    late = claimed(sqlite_context, mail)
    later = after(sqlite_context, seconds=MESSAGES.lasts.seconds + 1)
    claimed(later, mail)
    release_claim(later, late, counts=True)
    row = row_of(later, mail)
    assert (row.state, row.attempts, row.not_before) == ("sending", 2, None)
