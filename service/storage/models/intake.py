"""Filings with their raw bytes, what was found in them, and what is still being written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.errors import Level
from service.domain.reporting.approval import ApprovalState
from service.domain.reporting.evidence import Examination
from service.domain.reporting.figure_thread import ThreadStep
from service.domain.reporting.submission import Review, State
from service.storage.engine.base import CODE, MOMENT, Base, partial_index
from service.storage.engine.enums import EnumText
from service.storage.engine.examinations import ExaminationText


class SubmissionRow(Base):
    """One filing: its bytes as they came, its state, and its content once it was understood.

    `attempts` counts every claim and never goes back, so that a late worker stores nothing; `deaths` are those of its
    claims that ended with their process, `interruptions` those that nobody ended, both since its check was last asked
    for. `terms` is the fingerprint of what its verdict was held against. `on_behalf` is why Home Affairs filed it for
    the unit; empty where the unit did. `size` is that of its bytes; by its `turn`, how many the unit had handed in
    within an hour before it, it is checked before or after those of others.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("period", "agency", "revision"),
        UniqueConstraint("period", "agency", "sha256"),
        UniqueConstraint("period", "agency", "idempotency_key"),
        Index("submission_waiting", "state", "state_since"),
        # A row's state lies behind its bytes, which a question about thousands of units must not read.
        partial_index("submission_valid", "period", "agency", where="state = 'valid'"),
        Index("submission_sha256", "sha256"),
        partial_index("submission_returned", "period", "agency", where="review = 'returned'"),
        Index("submission_quota", "agency", "received_at", "size"),
        partial_index("submission_turn", "turn", "received_at", "id", where="state = 'received' AND attempts = 0"),
    )
    id: Mapped[str] = mapped_column(String(160), primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"))
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    revision: Mapped[int]
    channel: Mapped[str] = mapped_column(String(16))
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    idempotency_key: Mapped[str | None] = mapped_column(String(200))
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    received_at: Mapped[datetime] = mapped_column(MOMENT)
    filed_by: Mapped[str] = mapped_column(String(200))
    state: Mapped[State] = mapped_column(EnumText(State))
    state_since: Mapped[datetime] = mapped_column(MOMENT)
    attempts: Mapped[int] = mapped_column(default=0)
    review: Mapped[Review] = mapped_column(EnumText(Review))
    validated_at: Mapped[datetime | None] = mapped_column(MOMENT)
    content: Mapped[str | None] = mapped_column(Text, deferred=True)
    failure: Mapped[str | None] = mapped_column(Text)
    reviewed_at: Mapped[datetime | None] = mapped_column(MOMENT)
    filer: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    deaths: Mapped[int] = mapped_column(default=0, server_default="0")
    interruptions: Mapped[int] = mapped_column(default=0, server_default="0")
    terms: Mapped[str | None] = mapped_column(String(64))
    on_behalf: Mapped[str] = mapped_column(Text, default="", server_default="")
    size: Mapped[int] = mapped_column(default=0, server_default="0")
    turn: Mapped[int] = mapped_column(default=0, server_default="0")


class IdempotencyKeyRow(Base):
    """An Idempotency-Key that came with the bytes of an earlier filing, which has another key or none."""

    __tablename__ = "filing_key"
    period: Mapped[str] = mapped_column(CODE, primary_key=True)
    agency: Mapped[str] = mapped_column(CODE, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"))


class FindingRow(Base):
    """What was said of a filing."""

    __tablename__ = "finding"
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(64))
    level: Mapped[Level] = mapped_column(EnumText(Level))
    text: Mapped[str] = mapped_column(Text)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    subjects: Mapped[list[str]] = mapped_column(JSON)
    place: Mapped[str] = mapped_column(Text)
    operands: Mapped[dict[str, str]] = mapped_column(JSON)
    explanation: Mapped[str] = mapped_column(Text)
    english: Mapped[str] = mapped_column(Text, default="")


class DraftRow(Base):
    """What a unit is still writing; `version` grows with each change, `filed_version` was handed in last.

    `filed_as` is the submission with that content, however it came; empty where there is none.
    """

    __tablename__ = "draft"
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), primary_key=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    version: Mapped[int]
    filed_version: Mapped[int] = mapped_column(default=0)
    changed_by: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(MOMENT)
    filed_as: Mapped[str] = mapped_column(String(160), default="", server_default="")


class DraftFieldRow(Base):
    """One value of a draft as it was typed; `version` is the draft's when it was changed last."""

    __tablename__ = "draft_field"
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), primary_key=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    path: Mapped[str] = mapped_column(String(120), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    is_copied: Mapped[bool] = mapped_column(default=False)
    changed_by: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(MOMENT)


class ApprovalRequestRow(Base):
    """A version of a draft that was put before the leader, and what became of it."""

    __tablename__ = "approval_request"
    __table_args__ = (Index("approval_request_of_draft", "period", "agency", "id"),)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"))
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    version: Mapped[int]
    requested_by: Mapped[str] = mapped_column(String(200))
    requester: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    requested_at: Mapped[datetime] = mapped_column(MOMENT)
    state: Mapped[ApprovalState] = mapped_column(EnumText(ApprovalState))
    ended_by: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[datetime | None] = mapped_column(MOMENT)
    reason: Mapped[str] = mapped_column(Text, default="")


class ApprovalRemarkRow(Base):
    """A remark of the leader who sent a draft back, on a figure or a section."""

    __tablename__ = "approval_remark"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    request: Mapped[int] = mapped_column(ForeignKey("approval_request.id"), index=True)
    path: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(MOMENT)


class CommentRow(Base):
    """A remark of Home Affairs on a filing: on a figure, a section, or the whole."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    path: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(MOMENT)


class RemarkDraftRow(Base):
    """A remark that somebody is still writing on what a unit reports: Home Affairs on a filing, the unit's leader
    on the draft, where there is no `submission`.

    Each has their own, so that nobody writes over a colleague's.
    """

    __tablename__ = "remark_draft"
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), primary_key=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    path: Mapped[str] = mapped_column(String(120), primary_key=True)
    submission: Mapped[str | None] = mapped_column(ForeignKey("submission.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(MOMENT)


class ReviewClaimRow(Base):
    """Who of Home Affairs reviews what a unit reports for a period; `claimed_by` took it, or gave it to them."""

    __tablename__ = "review_claim"
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), primary_key=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.id"))
    claimed_at: Mapped[datetime] = mapped_column(MOMENT)
    claimed_by: Mapped[str] = mapped_column(String(200))


class ReportFileRow(Base):
    """A file beside a report: the one that figures were read from (`is_read`), or other evidence.

    Without a `submission` it lies with the unit's draft, and goes with what is handed in next; while there is a
    reading of it, it lies with nothing but that reading, and with an `adjustment` it proves that one. `about` is what
    it proves, `examined` what was found of it, None where nobody has looked. `read_with` is the file with which it was
    read as one, whose reading is its own too.
    """

    __tablename__ = "report_file"
    __table_args__ = (
        Index("report_file_draft", "period", "agency"),
        Index("report_file_sha256", "sha256"),
        Index("report_file_quota", "agency", "brought_at", "size"),
    )
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"))
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    submission: Mapped[str | None] = mapped_column(ForeignKey("submission.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    is_read: Mapped[bool]
    brought_by: Mapped[str] = mapped_column(String(200))
    brought_at: Mapped[datetime] = mapped_column(MOMENT)
    raw: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    about: Mapped[str] = mapped_column(String(80), default="", server_default="")
    examined: Mapped[Examination | None] = mapped_column(ExaminationText)
    adjustment: Mapped[int | None] = mapped_column(ForeignKey("adjustment.id"), index=True)
    read_with: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer, "sqlite"))


class ReportReadingRow(Base):
    """What was read from a file and one person has still to confirm; `choices` are that person's so far."""

    __tablename__ = "report_reading"
    __table_args__ = (UniqueConstraint("period", "agency", "account"),)
    file: Mapped[int] = mapped_column(ForeignKey("report_file.id"), primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"))
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    account: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposal: Mapped[str] = mapped_column(Text)
    choices: Mapped[str] = mapped_column(Text)


class ExportMatchingRow(Base):
    """What a unit confirmed of exports with the same heads: from which columns its figures are.

    `layout` stands for the heads, `heads` are those of each figure as JSON, `file_name` is that of the last export.
    """

    __tablename__ = "export_matching"
    __table_args__ = (UniqueConstraint("agency", "template", "layout"),)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    template: Mapped[str] = mapped_column(String(64))
    layout: Mapped[str] = mapped_column(String(64))
    file_name: Mapped[str] = mapped_column(String(255))
    heads: Mapped[str] = mapped_column(Text)
    confirmed_at: Mapped[datetime] = mapped_column(MOMENT)


class FigureQuestionRow(Base):
    """What Home Affairs or an agency said about one of its figures of a period; `figure` is what that then was."""

    __tablename__ = "figure_question"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), index=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"))
    indicator: Mapped[str] = mapped_column(String(80))
    step: Mapped[ThreadStep] = mapped_column(EnumText(ThreadStep))
    text: Mapped[str] = mapped_column(Text)
    figure: Mapped[str | None] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(MOMENT)
