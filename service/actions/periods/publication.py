"""Publishing an edition: the second step after a closing, from which on units see what the province came to."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.periods.decision_notices import notify_all
from service.actions.transaction import Actor
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, message
from service.storage.consolidation.editions import edition_of
from service.storage.consolidation.publications import publications_of, publish
from service.storage.periods.periods import lock_period


def publish_edition(context: Context, period: str, number: int, actor: Actor, *, tells: bool = True) -> None:
    """Let units see the edition of that number, which has to be the newest of a closed period, and tell them (`tells`).

    Raises ConflictError for another one, and for one that was published.
    """
    with context.transaction(actor) as tx:
        lock_period(tx.session, period)
        edition = edition_of(tx.session, period)
        if edition is None:
            raise ConflictError(message("Kỳ đang mở: khóa kỳ rồi mới công bố."))
        if edition.number != number:
            raise ConflictError(
                message("Ấn bản mới nhất nay là số {number}: xem lại rồi công bố.", number=edition.number)
            )
        if any(one.number == number for one in publications_of(tx.session, period)):
            raise ConflictError(message("Ấn bản số {number} đã được công bố.", number=number))
        publish(tx.session, edition, tx.actor_name, tx.now)
        tx.record(AuditEvent.PERIOD_PUBLISHED, period=period, subject=f"ấn bản số {number}")
        if tells:
            path = f"/bao-cao/{period}/ket-qua"
            notify_all(context, tx, AuditEvent.PERIOD_PUBLISHED, period, path=path, edition=number)
