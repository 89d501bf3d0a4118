"""The province's tasks before a closing are rows: the template's own, the province's, or those that are shipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.catalogue import load_catalogue
from service.catalogue.closing_tasks import load_closing_tasks
from service.domain.errors import CatalogueError
from service.domain.organization.access import Role

HEAD = "task,title,owner,days,after,blocks\n"


def written(folder: Path, rows: str) -> Path:
    (folder / "closing.csv").write_text(HEAD + rows, encoding="utf-8")
    return folder


def test_tasks_are_read_in_order_with_what_they_wait_for(tmp_path: Path) -> None:
    rows = "a,Việc một,home_affairs,-3,,yes\nb,Việc hai,home_affairs_leader,0,,no\nc,Việc ba,admin,5,a|b,yes\n"
    tasks = load_closing_tasks(written(tmp_path, rows))
    assert tasks is not None
    assert [(task.name, task.owner, task.days, task.after, task.blocks) for task in tasks] == [
        ("a", Role.HOME_AFFAIRS, -3, (), True),
        ("b", Role.HOME_AFFAIRS_LEADER, 0, (), False),
        ("c", Role.ADMIN, 5, ("a", "b"), True),
    ]


def test_no_file_names_none_and_a_head_alone_says_that_there_are_none(tmp_path: Path) -> None:
    assert load_closing_tasks(tmp_path) is None
    assert load_closing_tasks(written(tmp_path, "")) == ()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("A,Việc,home_affairs,1,,yes", "«task»: cần chữ thường"),
        ("a,,home_affairs,1,,yes", "«title»: không được để trống"),
        ("a,Việc,officer,1,,yes", "«owner»: «officer» không hợp lệ"),
        ("a,Việc,home_affairs,mai,,yes", "«days»: «mai» không hợp lệ"),
        ("a,Việc,home_affairs,1,b,yes", "«after»: «b» không hợp lệ"),
        ("a,Việc,home_affairs,1,a,yes", "«after»: «a» không hợp lệ"),
        ("a,Việc,home_affairs,1,,maybe", "«blocks»: «maybe» không hợp lệ"),
        ("a,Việc,home_affairs,1,,yes\na,Việc,home_affairs,1,,yes", "«task»: việc «a» đã có ở trên"),
    ],
)
def test_a_fault_names_row_and_column(tmp_path: Path, row: str, expected: str) -> None:
    with pytest.raises(CatalogueError, match=expected):
        load_closing_tasks(written(tmp_path, row + "\n"))


def test_the_province_s_tasks_take_the_place_of_those_that_are_shipped(tmp_path: Path) -> None:
    shipped = load_catalogue().closing_tasks["cchc", "2022"]
    assert [task.name for task in shipped] == ["reconcile", "draft", "send"]
    own = load_catalogue(written(tmp_path, "only,Việc của tỉnh,home_affairs,0,,yes\n")).closing_tasks["cchc", "2022"]
    assert [task.name for task in own] == ["only"]
