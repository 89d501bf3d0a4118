"""A province of any size: units and their valid filings, stored as the checking of each would leave them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import insert

from service.actions.context import Context
from service.domain.payload import Payload
from service.domain.submission import Channel, Review, State
from service.storage import content
from service.storage.models import SubmissionRow
from tests.support.consolidations import real_payload
from tests.support.installation import MORNING, PERIOD
from tests.support.units import units_csv


def many_units(count: int) -> bytes:
    """A list of that many departments and communes: `u0001` «Đơn vị số 0001» and so on."""
    lines = (f"u{n:04d},Đơn vị số {n:04d},,{'xa' if n % 5 else 'so'},,2000-01-01,," for n in range(1, count + 1))
    return units_csv(*lines)


def agencies_of(count: int) -> list[str]:
    """The codes of those units."""
    return [f"u{n:04d}" for n in range(1, count + 1)]


def put_valid(
    context: Context,
    agencies: Iterable[str],
    period: str = PERIOD,
    received_at: datetime = MORNING,
    revision: int = 1,
    **figures: int,
) -> None:
    """Store a valid filing for each unit: the real report's figures but for these; double underscores for dots."""
    changed = {name.replace("__", "."): Decimal(value) for name, value in figures.items()}
    real = real_payload()
    payload = replace(real, period=period, indicators={**real.indicators, **changed})
    rows = [_row(replace(payload, agency=agency), revision, received_at) for agency in agencies]
    with context.database.writing() as session:
        session.execute(insert(SubmissionRow), rows)


def _row(payload: Payload, revision: int, received_at: datetime) -> dict[str, object]:
    return {
        "id": f"{payload.period}-{payload.agency}-{revision}",
        "period": payload.period,
        "agency": payload.agency,
        "revision": revision,
        "channel": Channel.JSON.value,
        "file_name": "",
        "sha256": f"{revision:064d}",
        "raw": b"{}",
        "received_at": received_at,
        "filed_by": "Cán bộ",
        "state": State.VALID.value,
        "state_since": received_at,
        "review": Review.PENDING.value,
        "validated_at": received_at,
        "content": content.dump(payload),
    }
