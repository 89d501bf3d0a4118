"""What Home Affairs says to single figures and sections of a filing when it returns it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.storage.models import CommentRow


@dataclass(frozen=True)
class Comment:
    """A remark; `path` is that of a draft's value, empty for the report as a whole.

    Whose it is: Home Affairs', or the leader's of the unit (`is_leaders`).
    """

    path: str
    text: str
    by: str
    at: datetime
    is_leaders: bool = False


def add_comments(session: Session, submission: str, comments: list[Comment]) -> None:
    """Store the remarks on a filing."""
    session.add_all(
        CommentRow(submission=submission, path=item.path, text=item.text, by=item.by, at=item.at) for item in comments
    )
    session.flush()


def comments_of(session: Session, submission: str) -> tuple[Comment, ...]:
    """The remarks on a filing, in the order in which they were made."""
    rows = session.scalars(select(CommentRow).where(CommentRow.submission == submission).order_by(CommentRow.id))
    return tuple(Comment(row.path, row.text, row.by, row.at) for row in rows)
