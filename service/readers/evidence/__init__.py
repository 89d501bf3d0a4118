"""Files that go with a report, looked at as evidence: whether they can be read, and who signed them.

Looking at what strangers send takes bounds: call it through `service.actions.work.bounded`.
"""

from __future__ import annotations

from datetime import datetime

from service.authorities import Authorities
from service.domain.reporting.evidence import Examination, Legibility
from service.readers.document.pictures import is_picture

_HEAD = 1024


def examine_file(raw: bytes, authorities: Authorities, now: datetime) -> Examination:
    """What the bytes are and who signed them; `now` is the moment at which certificates are to be valid."""
    if is_picture(raw):
        return Examination(Legibility.SCAN)
    if b"%PDF-" not in raw[:_HEAD]:
        return Examination(Legibility.OTHER)
    # The libraries are large, and few files are examined.
    from service.readers.evidence.legibility import legibility_of  # noqa: PLC0415
    from service.readers.evidence.signatures import LockedError, signatures_in  # noqa: PLC0415

    try:
        signatures = signatures_in(raw, authorities, now)
    except LockedError:
        return Examination(Legibility.LOCKED, is_pdf=True)
    except ValueError:
        return Examination(Legibility.DAMAGED, is_pdf=True)
    return Examination(legibility_of(raw), signatures, is_pdf=True)
