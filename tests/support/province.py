"""A province of any size: units and their valid filings, stored as the checking of each would leave them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import insert

from service.actions.context import Context
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.payload import Payload
from service.domain.reporting.submission import Review, State
from service.readers.formats import JSON
from service.storage.intake import payload_codec as content
from service.storage.models import AgencyRow, SubmissionRow
from tests.support.consolidations import real_payload
from tests.support.installation import MORNING, PERIOD


def put_units(context: Context, count: int) -> list[str]:
    """Store that many departments and communes, «Đơn vị số 0001» and so on; their codes."""
    rows = [
        {
            "code": f"u{number:04d}",
            "name": f"Đơn vị số {number:04d}",
            "abbreviation": "",
            "kind": (AgencyKind.XA if number % 5 else AgencyKind.SO).value,
            "valid_from": date(2000, 1, 1),
        }
        for number in range(1, count + 1)
    ]
    with context.database.writing() as session:
        session.execute(insert(AgencyRow), rows)
    return [str(row["code"]) for row in rows]


def put_valid(
    context: Context,
    agencies: Iterable[str],
    period: str = PERIOD,
    received_at: datetime = MORNING,
    revision: int = 1,
    *,
    in_figures: bool = False,
    **figures: int,
) -> None:
    """Store a valid filing for each unit: the real report's figures but for these; double underscores for dots.

    `in_figures` leaves out the texts and documents, which are most of a report's bytes.
    """
    changed = {name.replace("__", "."): Decimal(value) for name, value in figures.items()}
    real = real_payload()
    payload = replace(real, period=period, indicators={**real.indicators, **changed})
    if in_figures:
        payload = replace(payload, narratives={}, documents=())
    rows = [_row(replace(payload, agency=agency), revision, received_at) for agency in agencies]
    with context.database.writing() as session:
        session.execute(insert(SubmissionRow), rows)


def put_payload(context: Context, payload: Payload) -> None:
    """Store one valid filing as it is."""
    with context.database.writing() as session:
        session.execute(insert(SubmissionRow), [_row(payload, 1, MORNING)])


def _row(payload: Payload, revision: int, received_at: datetime) -> dict[str, object]:
    return {
        "id": f"{payload.period}-{payload.agency}-{revision}",
        "period": payload.period,
        "agency": payload.agency,
        "revision": revision,
        "channel": JSON.channel,
        "file_name": "",
        "sha256": f"{revision:064d}",
        "raw": b"{}",
        "received_at": received_at,
        "filed_by": "Cán bộ",
        "state": State.VALID.value,
        "state_since": received_at,
        "review": Review.PENDING.value,
        "validated_at": received_at,
        "content": content.encode(payload),
    }


def put_figures(context: Context, agency: str, period: str, **figures: int) -> None:
    """The real report with these figures only as an agency's of a period; double underscores stand for dots."""
    indicators = {name.replace("__", "."): Decimal(value) for name, value in figures.items()}
    put_payload(context, replace(real_payload(), period=period, agency=agency, indicators=indicators))
