"""Work that one of many workers claims in the database for a while: one mechanism for whatever is claimed.

A row waits, is claimed by whoever is first, and is finished or given back. A claim that nobody renews ends with its
lease, so that somebody else may take the row over; each claim counts one attempt up, and what a late one says of its
attempt is not heard any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, case, or_, select, true, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from service.clock import SKEW
from service.storage.engine.conditional_update import conditional_update


def is_over(
    since: ColumnElement[Any] | InstrumentedAttribute[Any], now: datetime, lasts: timedelta
) -> ColumnElement[bool]:
    """The condition that what began at that moment has lasted longer than it may, or began when it cannot have."""
    return or_(since < now - lasts, since > now + SKEW)


@dataclass(frozen=True)
class Lease:
    """How the rows of one table are claimed: in which columns, by which states, and for how long.

    Where `attempts` is None a claim has no number, and whoever holds it speaks for it. From the `other` states a row
    may be claimed too, though it does not wait.
    """

    key: InstrumentedAttribute[str]
    state: InstrumentedAttribute[Any]
    since: InstrumentedAttribute[Any]
    attempts: InstrumentedAttribute[int] | None
    waiting: str
    claimed: str
    lasts: timedelta
    patience: timedelta
    """What waits for longer without having been claimed, its job was lost."""
    other: tuple[str, ...] = ()

    @property
    def is_claimed(self) -> ColumnElement[bool]:
        """The condition that somebody holds the row, or held it until their lease ran out."""
        return self.state == self.claimed

    def may_be_claimed(self, now: datetime, ready: ColumnElement[bool] | None = None) -> ColumnElement[bool]:
        """The condition that the row waits and is `ready`, or that whoever held it is gone."""
        waits = and_(self.state.in_([self.waiting, *self.other]), true() if ready is None else ready)
        return case((self.is_claimed, is_over(self.since, now, self.lasts)), else_=waits)

    def held(self, key: str, attempt: int) -> ColumnElement[bool]:
        """The condition that the row is held by that attempt."""
        numbered = true() if self.attempts is None else self.attempts == attempt
        return and_(self.key == key, self.is_claimed, numbered)

    def claim(
        self,
        session: Session,
        key: str,
        now: datetime,
        *conditions: ColumnElement[bool],
        ready: ColumnElement[bool] | None = None,
        **values: object,
    ) -> bool:
        """Take the row where the conditions hold; False where it does not wait, or somebody else was faster."""
        if self.attempts is not None:
            values[self.attempts.key] = self.attempts + 1
        free = self._update().where(self.key == key, self.may_be_claimed(now, ready), *conditions)
        return conditional_update(session, free.values(self._placed(self.claimed, now, values)))

    def renew(self, session: Session, key: str, attempt: int, now: datetime, **values: object) -> bool:
        """Let the claim of that attempt begin anew; False where another one took over."""
        return self.finish(session, key, attempt, self.claimed, now, **values)

    def finish(self, session: Session, key: str, attempt: int, state: str, now: datetime, **values: object) -> bool:
        """Store what came of that attempt; False where another one took over."""
        ours = self._update().where(self.held(key, attempt))
        return conditional_update(session, ours.values(self._placed(state, now, values)))

    def give_back(
        self, session: Session, key: str, attempt: int, now: datetime, *, counted: bool, **values: object
    ) -> bool:
        """Let the row wait again; unless the attempt is `counted` as if it had not been. False as for finish()."""
        if self.attempts is not None and not counted:
            values[self.attempts.key] = attempt - 1
        return self.finish(session, key, attempt, self.waiting, now, **values)

    def settle(
        self,
        session: Session,
        key: str,
        state: str,
        now: datetime | None,
        *conditions: ColumnElement[bool],
        **values: object,
    ) -> bool:
        """Store what became of the row, whoever held it; False where the conditions do not hold."""
        whose = self._update().where(self.key == key, *conditions)
        return conditional_update(session, whose.values(self._placed(state, now, values)))

    def lost(self, session: Session, now: datetime, limit: int = 500) -> tuple[list[str], list[str]]:
        """The rows that wait beyond patience, and those whose claims ran out, the oldest first, up to `limit` each.

        Those that wait begin to wait anew, so that the next portion is of others and none is asked for again at once.
        """
        oldest = select(self.key).order_by(self.since, self.key).limit(limit)
        waiting = list(
            session.scalars(oldest.where(self.state == self.waiting, is_over(self.since, now, self.patience)))
        )
        expired = list(session.scalars(oldest.where(self.is_claimed, is_over(self.since, now, self.lasts))))
        self.await_anew(session, waiting, now)
        return waiting, expired

    def release_unrenewed(self, session: Session, now: datetime, age: timedelta, **values: object) -> list[str]:
        """Let wait again whatever is claimed by somebody who has not renewed it for so long; which rows these are."""
        unrenewed = and_(self.is_claimed, is_over(self.since, now, age))
        found = list(session.scalars(select(self.key).where(unrenewed).with_for_update(skip_locked=True)))
        released = self._update().where(self.key.in_(found), unrenewed)
        conditional_update(session, released.values(self._placed(self.waiting, now, values)))
        return found

    def await_anew(self, session: Session, keys: Iterable[str], now: datetime) -> None:
        """Let those of these rows that still wait begin to wait from now on."""
        waiting = self._update().where(self.key.in_(list(keys)), self.state == self.waiting)
        conditional_update(session, waiting.values({self.since.key: now}))

    def _update(self) -> Update:
        return update(self.key.class_)

    def _placed(self, state: str, since: datetime | None, values: dict[str, object]) -> dict[str, object]:
        return {**values, self.state.key: state, self.since.key: since}
