"""Secrets of authenticator apps, calendars' addresses and letters with a link for a password are sealed."""

import hashlib
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LINK = "%/dat-mat-khau/%"
LONGEST_LIFE = timedelta(days=7)
MOMENT = sa.DateTime(timezone=True)
account = sa.table("account", sa.column("id"), sa.column("email"), sa.column("totp_secret"))
mail = sa.table(
    "mail", sa.column("id"), sa.column("recipient"), sa.column("state"), sa.column("created_at", MOMENT),
    sa.column("text"), sa.column("html"), sa.column("sealed_for"), sa.column("sealed_until", MOMENT),
)  # fmt: skip


def _feed(name: str) -> Any:
    return sa.table(
        "calendar_feed", sa.column("owner"), sa.column(name), sa.column("renewed_at", MOMENT), sa.column("sealed")
    )


def _seal() -> Any:
    """What seals; raises RuntimeError where the upgrade was called without it though there is something to seal."""
    config = op.get_context().config
    seal = None if config is None else config.attributes.get("seal")
    if seal is None:
        raise RuntimeError("the database holds secrets, and no key was given to seal them with")
    return seal()


def upgrade() -> None:
    """To this version."""
    if op.get_bind().dialect.name == "sqlite":
        # What stood there before is overwritten and not only let go.
        op.execute("PRAGMA secure_delete=ON")
    _retype_apps(sa.Text())
    op.add_column("mail", sa.Column("sealed_for", sa.Integer(), nullable=True))
    op.add_column("mail", sa.Column("sealed_until", MOMENT, nullable=True))
    op.create_index(
        "mail_sealed", "mail", ["sealed_until"],
        sqlite_where=sa.text("sealed_until IS NOT NULL"), postgresql_where=sa.text("sealed_until IS NOT NULL"),
    )  # fmt: skip
    _seal_apps()
    _seal_letters()
    _seal_feeds()


def _retype_apps(kind: Any) -> None:
    """Another type by another column: SQLite would make the whole table anew, which others refer to."""
    op.add_column("account", sa.Column("totp_new", kind, nullable=True))
    op.execute("UPDATE account SET totp_new = totp_secret")
    op.drop_column("account", "totp_secret")
    op.alter_column("account", "totp_new", new_column_name="totp_secret")


def _seal_apps() -> None:
    connection = op.get_bind()
    for number, secret in connection.execute(
        sa.select(account.c.id, account.c.totp_secret).where(account.c.totp_secret.is_not(None))
    ).all():
        change = sa.update(account).where(account.c.id == number).values(totp_secret=_seal().close(secret))
        connection.execute(change)


def _seal_letters() -> None:
    """What may still be sent or read is sealed; of the rest the words go."""
    connection = op.get_bind()
    people = {row.email: row.id for row in connection.execute(sa.select(account.c.email, account.c.id))}
    columns = (mail.c.id, mail.c.recipient, mail.c.state, mail.c.created_at, mail.c.text, mail.c.html)
    for row in connection.execute(sa.select(*columns).where(mail.c.text.like(LINK))).all():
        values: dict[str, Any] = {"text": "", "html": "", "sealed_for": people.get(row.recipient, 0)}
        if row.state in {"waiting", "sending", "kept"}:
            seal, until = _seal(), row.created_at + LONGEST_LIFE
            values |= {"text": seal.close(row.text), "html": seal.close(row.html), "sealed_until": until}
        connection.execute(sa.update(mail).where(mail.c.id == row.id).values(**values))


def _seal_feeds() -> None:
    connection, before, after = op.get_bind(), _feed("token"), _feed("sha256")
    rows = connection.execute(sa.select(before.c.owner, before.c.token, before.c.renewed_at)).all()
    op.drop_table("calendar_feed")
    _create_feeds("sha256", sa.Column("sealed", sa.Text(), nullable=False))
    for row in rows:
        digest = hashlib.sha256(row.token.encode()).hexdigest()
        connection.execute(
            sa.insert(after).values(
                owner=row.owner, sha256=digest, renewed_at=row.renewed_at, sealed=_seal().close(row.token)
            )
        )


def _create_feeds(name: str, *more: Any) -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column(name, sa.String(length=64), nullable=False),
        sa.Column("renewed_at", MOMENT, nullable=False),
        *more,
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint(name, name=op.f(f"uq_calendar_feed_{name}")),
    )


def downgrade() -> None:
    """Back to the version before; letters that are sealed lose their words."""
    connection, after, before = op.get_bind(), _feed("sha256"), _feed("token")
    rows = connection.execute(sa.select(after.c.owner, after.c.sealed, after.c.renewed_at)).all()
    op.drop_table("calendar_feed")
    _create_feeds("token")
    for row in rows:
        values = {"owner": row.owner, "token": _seal().open(row.sealed), "renewed_at": row.renewed_at}
        connection.execute(sa.insert(before).values(**values))
    for number, sealed in connection.execute(
        sa.select(account.c.id, account.c.totp_secret).where(account.c.totp_secret.is_not(None))
    ).all():
        change = sa.update(account).where(account.c.id == number).values(totp_secret=_seal().open(sealed))
        connection.execute(change)
    connection.execute(sa.update(mail).where(mail.c.sealed_until.is_not(None)).values(text="", html=""))
    op.drop_index("mail_sealed", "mail")
    op.drop_column("mail", "sealed_until")
    op.drop_column("mail", "sealed_for")
    _retype_apps(sa.String(length=64))
