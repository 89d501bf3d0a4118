"""The chain over the audit events: each link holds the hash of all before it, so that no change goes unseen."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from service.domain.notation.fingerprint import sha256_of
from service.domain.notation.labelled import Labelled

# What the first link follows on from.
GENESIS = "0" * 64
# Among so many links before it one is looked for that a link follows on from, where that is not the last.
_LOOKED_BACK = 16


class AuditSeal(NamedTuple):
    """A link as it is stored: the number of its event, the event's digest, and the hash of all up to it."""

    position: int
    event: int
    digest: str
    sha256: str


class AuditLink(NamedTuple):
    """A link and the event behind it as it is now: its digest, empty where the event is gone, and its moment."""

    seal: AuditSeal
    actual: str
    at: datetime | None = None


def digest_of(at: datetime, *values: str | int | None) -> str:
    """The digest of an event: of its moment and all else that it says, in the order of its columns."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return sha256_of(json.dumps(["1", moment, *values], separators=(",", ":")))


START = AuditSeal(0, 0, "", GENESIS)


def next_seal(last: AuditSeal, event: int, digest: str) -> AuditSeal:
    """The link of an event that follows on from the last one."""
    return AuditSeal(last.position + 1, event, digest, _hash(last.sha256, digest))


def _hash(before: str, digest: str) -> str:
    return sha256_of(f"{before}:{digest}")


class FaultKind(Labelled):
    """What is wrong with an event or its link."""

    ALTERED = "altered", "bị sửa"
    MISSING = "missing", "bị mất"
    REORDERED = "reordered", "bị đổi chỗ"
    INSERTED = "inserted", "bị chèn thêm"
    UNLINKED = "unlinked", "không nối tiếp sự kiện liền trước: sự kiện liền trước bị sửa hoặc bị mất"


@dataclass(frozen=True)
class Fault:
    """Something wrong at a position of the chain, with the number of the event where that is known.

    `at` is its moment; that of the event before where it is gone, None where there is none.
    """

    position: int
    kind: FaultKind
    event: int | None
    at: datetime | None


@dataclass(eq=False)
class _Passed:
    """A link that was gone past, the hash of the one before it, and what is wrong as far as is known by then."""

    link: AuditLink
    before: str
    at: datetime | None = None
    follows_sound: bool = True
    kind: FaultKind | None = None

    @property
    def recomputed(self) -> str:
        """The hash that it should have where it stands."""
        return _hash(self.before, self.link.seal.digest)

    def follows(self, sha256: str) -> bool:
        """Whether it was made to follow on from the link of that hash."""
        return _hash(sha256, self.link.seal.digest) == self.link.seal.sha256


class ChainCheck:
    """Goes along a chain, link by link in the order of positions; what is wrong is known at the end."""

    def __init__(self) -> None:
        self.count = 0
        self.last = START
        self.last_at: datetime | None = None
        self._missing: list[Fault] = []
        self._wrong: list[_Passed] = []
        self._passed = deque([_Passed(AuditLink(self.last, ""), "")], _LOOKED_BACK)

    def take(self, link: AuditLink) -> None:
        """Go past the next link."""
        here, expected = link.seal.position, self.last.position + 1
        for position in range(expected, here):
            self._missing.append(Fault(position, FaultKind.MISSING, None, self.last_at))
        if here > expected:
            self._passed.clear()  # what the link follows on from is gone
        at = link.at or self.last_at
        item = _Passed(link, self.last.sha256, at, not self._passed or self._passed[-1].kind is None)
        item.kind = self._own_fault(link) or (self._place_fault(item) if self._passed else None)
        if item.kind is not None:
            self._wrong.append(item)
        self._passed.append(item)
        self.count, self.last, self.last_at = self.count + 1, link.seal, at

    def faults(self) -> tuple[Fault, ...]:
        """What is wrong, in the order of positions."""
        if self._passed and self._passed[-1].kind is FaultKind.UNLINKED and self._settled(self._passed[-1]):
            self._passed[-1].kind = FaultKind.ALTERED  # nothing follows that would vouch for it
        settled = [(item, self._settled(item)) for item in self._wrong]
        named = [
            Fault(item.link.seal.position, kind, item.link.seal.event, item.at)
            for item, kind in settled
            if kind is not None
        ]
        return tuple(sorted((*self._missing, *named), key=lambda fault: fault.position))

    def _own_fault(self, link: AuditLink) -> FaultKind | None:
        if link.actual == link.seal.digest:
            return None
        return FaultKind.ALTERED if link.actual else FaultKind.MISSING

    def _place_fault(self, item: _Passed) -> FaultKind | None:
        """Whether the link follows on from the one before; if from another, what that says of those between."""
        for index in reversed(range(len(self._passed))):
            earlier = self._passed[index]
            between = list(self._passed)[index + 1 :]
            if item.follows(earlier.link.seal.sha256):
                return self._passed_over(item, earlier, between)
            if earlier.kind is FaultKind.UNLINKED and item.follows(earlier.recomputed):
                earlier.kind = FaultKind.ALTERED
                return None
        return FaultKind.UNLINKED

    def _passed_over(self, item: _Passed, earlier: _Passed, between: list[_Passed]) -> FaultKind | None:
        if any(passed.follows(item.link.seal.sha256) for passed in between):
            return FaultKind.REORDERED  # it belongs before one of them
        if earlier.kind is None:
            for passed in between:
                if passed.kind in {None, FaultKind.UNLINKED}:
                    self._wrong += [passed] if passed.kind is None else []
                    passed.kind = FaultKind.INSERTED
        return None

    def _settled(self, item: _Passed) -> FaultKind | None:
        """What is wrong with the link, now that all are known; None where others were moved away from before it."""
        others = [other for other in self._wrong if other is not item]
        if item.kind is FaultKind.ALTERED and any(item.link.actual == other.link.seal.digest for other in others):
            return FaultKind.REORDERED
        if item.kind is not FaultKind.UNLINKED:
            return item.kind
        if item.follows_sound and any(other.follows(item.before) for other in others):
            return FaultKind.REORDERED
        return None if any(item.follows(other.link.seal.sha256) for other in others) else FaultKind.UNLINKED
