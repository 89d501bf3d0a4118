"""All report templates of an installation, loaded once at start."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from service.catalogue.closing_tasks import load_closing_tasks
from service.catalogue.definitions import DEFINITIONS, load_definitions
from service.catalogue.export_guide import load_export_guide
from service.catalogue.faults import Faults
from service.catalogue.limit_checks import load_limit_checks
from service.catalogue.reminder_schedule import LADDER, load_schedule
from service.catalogue.report_template import REPORT, load_template
from service.catalogue.targets import TARGETS, load_targets
from service.catalogue.version_mapping import load_mapping
from service.domain.bilingual import Bilingual
from service.domain.consolidation.closing import ClosingTask
from service.domain.errors import CatalogueError, NotFoundError, message
from service.domain.notation.numbers import shorten
from service.domain.reminders.schedule import ReminderSchedule
from service.domain.reporting.export_guide import ExportGuide
from service.domain.reporting.period import Period
from service.domain.reporting.template import ReportTemplate
from service.domain.validation.figures_at_limits import LimitCheck
from service.languages import VIETNAMESE
from service.public_holidays import country_working_time
from service.templates_folder import TEMPLATES

# Without the province's own days, which its database has.
_COUNTRYS = country_working_time()


@dataclass(frozen=True)
class Catalogue:
    """The report templates by code and version, with the ladders by which their reports are reminded of.

    `closing_tasks` are what the province has to do before it closes a period of theirs, `limit_checks` at which limits
    their figures deserve a look, `export_guides` how one-stop systems head the columns of their figures.
    """

    templates: Mapping[tuple[str, str], ReportTemplate]
    ladders: Mapping[tuple[str, str], ReminderSchedule]
    closing_tasks: Mapping[tuple[str, str], tuple[ClosingTask, ...]] = field(default_factory=dict)
    limit_checks: Mapping[tuple[str, str], tuple[LimitCheck, ...]] = field(default_factory=dict)
    export_guides: Mapping[tuple[str, str], ExportGuide] = field(default_factory=dict)

    def get(self, code: str, version: str) -> ReportTemplate:
        """That version of a template; raises NotFoundError."""
        try:
            return self.templates[code, version]
        except KeyError as error:
            raise NotFoundError(
                message("Không có biểu mẫu «{code}» phiên bản «{version}».", code=code, version=version)
            ) from error

    def naming(self, template: ReportTemplate) -> dict[str, Bilingual]:
        """What a letter calls the report, and what its subject says of it where the province has several reports."""
        is_one_of_several = len({code for code, _version in self.templates}) > 1
        return {"report": template.title, "which": template.title if is_one_of_several else Bilingual("")}

    @cached_property
    def packed(self) -> bytes:
        """The catalogue as another process takes it."""
        return pickle.dumps(Catalogue(self.templates, self.ladders, self.closing_tasks, self.limit_checks))

    def newest(self, code: str, day: date | None = None) -> ReportTemplate:
        """The newest version of a template that is valid on the day; raises NotFoundError."""
        found = [
            template
            for (known, _), template in sorted(self.templates.items())
            if known == code and (day is None or _is_valid(template, day))
        ]
        if not found:
            raise NotFoundError(message("Không có biểu mẫu «{code}» còn hiệu lực.", code=code))
        return max(found, key=lambda template: template.valid_from)

    def for_period(self, code: str) -> tuple[ReportTemplate, Period]:
        """The template whose schedule has the period, in the version valid at its end; raises NotFoundError."""
        newest_first = sorted(
            self.templates.values(), key=lambda template: (template.code, -template.valid_from.toordinal())
        )
        for template in newest_first:
            if template.schedule.has(code):
                period = template.schedule.period(code, _COUNTRYS.is_working_day)
                if self.newest(template.code, period.window.last) is template:
                    return template, period
        known = ", ".join(
            schedule.code(2023, kind)
            for schedule in {name: self.newest(name).schedule for name, _ in sorted(self.templates)}.values()
            for kind in schedule.kinds
        )
        raise NotFoundError(
            message(
                "Không biểu mẫu nào có kỳ báo cáo «{code}». Mã kỳ có dạng: {known}.", code=shorten(code), known=known
            )
        )


def load_catalogue(own: Path | None = None) -> Catalogue:
    """The templates that tonghop ships and those in the province's `own` folder.

    A template's own ladder of reminders counts, else the province's, else the one that tonghop ships; so do the tasks
    before a closing.
    Raises CatalogueError for a faulty file, a template found twice, or period codes that two templates share.
    """
    templates: dict[tuple[str, str], ReportTemplate] = {}
    places: dict[tuple[str, str], Path] = {}
    ladders: dict[tuple[str, str], ReminderSchedule] = {}
    tasks: dict[tuple[str, str], tuple[ClosingTask, ...]] = {}
    checks: dict[tuple[str, str], tuple[LimitCheck, ...]] = {}
    folders = [TEMPLATES / "reports", *([own] if own else [])]
    common, common_tasks = _common_ladder(folders), _common_tasks(folders)
    for folder in folders:
        if not folder.is_dir():
            raise CatalogueError(message("Không có thư mục biểu mẫu {folder}.", folder=folder))
        for file in sorted(folder.glob(f"*/*/{REPORT}")):
            template = load_template(file.parent)
            key = (template.code, template.version)
            if key != (file.parent.parent.name, file.parent.name):
                raise CatalogueError(
                    message("{file}: «code» và «version» phải trùng tên thư mục <code>/<version>.", file=file)
                )
            if key in templates:
                raise CatalogueError(
                    message("{file}: biểu mẫu {code} {version} đã có.", file=file, code=key[0], version=key[1])
                )
            templates[key], places[key] = template, file.parent
            ladders[key] = load_schedule(file.parent, letters()) or common
            own_tasks = load_closing_tasks(file.parent)
            tasks[key] = common_tasks if own_tasks is None else own_tasks
            checks[key] = load_limit_checks(file.parent, template)
    _join_versions(templates, places)
    if own:
        _take_own_tables(templates, own)
    _require_distinct_periods(templates)
    return Catalogue(templates, ladders, tasks, checks, _export_guides(templates, places))


def letters() -> frozenset[str]:
    """The names of the letters in templates/mail/, each of which is there in Vietnamese."""
    return frozenset(file.stem for file in (TEMPLATES / "mail" / VIETNAMESE).glob("*.txt"))


def _common_ladder(folders: Iterable[Path]) -> ReminderSchedule:
    """The ladder of the last folder that has one."""
    found = [ladder for folder in folders if (ladder := load_schedule(folder, letters())) is not None]
    if not found:
        raise CatalogueError(message("Thiếu tệp {file} trong thư mục biểu mẫu.", file=LADDER))
    return found[-1]


def _common_tasks(folders: Iterable[Path]) -> tuple[ClosingTask, ...]:
    """The tasks of the last folder that names some, or that it has none."""
    found = [tasks for folder in folders if (tasks := load_closing_tasks(folder)) is not None]
    return found[-1] if found else ()


def _join_versions(templates: dict[tuple[str, str], ReportTemplate], places: Mapping[tuple[str, str], Path]) -> None:
    """Tell each version how the figures of the one before it are its own, the earliest first."""
    before: dict[str, ReportTemplate] = {}
    for key, template in sorted(templates.items(), key=lambda item: item[1].valid_from):
        if template.code in before:
            mapping = load_mapping(places[key], before[template.code], template)
            templates[key] = replace(template, mapping=mapping)
        before[template.code] = templates[key]


def _export_guides(
    templates: Mapping[tuple[str, str], ReportTemplate], places: Mapping[tuple[str, str], Path]
) -> dict[tuple[str, str], ExportGuide]:
    """How exports look, for the templates whose folders say so."""
    found = {key: load_export_guide(folder, templates[key].by_code) for key, folder in places.items()}
    return {key: guide for key, guide in found.items() if guide is not None}


def _take_own_tables(templates: dict[tuple[str, str], ReportTemplate], own: Path) -> None:
    """What the province settled of a template that tonghop ships: its own rows, without a report.toml beside them.

    A definition or a target of its own takes the place of the same one that is shipped.
    """
    for file in sorted(file for name in (DEFINITIONS, TARGETS) for file in own.glob(f"*/*/{name}")):
        key = (file.parent.parent.name, file.parent.name)
        if key not in templates:
            raise CatalogueError(
                message("{file}: không có biểu mẫu {code} {version}.", file=file, code=key[0], version=key[1])
            )
        if not (file.parent / REPORT).exists():
            known, faults = templates[key], Faults()
            settled = load_definitions(file.parent, known.by_code, faults)
            targets = load_targets(file.parent, known.by_code, known.valid_from, known.valid_to, faults)
            faults.raise_any()
            templates[key] = replace(
                known, definitions={**known.definitions, **settled}, targets={**known.targets, **targets}
            )


def _is_valid(template: ReportTemplate, day: date) -> bool:
    return template.valid_from <= day and (template.valid_to is None or day <= template.valid_to)


def _require_distinct_periods(templates: Mapping[tuple[str, str], ReportTemplate]) -> None:
    owner: dict[str, str] = {}
    for (code, _), template in templates.items():
        for kind in template.schedule.kinds:
            period = template.schedule.code(2023, kind)
            if owner.setdefault(period, code) != code:
                raise CatalogueError(
                    message(
                        "Biểu mẫu {code} và {other} cùng dùng mã kỳ {period}: đặt «period_prefix» khác nhau.",
                        code=code,
                        other=owner[period],
                        period=period,
                    )
                )
