"""The ladder's file: what ships, whose counts, and every fault named by row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.catalogue.catalogue import letters, load_catalogue
from service.catalogue.reminder_schedule import COLUMNS, LADDER, load_schedule
from service.channels.registry import CHANNELS
from service.domain.errors import CatalogueError
from service.domain.reminders.schedule import AttachmentKind, RecipientRole

GOOD = "late_2,quá hạn 2 ngày,deadline,2,09:00,leader|officer,mail,reminder_late,"


def written(folder: Path, *rows: str) -> Path:
    """A folder with a ladder of these rows."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LADDER).write_text("\n".join([",".join(COLUMNS), *rows]) + "\n", encoding="utf-8")
    return folder


def test_the_shipped_ladder_is_the_agreed_one() -> None:
    steps = load_catalogue().ladders["cchc", "2022"].steps
    assert {step.name: (step.days, {each.value for each in step.to}) for step in steps} == {
        "before_7": (-7, {"officer"}),
        "before_3": (-3, {"officer"}),
        "before_1": (-1, {"officer"}),
        "due_day": (0, {"officer"}),
        "late_1": (1, {"officer", "leader"}),
        "late_3": (3, {"leader", "home_affairs"}),
        "late_7": (7, {"home_affairs"}),
        "returned": (0, {"officer"}),
        "returned_2": (2, {"officer", "leader"}),
        "contained": (0, {"officer"}),
        "contained_3": (3, {"officer", "leader"}),
        "contained_7": (7, {"officer", "leader"}),
    }
    assert [(step.name, step.attachment) for step in steps if step.attachment] == [
        ("late_7", AttachmentKind.URGING_LETTER)
    ]


def test_every_shipped_step_goes_by_all_channels_that_a_province_has() -> None:
    assert {step.by for step in load_catalogue().ladders["cchc", "2022"].steps} == {
        tuple(channel.name for channel in CHANNELS)
    }


def test_a_province_may_have_its_own(tmp_path: Path) -> None:
    (step,) = load_catalogue(written(tmp_path / "own", GOOD)).ladders["cchc", "2022"].steps
    assert (step.name, step.to) == ("late_2", (RecipientRole.OFFICER, RecipientRole.LEADER))


def test_without_a_file_there_is_none(tmp_path: Path) -> None:
    assert load_schedule(tmp_path, letters()) is None


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (GOOD.replace("late_2", "Late 2"), "dòng 2, cột «step»"),
        (GOOD.replace("quá hạn 2 ngày", ""), "dòng 2, cột «title»"),
        (GOOD.replace("quá hạn 2 ngày", "x" * 61), "dòng 2, cột «title»"),
        (GOOD.replace("deadline", "opening"), "dòng 2, cột «anchor»"),
        (GOOD.replace(",2,", ",hai,"), "dòng 2, cột «days»"),
        (GOOD.replace("deadline,2", "return,-2"), "dòng 2, cột «days»"),
        (GOOD.replace("09:00", "06:00"), "dòng 2, cột «at»"),
        (GOOD.replace("09:00", "9h"), "dòng 2, cột «at»"),
        (GOOD.replace("09:00", ""), "dòng 2, cột «at»"),
        (GOOD.replace("deadline,2", "return,0"), "dòng 2, cột «at»"),
        (GOOD.replace("leader|officer", "mayor"), "dòng 2, cột «to»"),
        (GOOD.replace(",mail,", ",pigeon,"), "dòng 2, cột «by»"),
        (GOOD.replace("reminder_late", "reminder_lost"), "dòng 2, cột «text»"),
        (GOOD.replace("leader|officer", "home_affairs").replace("reminder_late", "reminder_before"), "«text»"),
        (GOOD.replace("leader|officer", "home_affairs") + "song", "dòng 2, cột «attachment»"),
        (GOOD + "urging_letter", "dòng 2, cột «attachment»"),
        (GOOD.replace(",2,", ",0,").replace("leader|", "home_affairs|") + "urging_letter", "cột «attachment»"),
        (f"{GOOD}\n{GOOD}", "dòng 3, cột «step»"),
    ],
)
def test_every_fault_is_named_by_its_place(tmp_path: Path, row: str, place: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        load_schedule(written(tmp_path, row), letters())
    assert LADDER in str(refused.value) and place in str(refused.value)
