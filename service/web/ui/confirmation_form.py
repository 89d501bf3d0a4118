"""What the form of a report's confirmation sends: a decision for each figure, and a tick for each text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from service.actions.intake.confirmation import Confirmation, FigureRow
from service.domain.notation.text import clean
from service.domain.reading.proposal import Choices

# What a person chooses beside the numbers that are offered.
OTHER, NONE = "other", "none"
_LONGEST = 200
_MOST_DIGITS = 4


def sent_choices(form: Mapping[str, str], confirmation: Confirmation) -> Choices:
    """The choices in a form as it was sent."""
    found = {row.indicator.code: _decided(form, row) for row in confirmation.rows}
    figures = {code: value for code, value in found.items() if value is not None}
    columns = dict(_columns(form, confirmation))
    spare = confirmation.proposal.export.spare if confirmation.proposal.export else ()
    figures |= {code: spare[position].value for code, position in columns.items()}
    return Choices(figures, {part.path: f"t.{part.path}" in form for part in confirmation.parts}, columns)


def _columns(form: Mapping[str, str], confirmation: Confirmation) -> Iterator[tuple[str, int]]:
    """The columns of an export that were chosen for figures which nothing was found for, unless one was typed."""
    spare = confirmation.proposal.export.spare if confirmation.proposal.export else ()
    for row in confirmation.rows if spare else ():
        code = row.indicator.code
        chosen = form.get(f"c.{code}", "") if row.is_missing and not form.get(f"v.{code}", "").strip() else ""
        if chosen.isdecimal() and len(chosen) <= _MOST_DIGITS and int(chosen) < len(spare):
            yield code, int(chosen)


def _decided(form: Mapping[str, str], row: FigureRow) -> str | None:
    """The value that was chosen for a figure, empty for none, None where nobody has decided."""
    code = row.indicator.code
    typed = clean(form.get(f"v.{code}", "")[:_LONGEST])[0].strip()
    if row.is_missing:
        return typed or None
    assert row.proposed is not None
    if row.is_sure:
        # Whoever corrects a number has decided on it.
        is_typed = f"v.{code}" in form and typed != row.best
        return typed if f"ok.{code}" in form or is_typed else None
    picked = form.get(f"c.{code}", "")
    if picked == NONE:
        return ""
    if picked == OTHER:
        return typed or None
    offered = [item.value for item in row.proposed.values]
    return offered[int(picked)] if picked.isdecimal() and int(picked) < len(offered) else None


def picked(row: FigureRow) -> str:
    """Which of the choices of an unsure figure stands: a number's position, `other`, `none`, empty for none yet."""
    if row.decided is None or row.proposed is None:
        return ""
    if not row.decided:
        return NONE
    offered = [item.value for item in row.proposed.values]
    return str(offered.index(row.decided)) if row.decided in offered else OTHER
