"""Merged reports and the workbooks made of them."""

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

from service.domain.consolidation.edition import LIVE, EditionOrigin
from service.domain.consolidation.states import BuildState
from service.storage.engine.base import CODE, MOMENT, Base, partial_index
from service.storage.engine.enums import EnumText


class ConsolidationRow(Base):
    """A merged report of a period; `indicators` holds each indicator's value and contributing units.

    `corrections` is, by agency, what Home Affairs had decided about its part in the totals.
    """

    __tablename__ = "consolidation"
    __table_args__ = (UniqueConstraint("period", "revision"),)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"))
    revision: Mapped[int]
    content_seq: Mapped[int]
    built_at: Mapped[datetime] = mapped_column(MOMENT)
    newest_at: Mapped[datetime | None] = mapped_column(MOMENT)
    expected: Mapped[int]
    contributing: Mapped[int]
    missing: Mapped[list[str]] = mapped_column(JSON)
    indicators: Mapped[dict[str, dict[str, int | float | str | None]]] = mapped_column(JSON)
    corrections: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON, default=dict, server_default="{}")
    # The newest hash of the audit chain when it was stored; empty before there was one.
    audit_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")


class ConsolidationSource(Base):
    """A filing that a consolidation was made from."""

    __tablename__ = "consolidation_source"
    consolidation: Mapped[int] = mapped_column(ForeignKey("consolidation.id"), primary_key=True)
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)


class ReviewScoreRow(Base):
    """How much a submission that counts deserves a look, as of the last merge: `concerns` are the reasons as JSON.

    `moved_indicator` moved farthest since last year, by `moved_percent`; both are empty where none did.
    """

    __tablename__ = "review_score"
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), index=True)
    points: Mapped[int]
    warnings: Mapped[int]
    unexplained: Mapped[int]
    moved_indicator: Mapped[str] = mapped_column(String(80))
    moved_percent: Mapped[str] = mapped_column(Text)
    concerns: Mapped[list[dict[str, Any]]] = mapped_column(JSON, deferred=True)


class EditionRow(Base):
    """An edition of a period, which nothing changes; `head` is what holds for all of it, as JSON."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("period", "number"),)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"))
    number: Mapped[int]
    origin: Mapped[EditionOrigin] = mapped_column(EnumText(EditionOrigin))
    made_at: Mapped[datetime] = mapped_column(MOMENT)
    made_by: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    province: Mapped[str] = mapped_column(Text)
    template_digest: Mapped[str] = mapped_column(String(64))
    consolidation: Mapped[int] = mapped_column(ForeignKey("consolidation.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    head: Mapped[str] = mapped_column(Text, deferred=True)
    audit_hash: Mapped[str] = mapped_column(String(64), default="", server_default="")


class EditionAgencyRow(Base):
    """What an edition holds of one agency that owed a report or was let off: JSON, each part None where there is none.

    `standing` is the agency with its terms and its standing, `filing` what was merged of it, `findings` what was said
    of that, and `evidence` of the files beside it.
    """

    __tablename__ = "edition_agency"
    # No key to the agency: what an edition holds of it is all here.
    edition: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    agency: Mapped[str] = mapped_column(CODE, primary_key=True)
    position: Mapped[int]
    standing: Mapped[str] = mapped_column(Text)
    filing: Mapped[str | None] = mapped_column(Text, deferred=True)
    findings: Mapped[str | None] = mapped_column(Text, deferred=True)
    evidence: Mapped[str | None] = mapped_column(Text, deferred=True)


class EditionBaselineRow(Base):
    """What an edition compares with: the `previous` period or the same one `last_year`, as JSON."""

    __tablename__ = "edition_baseline"
    edition: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    content: Mapped[str] = mapped_column(Text)


class EditionPublicationRow(Base):
    """That an edition was published to the units, by whom and when."""

    __tablename__ = "edition_publication"
    edition: Mapped[int] = mapped_column(ForeignKey("edition.id"), primary_key=True)
    published_by: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[datetime] = mapped_column(MOMENT)


class WorkbookRow(Base):
    """A workbook that was asked for; at most one of a scope is under way in a period.

    `edition` is the number of the edition that it is of, 0 where the period was open.
    """

    __tablename__ = "workbook"
    __table_args__ = (
        partial_index(
            "workbook_under_way",
            "period",
            "scope_digest",
            "edition",
            where="state IN ('queued', 'building')",
            unique=True,
        ),
        Index("workbook_fingerprint", "fingerprint"),
        Index("workbook_sha256", "sha256"),
    )
    id: Mapped[str] = mapped_column(String(160), primary_key=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.code"))
    state: Mapped[BuildState] = mapped_column(EnumText(BuildState))
    state_since: Mapped[datetime] = mapped_column(MOMENT)
    attempts: Mapped[int] = mapped_column(default=0)
    progress: Mapped[int] = mapped_column(default=0)
    requested_by: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime] = mapped_column(MOMENT)
    finished_at: Mapped[datetime | None] = mapped_column(MOMENT)
    consolidation: Mapped[int | None] = mapped_column(ForeignKey("consolidation.id"))
    sha256: Mapped[str | None] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    failure: Mapped[str | None] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text, default="", server_default="")
    scope_digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    fingerprint: Mapped[str | None] = mapped_column(String(64))
    edition: Mapped[int] = mapped_column(default=LIVE, server_default=str(LIVE))
