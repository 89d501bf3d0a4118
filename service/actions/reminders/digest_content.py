"""What digests say: to Home Affairs of every open period, to a leader of their own unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.periods.board import whole_board
from service.actions.periods.status import period_snapshot
from service.actions.reminders.due import OpenPeriod, running_periods
from service.channels.smtp import MessageContent
from service.domain.consolidation.board import BoardRow, BoardState
from service.domain.consolidation.consolidation import AgencyState, completeness
from service.domain.errors import message
from service.domain.organization.account import Account
from service.domain.reporting.deadline import days_between, days_late
from service.domain.reporting.period import VIETNAM
from service.storage.intake.submissions import submissions_since
from service.storage.notifications.messages import given_up_mails
from service.storage.organization.accounts import accounts_of_agencies
from service.storage.reminders.reminders import unreachable_since

# Longer lists are looked at on the page that the mail leads to.
MOST = 30
T = TypeVar("T")


@dataclass(frozen=True)
class PeriodDigest:
    """An open period with the standing of each of its units, in table order, by unit."""

    run: OpenPeriod
    rows: Mapping[str, BoardRow]


def period_digests(context: Context, session: Session) -> tuple[PeriodDigest, ...]:
    """The periods that are open; looked at once for all who are told of them."""
    found = []
    for run in running_periods(context, session):
        board = whole_board(context, session, period_snapshot(session, context.catalogue, run.opened.code))
        found.append(PeriodDigest(run, {row.agency.code: row for row in board.rows}))
    return tuple(found)


def daily_digest(
    context: Context, session: Session, person: Account, periods: Sequence[PeriodDigest], since: datetime
) -> MessageContent | None:
    """The letter to one of Home Affairs of what is new since that moment; None where nothing is."""
    now = context.clock.now()
    told = [_period(context, session, item, since, now) for item in periods]
    # What became of mails is noted in real time, which a demonstration's business time runs behind.
    mails = given_up_mails(session, context.clock.real() - (now - since))
    arrived, late, unreachable = (
        sum(item[name] for item in told) for name in ("arrived_count", "late_count", "newly_unreachable")
    )
    news = (
        (arrived, message("{count} lần nộp mới", count=arrived)),
        (late, message("{count} đơn vị quá hạn", count=late)),
        (unreachable, message("{count} đơn vị không có người nhận thư nhắc", count=unreachable)),
        (len(mails), message("{count} thư không gửi được", count=len(mails))),
    )
    said = [words for count, words in news if count]
    if not periods or not said:
        return None
    shown, more = _first([{"recipient": mail.recipient, "subject": mail.subject} for mail in mails])
    about = {"account": person, "now": now.astimezone(VIETNAM), "since": since.astimezone(VIETNAM), "news": said,
             "periods": told, "mails": shown, "more_mails": more}  # fmt: skip
    return MessageContent("digest_daily", about)


def weekly_digest(context: Context, roles: Sequence[Account], periods: Sequence[PeriodDigest]) -> MessageContent | None:
    """The lines to a person who leads these units, one a report; None where no unit has a report under way."""
    now = context.clock.now()
    lines = [line for person in roles for line in _lines(context, person, periods, now)]
    if not lines:
        return None
    units = ", ".join(dict.fromkeys(line["agency"] for line in lines))
    about = {"account": roles[0], "lines": lines, "agency": units}
    return MessageContent("digest_weekly", {**about, "link": f"{context.settings.address}/bao-cao"})


def _period(context: Context, session: Session, item: PeriodDigest, since: datetime, now: datetime) -> dict[str, Any]:
    """What there is to say of a period; `newly_unreachable` counts units that a reminder has failed to reach since."""
    code, rows = item.run.opened.code, item.rows
    missing = [row for row in rows.values() if row.status.valid_at is None]
    late = [_late(row, now) for row in missing if now > row.status.due_at]
    arrived = [
        {"agency": rows[filing.agency].agency.name, "revision": filing.revision, "state": filing.state.label,
         "at": filing.received_at.astimezone(VIETNAM)}
        for filing in submissions_since(session, code, since)
        if filing.agency in rows
    ]  # fmt: skip
    people = accounts_of_agencies(session, [row.agency.code for row in missing])
    alone = [row.agency.name for row in missing if not people[row.agency.code]]
    newly = unreachable_since(session, code, since) & {unit for unit, some in people.items() if not some}
    return {
        "report": item.run.template.title,
        "title": item.run.period.title,
        "link": f"{context.settings.address}/ky/{code}",
        "counts": completeness(row.status for row in rows.values()),
        "arrived_count": len(arrived),
        "late_count": len(late),
        "newly_unreachable": len(newly),
        **_listed(arrived=arrived, late=late, alone=alone),
    }


def _late(row: BoardRow, now: datetime) -> dict[str, Any]:
    due_at = row.status.due_at
    return {"agency": row.agency.name, "days": days_late(due_at, now), "due": due_at.astimezone(VIETNAM)}


def _lines(
    context: Context, person: Account, periods: Sequence[PeriodDigest], now: datetime
) -> Iterator[dict[str, Any]]:
    """A line for each report of the unit that is not accepted yet."""
    for item in periods:
        row = item.rows.get(person.agency or "")
        if row is None or row.state is BoardState.ACCEPTED:
            continue
        is_filed = row.status.valid_at is not None
        late, to_go = days_late(row.status.due_at, now), days_between(now, row.status.due_at)
        to_deadline = message("còn {days} ngày", days=to_go) if to_go else message("hạn hôm nay")
        left = message("quá hạn {days} ngày", days=late) if late else to_deadline
        state = row.status.state
        yield {"agency": row.agency.name, **context.catalogue.naming(item.run.template),
               "title": item.run.period.title,
               "state": message("hợp lệ, chờ tiếp nhận") if state is AgencyState.VALID else state.label,
               "due": row.status.due_at.astimezone(VIETNAM), "left": "" if is_filed else left}  # fmt: skip


def _listed(**lists: list[dict[str, Any]] | list[str]) -> dict[str, Any]:
    """Each list's beginning, and how many more there are."""
    found: dict[str, Any] = {}
    for name, items in lists.items():
        found[name], found[f"more_{name}"] = _first(items)
    return found


def _first(items: Sequence[T]) -> tuple[Sequence[T], int]:
    return items[:MOST], max(0, len(items) - MOST)
