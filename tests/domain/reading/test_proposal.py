"""What a report that was read offers, and what of it becomes a change of the draft."""

from __future__ import annotations

from datetime import date

import pytest

from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reading.document import Block, BlockKind, Place
from service.domain.reading.proposal import Choices, named_others
from service.domain.reporting.draft import FieldEdit

SINCE = date(2000, 1, 1)
OWN = Agency("SGTVT", "Sở Giao thông vận tải", AgencyKind.SO, SINCE)
OTHERS = (Agency("SYT", "Sở Y tế", AgencyKind.SO, SINCE), Agency("SNV", "Sở Nội vụ", AgencyKind.SO, SINCE), OWN)
COMMUNES = tuple(
    Agency(code, name, AgencyKind.XA, SINCE)
    for code, name in (("x-a", "Xã Tân Hưng"), ("x-b", "Xã Hoàng Hoa Thám"), ("x-c", "Xã Tân"))
)


def blocks(*texts: str) -> list[Block]:
    """Paragraphs."""
    return [Block(BlockKind.PARAGRAPH, text, Place(number)) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("Kính gửi: Sở Nội vụ", False),
        ("Sở Nội vụ (b/c);", False),
        ("Thực hiện Công văn số 230 của Sở Nội vụ về việc báo cáo.", False),
        ("Trong quý, mọi việc đúng hạn. Sở Y tế đã ban hành kế hoạch kiểm tra năm 2023.", True),
        ("Sở Giao thông vận tải đã ban hành kế hoạch kiểm tra.", False),
    ],
)
def test_another_department_is_named_where_it_acts_and_not_where_it_is_addressed(text: str, is_named: bool) -> None:
    assert bool(named_others(blocks(text), OTHERS, OWN)) is is_named


def test_a_communes_report_names_no_other_commune_and_a_name_within_its_own_is_none() -> None:
    own = COMMUNES[0]
    assert named_others(blocks("UBND xã Tân Hưng báo cáo như sau."), COMMUNES, own) == []
    (said,) = named_others(blocks("Trên địa bàn xã Hoàng Hoa Thám có 5 thôn."), COMMUNES, own)
    assert "Xã Hoàng Hoa Thám" in str(said) and "Xã Tân" not in str(said)


def test_only_decided_figures_and_ticked_texts_change_the_draft() -> None:
    choices = Choices({"a": "5", "b": ""}, {"narratives.I": True, "narratives.V": False})
    texts = {"narratives.I": "một", "narratives.V": "năm", "documents": "[]"}
    assert choices.edits(texts, 3) == [FieldEdit("indicators.a", "5", 3), FieldEdit("narratives.I", "một", 3)]
