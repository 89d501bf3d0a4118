"""In words what a unit becomes on a day that has not come yet."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain.errors import Message, message
from service.domain.organization.coming import ComingChange
from service.domain.reporting.period import official_day


def coming_words(change: ComingChange) -> Message:
    """From when what is other, such as «từ 01/12/2026: tên là Sở Tài chính; không còn đơn vị cấp trên»."""
    parts = list(_parts(change))
    names = [f"part{number}" for number in range(len(parts))]
    what = Message("; ".join(f"{{{name}}}" for name in names), dict(zip(names, parts, strict=True)))
    return message("từ {day}: {what}", day=official_day(change.since), what=what)


def _parts(change: ComingChange) -> Iterator[Message]:
    if change.name is not None:
        yield message("tên là {name}", name=change.name)
    if change.abbreviation is not None:
        yield message("tên viết tắt là {name}", name=change.abbreviation)
    if change.kind is not None:
        yield message("cấp là {kind}", kind=Message(change.kind.label))
    if change.parent:
        yield message("đơn vị cấp trên là {code}", code=change.parent)
    elif change.parent is not None:
        yield message("không còn đơn vị cấp trên")
