"""What the form's script sends while one types, and what it is told."""

from __future__ import annotations

from typing import Any

import pytest

from service.actions.periods.lifecycle import close_period
from service.domain.reporting.draft import DOCUMENTS
from service.storage.intake.drafts import find_draft
from tests.support.browser import Person
from tests.support.drafts import COLLEAGUE, QUA_HAN, TEXT, TONG, UNIT, opened, write
from tests.support.installation import OFFICER, PERIOD
from tests.support.web import Web, pointers, refused

SAVE = f"/bao-cao/{PERIOD}/luu"
HUGE = b'{"seen": 0, "changes": [{"path": "indicators.tthc.tong", "value": "1", "base": 1e999}]}'


def change(path: str, value: object, base: object = 0, **more: object) -> dict[str, object]:
    """One change as the script sends it."""
    return {"path": path, "value": value, "base": base, **more}


def save(person: Person, *changes: dict[str, object], seen: int = 0) -> dict[str, Any]:
    """The answer to a saving that must be taken."""
    answer = person.autosave(SAVE, {"seen": seen, "changes": list(changes)})
    assert (answer.status_code, answer.mimetype) == (200, "application/json"), answer.get_data(as_text=True)
    told: dict[str, Any] = answer.get_json()
    return told


def test_what_was_typed_is_saved_and_the_answer_says_when(web: Web, officer: Person) -> None:
    told = save(officer, change(TONG, "140"), change(TEXT, "Đã số hóa"))
    assert (told["version"], told["savedAt"]) == (1, "08:00 18/09/2023")
    assert (told["clashes"], told["news"]) == ([], [])
    assert told["progress"]["II.2"] == {"given": 1, "asked": 23, "owed": 1}
    assert told["progress"]["II.6"] == {"given": 0, "asked": 13, "owed": 0}
    assert opened(web.context).draft.values == {TONG: "140", TEXT: "Đã số hóa"}


def test_nothing_typed_changes_nothing_and_still_brings_news(web: Web, officer: Person) -> None:
    assert save(officer)["version"] == 0
    write(web.context, {TONG: "140"}, COLLEAGUE)
    told = save(officer)
    assert [item["path"] for item in told["news"]] == [TONG]
    assert save(officer, seen=told["version"])["news"] == []


def test_a_page_that_only_looks_gets_the_news_and_begins_no_draft(web: Web, officer: Person) -> None:
    looked = officer.autosave(SAVE, {"seen": 0, "changes": []}, **{"X-Live": "1"}).get_json()
    assert (looked["version"], looked["savedAt"], looked["news"]) == (0, "", [])
    with web.context.database.reading() as session:
        assert find_draft(session, PERIOD, UNIT) is None
    write(web.context, {TONG: "140"}, COLLEAGUE)
    looked = officer.autosave(SAVE, {"seen": 0, "changes": [change(TEXT, "Mới")]}, **{"X-Live": "1"}).get_json()
    assert [item["path"] for item in looked["news"]] == [TONG]
    assert opened(web.context).draft.values == {TONG: "140", TEXT: "Mới"}


def test_what_others_wrote_since_is_told_and_what_one_wrote_oneself_is_not(web: Web, officer: Person) -> None:
    save(officer, change(TEXT, "Cũ"))
    write(web.context, {TONG: "140", QUA_HAN: "3"}, COLLEAGUE)
    told = save(officer, change(TEXT, "Mới", 1), seen=1)
    assert told["version"] == 3
    assert told["news"] == [
        {"path": path, "value": value, "version": 2, "by": COLLEAGUE.name, "at": "08:00 18/09/2023", "copied": False}
        for path, value in ((QUA_HAN, "3"), (TONG, "140"))
    ]


def test_a_clash_is_told_with_theirs_and_the_rest_is_saved(web: Web, officer: Person) -> None:
    save(officer, change(TONG, "140"))
    write(web.context, {TONG: "141"}, COLLEAGUE)
    told = save(officer, change(TONG, "142", 1), change(QUA_HAN, "3", 1), seen=1)
    ((clash,),) = (told["clashes"],)
    assert (clash["path"], clash["value"], clash["version"], clash["by"]) == (TONG, "141", 2, COLLEAGUE.name)
    assert opened(web.context).draft.values == {TONG: "141", QUA_HAN: "3"}
    told = save(officer, change(TONG, "142", clash["version"]), seen=told["version"])
    assert (told["clashes"], opened(web.context).draft.values[TONG]) == ([], "142")


def test_the_same_saving_sent_again_is_taken_once(web: Web, officer: Person) -> None:
    first = save(officer, change(TONG, "140"))
    again = save(officer, change(TONG, "140"))
    assert (again["version"], again["clashes"]) == (first["version"], [])


def test_findings_come_with_their_places(officer: Person) -> None:
    told = save(
        officer, change(TONG, "140"), change("indicators.tthc.cap_tinh", "1"), change("indicators.tthc.cap_huyen", "1"),
        change("indicators.tthc.cap_xa", "1"), change(QUA_HAN, "ba"), change("indicators.so_hoa.ty_le_may_tinh", "101"),
    )  # fmt: skip
    shown = {item["rule"]: item for item in told["findings"] if not item["isQuiet"]}
    assert shown.keys() == {"number", "range", "R02"}
    assert "lệch 137" in shown["R02"]["message"]
    assert shown["R02"]["subjects"][0] == TONG
    assert (shown["R02"]["isRule"], shown["number"]["isRule"], shown["R02"]["level"]) == (True, False, "error")
    assert shown["number"]["place"] == "#o-indicators-ho_so-qua_han"
    assert any(item["isQuiet"] and item["rule"] == "required" for item in told["findings"])


def test_a_copied_text_keeps_its_mark_only_as_a_real_yes(web: Web, officer: Person) -> None:
    save(officer, change(TEXT, "Như kỳ trước", copied=True), change("narratives.V", "Không", copied="true"))
    fields = opened(web.context).draft.fields
    assert (fields[TEXT].is_copied, fields["narratives.V"].is_copied) == (True, False)


def test_documents_are_one_value(web: Web, officer: Person) -> None:
    save(officer, change(DOCUMENTS, '[["Công văn","5/SGTVT","","Trả lời"]]'))
    assert [item.number for item in opened(web.context).payload.documents] == ["5/SGTVT"]


@pytest.mark.parametrize(
    "body",
    [
        None, 5, "x", [], {}, {"changes": []}, {"seen": 0}, {"seen": "x", "changes": []}, {"seen": None, "changes": []},
        {"seen": 0, "changes": 5}, {"seen": 0, "changes": {}}, {"seen": 0, "changes": ["x"]},
        {"seen": 0, "changes": [None]}, {"seen": 0, "changes": [[]]}, {"seen": 0, "changes": [{}]},
        {"seen": 0, "changes": [change(TONG, "1"), change(TONG, None)]}, {"seen": 0, "changes": [change(TONG, 5)]},
        {"seen": 0, "changes": [change(TONG, "1", "x")]}, {"seen": 0, "changes": [{"path": 5, "value": "", "base": 0}]},
        {"seen": 0, "changes": [change(DOCUMENTS, "x")]}, {"seen": 0, "changes": [change(DOCUMENTS, '{"a": 1}')]},
        HUGE, b"[" * 100_000,
    ],
    ids=lambda body: repr(body)[:60],
)  # fmt: skip
def test_what_no_script_of_ours_wrote_is_refused_and_nothing_is_saved(web: Web, officer: Person, body: object) -> None:
    assert "tải lại trang" in refused(officer.autosave(SAVE, body), 422)["detail"]
    assert opened(web.context).draft.values == {}


@pytest.mark.parametrize("body", [b"", b"{", b"\xff"])
def test_what_is_no_json_is_refused(officer: Person, body: bytes) -> None:
    refused(officer.autosave(SAVE, body), 422)


@pytest.mark.parametrize("path", ["indicators.ho_so.ty_le_dung_han", "indicators.khong.co", "", "\ud800", "a" * 9_000])
def test_what_cannot_be_typed_is_refused_by_name(web: Web, officer: Person, path: str) -> None:
    answer = officer.autosave(SAVE, {"seen": 0, "changes": [change(TONG, "1"), change(path, "5")]})
    assert len(refused(answer, 404)["detail"]) < 200
    assert opened(web.context).draft.values == {}


def test_signs_that_cannot_be_kept_are_taken_out(web: Web, officer: Person) -> None:
    save(
        officer, change(TEXT, "Đã\u0000 số\ud800 hóa\r\nxong "), change(DOCUMENTS, '[["\\ud800", "\\u0000", "", "a"]]')
    )
    assert opened(web.context).draft.values == {TEXT: "Đã số hóa\nxong", DOCUMENTS: '[["", "", "", "a"]]'}
    assert officer.get(f"/bao-cao/{PERIOD}/nhap").status == 200


def test_a_closed_period_takes_nothing_more(web: Web, officer: Person) -> None:
    close_period(web.context, PERIOD)
    problem = refused(officer.autosave(SAVE, {"seen": 0, "changes": [change(TONG, "1")]}), 409)
    assert "đã khóa" in problem["detail"] and pointers(problem) == []


def test_without_the_pages_token_or_a_sign_in_nothing_is_saved(web: Web, officer: Person) -> None:
    body = {"seen": 0, "changes": [change(TONG, "1")]}
    refused(officer.autosave(SAVE, body, token="sai"), 400)
    accepting = {"Accept": "application/json"}
    assert web.app.test_client().post(SAVE, json=body, headers=accepting).status_code in {400, 401}
    assert opened(web.context).draft.values == {}


def test_a_sign_in_that_ended_is_told_apart_from_a_lost_connection(web: Web, officer: Person) -> None:
    token = officer.get("/tai-khoan").find("//input[@name='csrf_token']").get("value")
    officer.send("/dang-xuat", {"csrf_token": token})
    answer = officer.autosave(SAVE, {"seen": 0, "changes": [change(TONG, "1")]}, token=token)
    assert answer.status_code in {400, 401}
    assert answer.get_json(force=True)["status"] == answer.status_code
    assert opened(web.context, OFFICER).draft.values == {}
