"""What became of a report in Word that people edited, when its bound numbers and words were renewed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RenewedText:
    """One bound place: what it is called, the heading above it, what stood there and what stands there now."""

    label: str
    place: str
    old: str
    new: str


@dataclass(frozen=True)
class Renewal:
    """The file with all that was renewed in it; every word outside bound places is as it was.

    `edited` were overwritten by hand: `new` is what the figures say, which was written only where that was asked for.
    `deleted` are places that the document has no more, `gone` those of which the figures say nothing any more, and
    `added` what the figures say and the document never had.
    """

    content: bytes
    period: str
    moved: tuple[RenewedText, ...] = ()
    edited: tuple[RenewedText, ...] = ()
    deleted: tuple[str, ...] = ()
    gone: tuple[RenewedText, ...] = ()
    added: tuple[str, ...] = ()
    replaced_edited: bool = False
