"""What the province's report in words takes from its template: grounds, proposals and their subjects."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Subject:
    """A subject by which proposals are collected, known by words of which one stands in the text."""

    title: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class ReportGuide:
    """`proposals` is the section whose texts are collected by `subjects`; `drafted_by` is the office that keeps a copy.

    The province reports to the `addressee`, in whose place there are dots where the template names none.

    No figure depends on it.
    """

    addressee: str = "…………………"
    grounds: tuple[str, ...] = ()
    drafted_by: str = "SNV"
    highlights: int = 6
    proposals: str = ""
    subjects: tuple[Subject, ...] = ()
