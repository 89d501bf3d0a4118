"""«Cập nhật số liệu»: an edited report of the province comes back with today's figures and what moved."""

from __future__ import annotations

import base64
import io

from werkzeug.datastructures import FileStorage

from service.actions.consolidation.report_documents import province_report
from service.actions.context import Context
from tests.support.filings import changed, hand_in_and_check, real_report
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.visitor import guest
from tests.support.web import Web
from tests.support.word import everything, opened

PATH = "/cap-nhat-bao-cao"


def test_a_report_is_renewed_and_what_moved_is_listed(sqlite_context: Context) -> None:
    hand_in_and_check(sqlite_context, real_report())
    raw = province_report(sqlite_context, PERIOD)
    hand_in_and_check(sqlite_context, changed(sang_kien__so_luong=9))
    home = guest(sqlite_context, Web(sqlite_context).app, HOME_AFFAIRS)
    page = home.send(PATH, file=FileStorage(io.BytesIO(raw), "du-thao.docx"))
    assert page.status == 200 and "«du-thao.docx»" in page.words
    assert "9" in page.texts("//tbody/tr/td[last()]")
    link = page.find("//a[@download='du-thao.docx']").get("href") or ""
    renewed = base64.b64decode(link.partition("base64,")[2])
    assert list(everything(opened(renewed))) == list(everything(opened(province_report(sqlite_context, PERIOD))))


def test_what_is_no_report_of_the_province_is_refused_beside_the_field(sqlite_context: Context) -> None:
    home = guest(sqlite_context, Web(sqlite_context).app, HOME_AFFAIRS)
    page = home.send(PATH, file=FileStorage(io.BytesIO(b"xx"), "khac.docx"))
    assert page.status == 422 and page.texts("//p[@id='file-error']")
