"""Which of a unit's submissions for a period counts: the newest valid one, until a newer revision is valid too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from service.domain.reporting.submission import UNDECIDED, Review, State


class Revision(Protocol):
    """What is looked at of a submission, in whatever it is kept.

    Any, since the column of a table is to mypy what it is on the class: number, State, Review, and a moment.
    """

    @property
    def revision(self) -> Any:
        """Its number among the unit's submissions."""

    @property
    def state(self) -> Any:
        """Where its check stands."""

    @property
    def review(self) -> Any:
        """What Home Affairs said of it."""

    @property
    def received_at(self) -> Any:
        """When it came."""


RevisionT = TypeVar("RevisionT", bound=Revision)


class SubmissionHistory(Generic[RevisionT]):
    """One unit's submissions for one period, given in any order.

    storage/intake/standing.py asks the database the same for a whole period.
    """

    def __init__(self, submissions: Iterable[RevisionT]) -> None:
        self.revisions = tuple(sorted(submissions, key=lambda item: item.revision))
        self._valid = tuple(item for item in self.revisions if item.state == State.VALID)

    @property
    def newest(self) -> RevisionT | None:
        """The last one that came in, whatever became of it."""
        return self.revisions[-1] if self.revisions else None

    @property
    def standing(self) -> RevisionT | None:
        """The one that counts: a newer one with errors, or whose check has not ended, leaves it where it is."""
        return self._valid[-1] if self._valid else None

    @property
    def shown(self) -> RevisionT | None:
        """The one that speaks for the unit: the one that counts, or else the newest."""
        return self.standing or self.newest

    @property
    def returned(self) -> RevisionT | None:
        """The one that counts where Home Affairs has returned it: it goes on counting, and is to be answered."""
        standing = self.standing
        return standing if standing is not None and standing.review == Review.RETURNED else None

    @property
    def valid_at(self) -> datetime | None:
        """When the one that counts came, by which the unit was in time or late."""
        return None if self.standing is None else self.standing.received_at

    @property
    def first_valid_at(self) -> datetime | None:
        """When the first valid one came; it does not save the deadline for a later one."""
        return min((item.received_at for item in self._valid), default=None)

    @property
    def is_being_checked(self) -> bool:
        """Whether the newest one may yet turn out to be valid."""
        return self.newest is not None and self.newest.state in UNDECIDED

    def overtaken_by(self, submission: RevisionT) -> RevisionT | None:
        """The newest later one that is valid, or may turn out to be."""
        later = (item for item in reversed(self.revisions) if item.revision > submission.revision)
        return next((item for item in later if item.state == State.VALID or item.state in UNDECIDED), None)
