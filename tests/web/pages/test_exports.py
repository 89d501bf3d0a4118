"""The export of a one-stop system on the web: brought, confirmed once, remembered, and forgotten when asked for."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from werkzeug.datastructures import FileStorage, MultiDict

from service.actions.periods.lifecycle import close_period
from service.storage.models import EventRow, ExportMatchingRow, ReportFileRow
from tests.support.browser import Page, Person
from tests.support.drafts import opened, write
from tests.support.exports import Row, workbook
from tests.support.installation import PERIOD
from tests.support.web import Web

SHOW, BRING = f"/bao-cao/{PERIOD}/tep", f"/bao-cao/{PERIOD}/mot-cua"
CONFIRM, DECIDE = f"/bao-cao/{PERIOD}/van-ban", f"/bao-cao/{PERIOD}/van-ban/xac-nhan"
OWN, DAYS = "SỞ GIAO THÔNG VẬN TẢI", "Từ ngày 15/06/2023 đến ngày 14/09/2023"
CARRIED, NEW, SORRY = "ho_so.ky_truoc_chuyen_sang", "ho_so.tiep_nhan_moi", "ho_so.xin_loi"


def export(*rows: Row, days: str = DAYS, title: str = OWN) -> bytes:
    """A table of these rows."""
    heads: Row = ["STT", "Lĩnh vực", "Kỳ trước chuyển sang", "Mới tiếp nhận", "Số thư cảm ơn"]
    return workbook({"BC": [[title], [days], heads, *rows]})


def bring(person: Person, *files: bytes) -> Page:
    """Bring files and come to where that leads."""
    form = person.get(SHOW).form(BRING)
    fields: list[tuple[str, object]] = [*form.items()]
    fields += [("file", FileStorage(io.BytesIO(raw), f"tệp {number}.xlsx")) for number, raw in enumerate(files, 1)]
    return person.send(BRING, MultiDict(fields))


def decide(person: Person, page: Page, what: str, **chosen: str) -> Page:
    """Press a button of the page of confirmation with these fields changed."""
    return person.send(DECIDE, {**dict(page.form(DECIDE).items()), **chosen, "what": what})


def values(web: Web) -> dict[str, str]:
    """The draft's values."""
    return dict(opened(web.context).draft.values)


def count(web: Web, *rows: type) -> Sequence[int]:
    """How many rows there are of each."""
    with web.context.database.reading() as session:
        return [session.query(row).count() for row in rows]


def test_an_export_is_confirmed_once_and_the_next_one_is_chosen_already(web: Web, officer: Person) -> None:
    page = bring(
        officer, export([1, "Vận tải", 70, 1100, 2], [2, "Đường bộ", 4, 66, 0], ["", "Tổng cộng", 74, 1166, 2])
    )
    assert "Xác nhận số liệu lấy từ tệp một cửa" in page.words
    assert "BC!C: Kỳ trước chuyển sang" in page.words
    assert "«tệp 1.xlsx, BC»: cộng 2 dòng (4–5); không cộng dòng 6 (dòng tổng)." in page.words
    assert page.find(f"//input[@name='v.{NEW}']").get("value") == "1.166"
    assert not page.tree.xpath(f"//input[@name='ok.{NEW}'][@checked]")
    assert not page.tree.xpath("//input[@name='v.tthc.tong']")
    assert values(web) == {}
    kept = decide(officer, decide(officer, page, "accept"), "keep", **{f"c.{SORRY}": "0"})
    assert kept.find(f"//select[@name='c.{SORRY}']/option[@selected]").text_content() == "BC!E: Số thư cảm ơn (2)"
    after = decide(officer, kept, "take")
    assert "Đã đưa vào biểu mẫu từ tệp một cửa: 3 số liệu" in after.words
    assert values(web) == {f"indicators.{CARRIED}": "74", f"indicators.{NEW}": "1.166", f"indicators.{SORRY}": "2"}
    known = officer.get(SHOW)
    assert "Các cột đã xác nhận (1 loại tệp)" in known.words and "Số thư cảm ơn" in known.words

    again = bring(officer, export([1, "Vận tải", 80, 1166, 3]))
    assert again.tree.xpath(f"//input[@name='ok.{NEW}'][@checked]")
    # What is typed already and differs is asked about.
    assert "Bản nháp đang có: 74; chọn số khác thì số này được thay." in again.words
    decide(officer, again, "take", **{f"c.{CARRIED}": "0", f"c.{SORRY}": "none"})
    assert values(web) == {f"indicators.{CARRIED}": "80", f"indicators.{NEW}": "1.166", f"indicators.{SORRY}": "2"}


def test_two_systems_are_added_up_and_both_files_lie_with_the_draft(web: Web, officer: Person) -> None:
    page = bring(officer, export([1, "Vận tải", 70, 1000, 0]), export([1, "Đăng kiểm", 5, 200, 0]))
    assert "tệp 1.xlsx, BC!D: Mới tiếp nhận (1.000) + tệp 2.xlsx, BC!D: Mới tiếp nhận (200)" in page.words
    assert opened(web.context).files == ()
    decide(officer, decide(officer, page, "accept"), "take")
    assert values(web) == {f"indicators.{CARRIED}": "75", f"indicators.{NEW}": "1.200"}
    assert [item.name for item in opened(web.context).files] == ["tệp 1.xlsx", "tệp 2.xlsx"]


def test_dropped_files_are_gone_both(web: Web, officer: Person) -> None:
    page = bring(officer, export([1, "Vận tải", 70, 1000, 0]), export([1, "Đăng kiểm", 5, 200, 0]))
    officer.send(f"{CONFIRM}/bo", dict(page.form(f"{CONFIRM}/bo").items()))
    assert count(web, ReportFileRow, ExportMatchingRow) == [0, 0]


def test_other_days_another_unit_and_the_same_file_twice_are_refused_beside_the_field(
    web: Web, officer: Person
) -> None:
    late = bring(officer, export([1, "Vận tải", 70, 1000, 0], days="Từ ngày 01/07/2023 đến ngày 30/09/2023"))
    assert late.status == 422
    assert "ô BC!A2" in late.words and "từ 15/6/2023 đến 14/9/2023" in late.words
    assert late.find("//input[@id='export']").get("aria-describedby") == "loi"
    other = bring(officer, export([1, "Vận tải", 70, 1000, 0], title="SỞ TÀI CHÍNH"))
    assert "cần số liệu của Sở Giao thông vận tải" in other.words
    same = export([1, "Vận tải", 70, 1000, 0])
    assert "Hai tệp giống hệt nhau" in bring(officer, same, same).words
    assert "mỗi lần nhận tối đa 2 tệp" in bring(officer, same, b"PK", b"x").words
    assert bring(officer, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").status == 415
    assert bring(officer, b"PK\x03\x04broken").status == 422
    assert count(web, ReportFileRow) == [0]


def test_what_the_export_does_not_say_of_itself_has_to_be_vouched_for(web: Web, officer: Person) -> None:
    page = decide(officer, bring(officer, export([1, "Vận tải", 70, 1000, 0], title="BÁO CÁO", days="")), "accept")
    assert "Tệp «tệp 1.xlsx» không ghi tên đơn vị ở trên bảng" in page.words
    assert decide(officer, page, "take").status == 422
    assert values(web) == {}
    decide(officer, page, "take", own="on")
    assert values(web)[f"indicators.{NEW}"] == "1.000"


def test_what_was_typed_stays_where_it_was_chosen(web: Web, officer: Person) -> None:
    write(web.context, {f"indicators.{NEW}": "999"})
    page = decide(officer, bring(officer, export([1, "Vận tải", 70, 1000, 0])), "accept")
    decide(officer, page, "take", **{f"c.{NEW}": "none"})
    assert values(web) == {f"indicators.{NEW}": "999", f"indicators.{CARRIED}": "70"}


def test_confirmed_columns_are_forgotten_after_a_question(web: Web, officer: Person) -> None:
    decide(officer, decide(officer, bring(officer, export([1, "Vận tải", 70, 1000, 0])), "accept"), "take")
    with web.context.database.reading() as session:
        number = session.query(ExportMatchingRow.id).scalar()
    address = f"{BRING}/{number}/quen"
    asked = officer.send(address, {**dict(officer.get(SHOW).form(address).items()), "ask": "1"})
    assert "Quên cách lấy cột này?" in asked.words
    assert count(web, ExportMatchingRow) == [1]
    assert "Đã quên cách lấy cột" in officer.send(address, dict(asked.form(address).items())).words
    assert count(web, ExportMatchingRow) == [0]
    with web.context.database.reading() as session:
        said = {row.action: row.subject for row in session.query(EventRow) if "export" in row.action}
    assert said.keys() == {"export.matched", "export.forgotten"}
    assert re.fullmatch(r".+\.xlsx: II\.2\.\d+(\.\d+)?(, II\.2\.\d+(\.\d+)?)*", said["export.matched"])
    assert officer.send(address, dict(asked.form(address).items())).status == 404


def test_a_closed_period_takes_no_export(web: Web, officer: Person) -> None:
    form = dict(officer.get(SHOW).form(BRING).items())
    close_period(web.context, PERIOD)
    raw = export([1, "Vận tải", 70, 1000, 0])
    assert officer.send(BRING, {**form, "file": FileStorage(io.BytesIO(raw), "a.xlsx")}).status == 409
