"""What a workbook shows of a period: all of it or chosen units and sections; in full or for printing."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.domain.errors import ConflictError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.notation.labelled import Labelled
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.template import ReportTemplate


class WorkbookFormat(StrEnum):
    """A workbook to work with, or its printout as PDF without what is empty."""

    XLSX = "xlsx"
    PDF = "pdf"


class PrintPart(Labelled):
    """What a printout has beside the annex where it is asked for: a full workbook has all of it."""

    FINDINGS = "findings", "Cảnh báo và giải trình"
    GAPS = "gaps", "Thiếu và muộn"
    NARRATIVES = "narratives", "Nội dung báo cáo"
    COMPARISON = "comparison", "So sánh"
    SOURCES = "sources", "Nguồn số liệu"
    RULES = "rules", "Quy tắc"


@dataclass(frozen=True)
class Scope:
    """Empty fields choose everything, but for `parts`, which a printout has beside the annex.

    `since` is an earlier workbook whose differences stand on the first sheet.
    """

    kinds: tuple[AgencyKind, ...] = ()
    units: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    file_format: WorkbookFormat = WorkbookFormat.XLSX
    since: str = ""
    parts: tuple[PrintPart, ...] = ()

    def has_unit(self, agency: Agency) -> bool:
        """Whether the unit is shown."""
        return (not self.kinds or agency.kind in self.kinds) and (not self.units or agency.code in self.units)

    def has_section(self, code: str) -> bool:
        """Whether the section is shown."""
        return not self.sections or code in self.sections

    @property
    def is_whole(self) -> bool:
        """Whether it is the workbook of the whole province."""
        return self == WHOLE

    @property
    def chooses_units(self) -> bool:
        """Whether some units are left out."""
        return bool(self.kinds or self.units)

    @property
    def is_part(self) -> bool:
        """Whether some units or sections are left out."""
        return self.chooses_units or bool(self.sections)

    @property
    def key(self) -> str:
        """The scope as it is stored: the same choices have the same key, and the whole has an empty one."""
        parts = {
            "kinds": ",".join(self.kinds), "units": ",".join(self.units), "sections": ",".join(self.sections),
            "edition": "" if self.file_format is WorkbookFormat.XLSX else self.file_format.value, "since": self.since,
            "parts": ",".join(self.parts),
        }  # fmt: skip
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)

    @property
    def digest(self) -> str:
        """The key in one length."""
        return sha256_of(self.key) if self.key else ""


WHOLE = Scope()


def scope_of(key: str) -> Scope:
    """The scope of a key."""
    parts = dict(part.partition("=")[::2] for part in key.split(";") if part)
    return Scope(
        kinds=tuple(AgencyKind(kind) for kind in _list(parts, "kinds")),
        units=_list(parts, "units"),
        sections=_list(parts, "sections"),
        file_format=WorkbookFormat(parts.get("edition", WorkbookFormat.XLSX.value)),
        since=parts.get("since", ""),
        parts=tuple(PrintPart(part) for part in _list(parts, "parts")),
    )


def chosen_scope(
    template: ReportTemplate, agencies: Mapping[str, AgencyKind], *, kinds: Sequence[str], units: Sequence[str],
    sections: Sequence[str], file_format: str, since: str, parts: Sequence[str],
) -> Scope:  # fmt: skip
    """The scope that somebody chose, in one order; raises ConflictError naming what there is not."""
    known = [section.code for section in template.indicator_sections]
    for code in _unknown(kinds, [kind.value for kind in AgencyKind]):
        raise ConflictError(message("Không có cấp đơn vị «{code}».", code=code))
    for code in _unknown(units, agencies):
        raise ConflictError(message("Đơn vị «{code}» không phải báo cáo kỳ này.", code=code))
    shown = (kind for code, kind in agencies.items() if not units or code in units)
    if (kinds or units) and not any(not kinds or kind.value in kinds for kind in shown):
        raise ConflictError(message("Không có đơn vị nào của kỳ này vừa thuộc cấp vừa nằm trong các đơn vị đã chọn."))
    for code in _unknown(sections, known):
        raise ConflictError(message("Biểu mẫu không có mục số liệu «{code}».", code=code))
    for code in _unknown((file_format,), [item.value for item in WorkbookFormat]):
        raise ConflictError(message("Không có bản «{code}»: chọn xlsx hoặc pdf.", code=code))
    printed = chosen_parts(parts)
    return Scope(
        kinds=tuple(kind for kind in AgencyKind if kind.value in kinds),
        units=tuple(sorted(set(units))),
        sections=tuple(code for code in known if code in sections),
        file_format=WorkbookFormat(file_format),
        since=since,
        # A full workbook has them all: with or without them it is the same one.
        parts=printed if file_format == WorkbookFormat.PDF.value else (),
    )


def chosen_parts(given: Sequence[str]) -> tuple[PrintPart, ...]:
    """The parts of those codes in the order of the workbook; raises ConflictError naming what there is not."""
    known = [part.value for part in PrintPart]
    for code in _unknown(given, known):
        raise ConflictError(
            message("Bản in không có phần «{code}»: chọn trong {known}.", code=code, known=", ".join(known))
        )
    return tuple(part for part in PrintPart if part.value in given)


def _unknown(given: Sequence[str], known: Container[str]) -> list[str]:
    return [code for code in given if code not in known]


def _list(parts: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(parts[name].split(",")) if name in parts else ()
