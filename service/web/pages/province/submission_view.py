"""A filing's sections and the places on its page to which findings lead."""

from __future__ import annotations

from service.actions.review.lookups import SubmissionDetail
from service.domain.errors import Finding
from service.domain.reporting.template import Section
from service.web.ui.report_form import anchor

FIGURES, TEXTS, DOCUMENTS = "indicators", "narratives", "documents"


def sections(filing: SubmissionDetail) -> list[Section]:
    """The sections that the unit reports, and whatever else it wrote in."""
    written = filing.payload.narratives if filing.payload else {}
    return [
        section
        for section in filing.terms.template.sections
        if filing.agency.kind in section.applies_to or section.code in written
    ]


def parents(filing: SubmissionDetail) -> frozenset[str]:
    """The sections that have others below them, which need no text of their own."""
    return frozenset(section.parent for section in filing.terms.template.sections if section.parent)


def row_anchor(indicator: str) -> str:
    """The place of a figure on the page."""
    return f"chi-tieu-{indicator.replace('.', '-')}"


def path_place(path: str) -> str:
    """Where on the page a value stands."""
    key, _dot, code = path.partition(".")
    if key == DOCUMENTS:
        return "#van-ban"
    return f"#{row_anchor(code) if key == FIGURES else anchor(code)}"


def flagged(filing: SubmissionDetail) -> frozenset[str]:
    """The paths of all values of which something was found."""
    return frozenset(subject.removeprefix("$.") for item in filing.findings for subject in item.subjects)


def place_of(filing: SubmissionDetail, finding: Finding) -> str:
    """Where on the page a finding's first value stands."""
    return place_of_path(filing, next(iter(finding.subjects), "").removeprefix("$."))


def place_of_path(filing: SubmissionDetail, path: str) -> str:
    """The same of a value's path, which may be of none that the page shows."""
    key, _dot, code = path.partition(".")
    if key == FIGURES and code in filing.terms.template.by_code:
        return f"#{row_anchor(code)}"
    if key == TEXTS and code in filing.terms.template.section_by_code:
        return f"#{anchor(code)}"
    return "#van-ban" if key.startswith(DOCUMENTS) else "#noi-dung"


__all__ = ["anchor", "flagged", "parents", "path_place", "place_of", "place_of_path", "row_anchor", "sections"]
