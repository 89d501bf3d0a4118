"""An administrator tries a changed file of rules on a page."""

from __future__ import annotations

import pytest

from tests.support.browser import Person
from tests.support.installation import ADMIN, PERIOD
from tests.support.province import put_valid
from tests.support.web import Web

PATH = f"/quan-tri/ky/{PERIOD}/thu-quy-tac"
HEAD = "id,level,scope,expression,message\n"


@pytest.fixture
def administrator(web: Web) -> Person:
    """An administrator, and one department with a valid report."""
    put_valid(web.context, ["STC"], doi_thoai__so_cuoc=9)
    return Person(web.app, web.context, ADMIN, "quan.tri@tinh.gov.vn")


def test_the_page_says_whom_a_rule_would_name(administrator: Person) -> None:
    assert administrator.get(f"/quan-tri/ky/{PERIOD}").find(f"//a[@href='{PATH}']") is not None
    line = "R90,warning,report,doi_thoai.so_cuoc <= 5,Nhiều cuộc đối thoại ({doi_thoai.so_cuoc})\n"
    page = administrator.upload(PATH, (HEAD + line).encode(), "rules.csv")
    assert page.status == 200
    said = " ".join(page.find("//tr[@data-rule='R90']").text_content().split())
    assert "quy tắc mới" in said and "1/1 đơn vị" in said and "Sở Tài chính" in said
    assert "quy tắc bỏ đi" in page.find("//tr[@data-rule='R01']").text_content()


def test_a_faulty_file_is_answered_with_all_its_faults(administrator: Person) -> None:
    lines = "R1,sai,report,tthc.tong <= 5,a\nR2,error,report,tthc.la <= 5,a\n"
    page = administrator.upload(PATH, (HEAD + lines).encode(), "rules.csv")
    assert page.status == 400
    faults = page.texts("//*[@id='loi']//li")
    assert ["cột «level»" in faults[0], "không có chỉ tiêu «tthc.la»" in faults[1], len(faults)] == [True, True, 2]


def test_without_a_file_it_is_asked_for_again(administrator: Person) -> None:
    fields = administrator.get(PATH).form()
    page = administrator.send(PATH, dict(fields))
    assert (page.status, "Chọn tệp rồi gửi lại." in page.words) == (400, True)
