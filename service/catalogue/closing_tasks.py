"""`closing.csv`: the province's own tasks before a period is closed, beside a report template or for all of them."""

from __future__ import annotations

from pathlib import Path

from service.catalogue.table import CsvRow, read_rows
from service.domain.consolidation.closing import ClosingTask
from service.domain.organization.access import Role

TASKS = "closing.csv"
COLUMNS = ("task", "title", "owner", "days", "after", "blocks")
ENGLISH = ("title_en",)
OWNERS = (Role.HOME_AFFAIRS, Role.HOME_AFFAIRS_LEADER, Role.ADMIN)
LONGEST = 200


def load_closing_tasks(folder: Path) -> tuple[ClosingTask, ...] | None:
    """The tasks of a folder, None where it names none; a file with its header alone says that there are none.

    Raises CatalogueError naming row, column and what is expected.
    """
    if not (folder / TASKS).exists():
        return None
    tasks: dict[str, ClosingTask] = {}
    for row in read_rows(folder, TASKS, COLUMNS, ENGLISH):
        task = _task(row, tasks)
        if tasks.setdefault(task.name, task) is not task:
            raise row.fault("task", f"việc «{task.name}» đã có ở trên")
    return tuple(tasks.values())


def _task(row: CsvRow, above: dict[str, ClosingTask]) -> ClosingTask:
    name = row.name("task", "reconcile")
    row.require_short("title", LONGEST)
    days = row.days("days")
    # What comes before stands above, so that no two tasks wait for each other.
    after = row.some_of("after", tuple(above)) if row.optional("after") else ()
    return ClosingTask(
        name=name,
        title=row.words("title", "title_en"),
        owner=Role(row.one_of("owner", OWNERS)),
        days=days,
        after=after,
        blocks=row.yes("blocks"),
    )
