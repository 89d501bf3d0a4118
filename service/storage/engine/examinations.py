"""What was found of a file, in a column of text."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from service.domain.reporting.evidence import Cover, Examination, Legibility, Moment, Signature, Trust


class ExaminationText(TypeDecorator[Examination]):
    """An examination, stored as JSON."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Examination | None, dialect: Dialect) -> str | None:
        """The JSON of it."""
        if value is None:
            return None
        signatures = [
            [item.signer, item.cover, item.trust, item.at.isoformat() if item.at else None, item.moment, item.issuer]
            for item in value.signatures
        ]
        kept = {"legibility": value.legibility, "pdf": value.is_pdf, "signatures": signatures}
        return json.dumps(kept, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Examination | None:
        """What was written so."""
        if value is None:
            return None
        kept = json.loads(value)
        signatures = tuple(
            Signature(
                signer, Cover(cover), Trust(trust), datetime.fromisoformat(at) if at else None, Moment(moment), issuer
            )
            for signer, cover, trust, at, moment, issuer in kept["signatures"]
        )
        return Examination(Legibility(kept["legibility"]), signatures, kept["pdf"])
