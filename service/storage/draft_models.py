"""The tables of what units are writing, and of what Home Affairs remarks on it; migrations look at them too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from service.storage.engine.base import MOMENT, Base


class DraftRow(Base):
    """What a unit is still writing; `version` grows with each change, `filed_version` was handed in last."""

    __tablename__ = "draft"
    period: Mapped[str] = mapped_column(ForeignKey("period.code"), primary_key=True)
    agency: Mapped[str] = mapped_column(ForeignKey("agency.code"), primary_key=True)
    version: Mapped[int]
    filed_version: Mapped[int] = mapped_column(default=0)
    awaits_leader: Mapped[bool] = mapped_column(default=False)
    changed_by: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime] = mapped_column(MOMENT)


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


class CommentRow(Base):
    """A remark of Home Affairs on a filing: on a figure, a section, or the whole."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    submission: Mapped[str] = mapped_column(ForeignKey("submission.id"), index=True)
    path: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(MOMENT)
