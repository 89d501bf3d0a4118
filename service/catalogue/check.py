"""All that is wrong with the report templates of a folder, for whoever writes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from service.catalogue.catalogue import letters, load_catalogue
from service.catalogue.closing_tasks import load_closing_tasks
from service.catalogue.export_guide import load_export_guide
from service.catalogue.faults import Faults
from service.catalogue.limit_checks import load_limit_checks
from service.catalogue.reminder_schedule import load_schedule
from service.catalogue.report_template import REPORT, load_template
from service.domain.errors import Message, NotFoundError, message


def check_folder(own: Path) -> tuple[Message, ...]:
    """The faults of a province's folder, each with its file, line and what is expected; empty where there are none.

    What templates share, such as codes of periods, is looked at once each of them is right by itself.
    Raises NotFoundError where there is nothing to check.
    """
    files = sorted(own.glob(f"*/*/{REPORT}"))
    if not files and not any(own.glob("*/*/*.csv")):
        raise NotFoundError(
            message("Thư mục {folder} không có biểu mẫu nào: cần <code>/<version>/{file}.", folder=own, file=REPORT)
        )
    found = [*_faults_of(own, "")]
    for file in files:
        found += _faults_of(file.parent, f"{file.parent.parent.name}/{file.parent.name}/")
    if not found:
        faults = Faults()
        faults.attempt(lambda: load_catalogue(own))
        found += [error.said for error in faults]
    return tuple(found)


def _faults_of(folder: Path, place: str) -> Iterator[Message]:
    """The faults of one folder's files, each with the folder before the name of the file."""
    faults = Faults()
    faults.attempt(lambda: load_schedule(folder, letters()))
    faults.attempt(lambda: load_closing_tasks(folder))
    if (folder / REPORT).exists():
        template = faults.attempt(lambda: load_template(folder))
        if template is not None:
            faults.attempt(lambda: load_limit_checks(folder, template))
            faults.attempt(lambda: load_export_guide(folder, template.by_code))
    for error in faults:
        yield Message("{place}{fault}", {"place": place, "fault": error.said})
