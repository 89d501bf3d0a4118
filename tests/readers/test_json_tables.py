"""Tables of the JSON payload: read exactly, or refused by their places; and kept as they were."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.domain.errors import UnreadableError
from service.domain.reporting.payload import Payload
from service.readers.json import read_json
from service.storage.intake.payload_codec import as_api, decode, encode
from tests.support.consolidations import CATALOGUE
from tests.support.row_tables import CODE, LAND

ENVELOPE = {"template": "cchc", "template_version": "2025", "period": "2025-Q3", "agency": "STC", "indicators": {}}
ROW = {
    "linh_vuc": "Đất đai", "truc_tuyen": 900, "truc_tiep": 80, "ky_truoc": 20, "truoc_han": 500, "dung_han": 380,
    "qua_han": 40, "dang_trong_han": 75, "dang_qua_han": 5,
}  # fmt: skip


def read(tables: Any) -> Payload:
    return read_json(json.dumps({**ENVELOPE, "tables": tables}).encode(), CATALOGUE.get)


def test_rows_are_read_and_what_says_nothing_is_left_out() -> None:
    payload = read({CODE: [ROW, {}, {"linh_vuc": " ", "truc_tuyen": None}]})
    assert payload.tables == {CODE: (LAND,)}
    assert read({CODE: []}).tables == {}


def test_they_are_kept_and_written_as_they_came() -> None:
    payload = read({CODE: [ROW]})
    assert decode(encode(payload)).tables == payload.tables
    assert as_api(payload)["tables"] == {CODE: [ROW]}
    assert "tables" not in as_api(read({}))


@pytest.mark.parametrize(
    ("tables", "place", "part"),
    [
        ([], "$.tables", "đối tượng"),
        ({"khac": []}, "$.tables.khac", "không có bảng «khac»"),
        ({CODE: {}}, f"$.tables.{CODE}", "Cần danh sách"),
        ({CODE: [1]}, f"$.tables.{CODE}[0]", "Cần đối tượng linh_vuc, truc_tuyen"),
        ({CODE: [{"la": 1}]}, f"$.tables.{CODE}[0].la", "không có cột «la»"),
        ({CODE: [{"tiep_nhan": 1}]}, f"$.tables.{CODE}[0].tiep_nhan", "được cộng từ truc_tuyen, truc_tiep, ky_truoc"),
        ({CODE: [{"qua_han": 1.5}]}, f"$.tables.{CODE}[0].qua_han", "Cần số nguyên"),
        ({CODE: [{"qua_han": "5"}]}, f"$.tables.{CODE}[0].qua_han", "Cần số nguyên"),
        ({CODE: [{"linh_vuc": 5}]}, f"$.tables.{CODE}[0].linh_vuc", "Cần chuỗi ký tự"),
    ],
)
def test_what_is_wrong_is_refused_by_its_place(tables: Any, place: str, part: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(tables)
    (problem,) = refused.value.problems
    assert problem.place == place
    assert part in str(problem.message)
