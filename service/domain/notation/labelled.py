"""Kinds that people read: each member has a value for the program and a label in Vietnamese."""

from __future__ import annotations

from enum import StrEnum


class Labelled(StrEnum):
    """Members are written as `NAME = "value", "label"`; the label is translated where it is shown."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Labelled:
        """A member; raises TypeError where it has no label, which only looking a member up may leave out."""
        if not label:
            raise TypeError(f"{cls.__name__} {value} has no label")
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
