"""The chain over the log: what was on record before there was one, and whether anybody has altered it since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.actions.context import Context
from service.actions.transaction import SYSTEM, Actor
from service.domain.audit import AuditEvent
from service.domain.audit_chain import AuditSeal, ChainCheck, Fault, FaultKind
from service.domain.errors import Message, NotFoundError, TonghopError, message
from service.domain.notation.fingerprint import typed_fingerprint
from service.domain.reporting.period import official_moment
from service.storage.audit_chain import chain_links, find_seals, loose_events
from service.storage.audit_chain import newest_hash as newest_hash_in
from service.storage.redactions import vouched_digests


@dataclass(frozen=True)
class ChainState:
    """What a look at the whole chain found: how long it is, its last link, and what is wrong, the first fault first.

    `loose` are numbers and moments of events that stand in the log without a link.
    """

    count: int
    last: AuditSeal
    last_at: datetime | None
    faults: tuple[Fault, ...]
    loose: tuple[tuple[int, datetime], ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was altered, removed, moved or put in."""
        return not self.faults and not self.loose


def fault_in_words(fault: Fault) -> Message:
    """What is wrong, and where in the chain."""
    what = Message(fault.kind.label)
    if fault.at is None:
        return message("Vị trí {position}, đầu chuỗi: sự kiện {what}.", position=fault.position, what=what)
    found = {"position": fault.position, "event": fault.event, "what": what, "at": official_moment(fault.at)}
    if fault.kind is FaultKind.MISSING:
        return message("Vị trí {position}: sự kiện {what}, ngay sau sự kiện lúc {at}.", **found)
    return message("Vị trí {position}: sự kiện số {event} lúc {at} {what}.", **found)


def check_chain(context: Context) -> ChainState:
    """Go along the whole chain, event by event."""
    check = ChainCheck()
    with context.database.reading() as session:
        for link in chain_links(session, vouched_digests(session)):
            check.take(link)
        loose = loose_events(session)
    return ChainState(check.count, check.last, check.last_at, check.faults(), loose)


def find_hash(context: Context, text: str) -> tuple[AuditSeal, datetime | None]:
    """The link whose hash, or its first sixteen signs or more, somebody copied from paper, and its event's moment.

    Raises TonghopError where it is no hash, and NotFoundError where no link of this chain has it.
    """
    beginning = typed_fingerprint(text)
    if beginning is None:
        raise TonghopError(
            message("«{text}» không phải mã nhật ký: cần từ 16 đến 64 chữ số và chữ a–f.", text=text[:80])
        )
    with context.database.reading() as session:
        found = find_seals(session, beginning)
    if len(found) != 1:
        raise NotFoundError(message("Không có mã «{text}» trong chuỗi nhật ký này.", text=beginning))
    return found[0]


def newest_hash(context: Context) -> str:
    """The newest hash of the chain, as of a few seconds ago at most; empty where nothing is on record yet."""
    return context.recent.get(("audit", "newest"), lambda: _newest(context))


def _newest(context: Context) -> str:
    with context.database.reading() as session:
        return newest_hash_in(session)


def seal_earlier_events(context: Context, actor: Actor = SYSTEM) -> int:
    """Link on what stands in the log without a link, from before there was a chain; how many events that were."""
    with context.transaction(actor) as tx:
        count = tx.seal_loose()
        if count:
            tx.record(AuditEvent.LOG_LINKED, subject=str(count))
    return count
