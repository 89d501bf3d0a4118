"""Old Word files are read through LibreOffice."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.domain.errors import WrongTypeError
from service.domain.reading.refusal import Reason, UnreadableDocumentError
from service.readers.document.legacy_office import read_legacy
from tests.support.written_documents import labelled

SMALL = (Path(__file__).resolve().parents[2] / "data" / "reading" / "small.doc").read_bytes()


def test_an_old_word_file_says_what_a_new_one_would() -> None:
    document = read_legacy("doc", SMALL)
    assert document.format == "doc"
    assert labelled(document) == [
        ("", "BÁO CÁO"), ("", "Kết quả công tác cải cách hành chính quý III năm 2023"), ("1.", "Cải cách thể chế"),
        ("-", "Đã tiếp nhận 7.266 hồ sơ, trong đó tiếp nhận mới 6.277 hồ sơ."), ("", "Chỉ tiêu\tSố liệu\nHồ sơ\t7.266"),
        ("", "Trên đây là báo cáo./."),
    ]  # fmt: skip


def test_without_the_office_program_people_are_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(WrongTypeError, match=r"lưu thành \.docx"):
        read_legacy("doc", SMALL)


def test_a_damaged_old_file_is_said_to_be_so() -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read_legacy("doc", SMALL[:700])
    assert caught.value.reason is Reason.DAMAGED
