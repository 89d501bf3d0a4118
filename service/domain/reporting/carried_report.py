"""The values that an agency's own report carries with it, beside the words that people see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# What the part of a Word file, and the file within a PDF, is known by; docs/carried-report.md describes it.
NAMESPACE = "urn:tonghop:report"
# The same for the report of the whole province, which is nobody's own.
PROVINCE_NAMESPACE = "urn:tonghop:province-report:1"
VERSION = "1"
ATTACHMENT = "tonghop-bao-cao.xml"


@dataclass(frozen=True)
class CarriedDocument:
    """A row of the list of issued documents as it is printed."""

    kind: str
    number: str
    day: str
    title: str


@dataclass(frozen=True)
class CarriedReport:
    """A report's values as they are printed, such as «4.135,9», by the codes of its template.

    `part` is where they stand in the file. Nobody has compared them yet with what the file shows.
    """

    part: str
    template: str
    template_version: str
    period: str
    agency: str
    agency_name: str
    indicators: Mapping[str, str] = field(default_factory=dict)
    narratives: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[CarriedDocument, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    explanations: Mapping[str, str] = field(default_factory=dict)
