"""Events in which a person's name gave way to a number, or that were kept long enough, so that the chain still holds.

A batch of replaced events is known by one hash over their new digests, and an event of the chain carries that hash.
What is not in a batch that such an event vouches for is an alteration like any other.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from service.batches import batched
from service.domain.audit import AuditEvent, Change, Property, read_changes, write_changes
from service.domain.notation.fingerprint import sha256_of
from service.storage.audit_chain import REMOVED, digest_of_row
from service.storage.models import AuditRedactionRow, AuditSealRow, EventRow

_EMAIL, _NAME = Property.EMAIL.label, Property.NAME.label
_OF_ACCOUNTS = "account."
_VOUCHING = (AuditEvent.ACCOUNT_ANONYMISED, AuditEvent.RETENTION_APPLIED)
_AT_ONCE = 500


@dataclass(frozen=True)
class KnownAs:
    """All addresses and names that an account had; by the names in `shared` somebody else is called too."""

    account: int
    emails: frozenset[str]
    names: frozenset[str]
    shared: frozenset[str] = frozenset()

    @property
    def own_names(self) -> frozenset[str]:
        """The names that stand for nobody else."""
        return self.names - self.shared


def find_earlier(session: Session, known: KnownAs, others: Collection[str]) -> KnownAs:
    """The same with what the log says that the account was called before.

    An address in `others` is somebody else's by now, whose names must not be taken for the account's.
    """
    acted = select(EventRow.actor).where(EventRow.account == known.account).distinct()
    emails, names = set(known.emails), {*known.names, *session.scalars(acted)}
    while True:
        before = len(emails) + len(names)
        of_account = EventRow.action.startswith(_OF_ACCOUNTS)
        for row in session.scalars(select(EventRow).where(of_account, _has_value(emails))):
            for change in read_changes(row.changes):
                found = {_EMAIL: emails, _NAME: names}.get(change.name, set())
                found.update(value for value in (change.before, change.after) if value and value not in others)
        if len(emails) + len(names) == before:
            return replace(known, emails=frozenset(emails), names=frozenset(names))


def redact_events(session: Session, known: KnownAs, email: str, name: str) -> str:
    """Replace addresses and names in all events of the account and about it; the batch that these are, by its hash.

    What was altered before is replaced as well, and is no part of the batch: nothing vouches for it afterwards either.
    """
    sound, digests = _sound_digests(session), {}
    about = or_(EventRow.account == known.account, _has_value(known.emails | known.own_names))
    for row in session.scalars(select(EventRow).where(about)):
        is_sound = digest_of_row(row) in sound[row.id]
        _redact(row, known, email, name)
        if is_sound:
            digests[row.id] = digest_of_row(row)
    batch = hash_of_batch(digests)
    session.add_all(AuditRedactionRow(batch=batch, event=event, digest=digest) for event, digest in digests.items())
    session.flush()
    return batch


def remove_events(session: Session, which: ColumnElement[bool]) -> str:
    """Take events out; the batch that these are, by its hash. What was altered before stays where it is."""
    sound = _sound_digests(session)
    numbers = [row.id for row in session.scalars(select(EventRow).where(which)) if digest_of_row(row) in sound[row.id]]
    digests = dict.fromkeys(numbers, REMOVED)
    batch = hash_of_batch(digests)
    session.add_all(AuditRedactionRow(batch=batch, event=number, digest=REMOVED) for number in numbers)
    session.flush()
    for part in batched(numbers, _AT_ONCE):
        session.execute(delete(EventRow).where(EventRow.id.in_(part)))
    return batch


def _sound_digests(session: Session) -> Mapping[int, set[str]]:
    """What each event's digest may be: as it was sealed, or as it was replaced since."""
    found: dict[int, set[str]] = defaultdict(set)
    replaced = vouched_digests(session)
    for event, digest in session.execute(select(AuditSealRow.event, AuditSealRow.digest)):
        found[event].add(replaced.get(event, digest))
    return found


def _has_value(words: Collection[str]) -> ColumnElement[bool]:
    """The condition that an event says one of the words, by itself: as a part of another it may mean somebody else."""
    quoted = (json.dumps(word, ensure_ascii=False) for word in words)
    changed = (EventRow.changes.contains(value, autoescape=True) for value in quoted)
    return or_(EventRow.actor.in_(words), EventRow.subject.in_(words), EventRow.reason.in_(words), *changed)


def _redact(row: EventRow, known: KnownAs, email: str, name: str) -> None:
    is_theirs = row.account == known.account or row.subject in known.emails
    words = dict.fromkeys(known.emails, email) | dict.fromkeys(known.names if is_theirs else known.own_names, name)
    if row.account in {known.account, None}:
        row.actor = name if row.account == known.account else words.get(row.actor, row.actor)
    row.subject, row.reason = words.get(row.subject, row.subject), words.get(row.reason, row.reason)
    row.changes = write_changes(
        tuple(
            Change(item.name, words.get(item.before, item.before), words.get(item.after, item.after))
            for item in read_changes(row.changes)
        )
    )


def hash_of_batch(digests: Mapping[int, str]) -> str:
    """By what a batch is known: over the numbers of its events and their new digests."""
    return sha256_of("\n".join(f"{event}:{digest}" for event, digest in sorted(digests.items())))


def vouched_digests(session: Session) -> dict[int, str]:
    """The new digest of every event whose replacement an event of the chain vouches for; the latest counts.

    It is REMOVED for one that was taken out.
    """
    batches: dict[str, dict[int, str]] = {}
    for row in session.scalars(select(AuditRedactionRow)):
        batches.setdefault(row.batch, {})[row.event] = row.digest
    found: dict[int, str] = {}
    vouching = select(EventRow.reason).where(EventRow.action.in_([event.value for event in _VOUCHING]))
    for batch in session.scalars(vouching.order_by(EventRow.id)):
        digests = batches.get(batch, {})
        if hash_of_batch(digests) == batch:
            found |= digests
    return found
