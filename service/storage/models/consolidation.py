"""Merged reports and the workbooks made of them."""

from __future__ import annotations

from datetime import datetime

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

from service.domain.consolidation.states import BuildState
from service.storage.engine.base import MOMENT, Base, partial_index
from service.storage.engine.enums import EnumText


class ConsolidationRow(Base):
    """A merged report of a period; `content` holds each indicator's value and contributing units."""

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


class ConsolidationSource(Base):
    """A filing that a consolidation was made from."""

    __tablename__ = "consolidation_source"
    consolidation: Mapped[int] = mapped_column(ForeignKey("consolidation.id"), primary_key=True)
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), primary_key=True)


class WorkbookRow(Base):
    """A workbook that was asked for; at most one of a scope is under way in a period."""

    __tablename__ = "workbook"
    __table_args__ = (
        partial_index(
            "workbook_under_way", "period", "scope_digest", where="state IN ('queued', 'building')", unique=True
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
