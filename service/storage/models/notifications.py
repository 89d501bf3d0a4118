"""Messages to people."""

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
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from service.domain.notifications.delivery import BY_MAIL, MessageState
from service.storage.engine.base import MOMENT, Base, partial_index
from service.storage.engine.enums import EnumText


class MailRow(Base):
    """A message to be sent by mail or webhook, or kept to be read here where there is nothing to send it by.

    One of many (`is_bulk`) lets others pass; `tried_at` is when it was handed over last, whatever came of it. The words
    of a letter with a link that lets its reader in are sealed, and gone once the link has ended. Of letters to one
    person that are `about` different things of one series only the newest waits.
    """

    __tablename__ = "mail"
    __table_args__ = (
        # Apart, since with an index of all by their states SQLite would gather and sort what waits for each message.
        partial_index("mail_done", "state", "state_since", where="state NOT IN ('waiting', 'sending')"),
        partial_index("mail_sealed", "sealed_until", where="sealed_until IS NOT NULL"),
        partial_index("mail_to_go", "is_bulk", "created_at", "id", where="state IN ('waiting', 'sending')"),
        partial_index("mail_replaced", "recipient", "about", where="state = 'waiting' AND about <> ''"),
    )
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    state: Mapped[MessageState] = mapped_column(EnumText(MessageState))
    state_since: Mapped[datetime] = mapped_column(MOMENT)
    created_at: Mapped[datetime] = mapped_column(MOMENT)
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(Text, default="")
    not_before: Mapped[datetime | None] = mapped_column(MOMENT)
    means: Mapped[str] = mapped_column(String(16), default=BY_MAIL, server_default=BY_MAIL)
    is_bulk: Mapped[bool] = mapped_column(default=False, server_default=false())
    unsubscribe: Mapped[str | None] = mapped_column(Text)
    facts: Mapped[dict[str, str | None] | None] = mapped_column(JSON(none_as_null=True))
    tried_at: Mapped[datetime | None] = mapped_column(MOMENT, index=True)
    attachment_name: Mapped[str | None] = mapped_column(String(200))
    attachment: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    sealed_for: Mapped[int | None]
    sealed_until: Mapped[datetime | None] = mapped_column(MOMENT)
    about: Mapped[str] = mapped_column(String(200), default="", server_default="")


class NoticeRow(Base):
    """A message to a person that is read on the pages; `link` is a path of them."""

    __tablename__ = "notice"
    __table_args__ = (Index("notice_unread", "account", "read_at"),)
    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    account: Mapped[int] = mapped_column(ForeignKey("account.id"))
    subject: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(MOMENT)
    read_at: Mapped[datetime | None] = mapped_column(MOMENT)
    subject_en: Mapped[str] = mapped_column(Text, default="", server_default="")
