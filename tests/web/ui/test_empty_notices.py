"""What says something only when something is wrong takes no place on a page while nothing is."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.browser import Person
from tests.support.installation import HOME_AFFAIRS, OFFICER, PERIOD
from tests.support.web import Web

STYLE = Path(__file__).resolve().parents[3] / "service" / "web" / "static" / "app.css"
HIDDEN = sorted(set(re.findall(r"\.([\w-]+):empty", STYLE.read_text(encoding="utf-8"))))


def test_an_empty_notice_holds_no_blank_that_would_show_its_frame(web: Web) -> None:
    watcher = Person(web.app, web.context, HOME_AFFAIRS, "van.cuong.5@snv.gov.vn")
    officer = Person(web.app, web.context, OFFICER, "van.an.9@sgtvt.gov.vn")
    pages = [watcher.get(f"/ky/{PERIOD}"), watcher.get(f"/ky/{PERIOD}/bang-tong-hop")]
    pages += [officer.get(f"/bao-cao/{PERIOD}/nhap"), officer.get(f"/bao-cao/{PERIOD}/xem-lai")]
    found = [item for page in pages for item in page.tree.xpath("//*[@class]") if {*item.classes} & {*HIDDEN}]
    assert any("live-notice" in item.classes for item in found) and "live-notice" in HIDDEN
    assert [item.get("class") for item in found if not len(item) and item.text and not item.text.strip()] == []
