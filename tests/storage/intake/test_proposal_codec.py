"""A proposal comes out of the database as it went in."""

from __future__ import annotations

from datetime import date

from service.domain.errors import message
from service.domain.reading.document import Block, BlockKind, Place, TableCell
from service.domain.reading.proposal import Choices, Proposal, ProposedFigure, ProposedValue
from service.domain.reporting.report import Document
from service.storage.intake.proposal_codec import decode, decode_choices, encode, encode_choices

PROPOSAL = Proposal(
    blocks=(
        Block(BlockKind.ITEM, "Có 5 hồ sơ", Place(1, page=2), 1, "-"),
        Block(BlockKind.TABLE, "", Place(2), cells=(TableCell("5", 1, 2, 1, 3),)),
    ),
    figures={
        "a": ProposedFigure((ProposedValue("4.135,9", "Có 5 hồ sơ", 1, None, None, (3, 4)),), True, "R01"),
        "b": ProposedFigure((ProposedValue("5", "Có | 5", 2, 1, 2, (0, 1)),), False),
    },
    narratives={"I": "Lời"},
    documents=(
        Document("Quyết định", "1/QĐ", date(2023, 9, 1), "về việc"),
        Document("Kế hoạch", "2/KH", None, "khác"),
    ),
    notices=(message("Kỳ {period}: {more}", period="2023-Q3", more=message("thêm")),),
    misfits=(message("Của đơn vị khác."),),
)


def test_a_proposal_comes_out_as_it_went_in() -> None:
    assert decode(encode(PROPOSAL)) == PROPOSAL


def test_choices_come_out_as_they_went_in() -> None:
    choices = Choices({"a": "5", "b": ""}, {"documents": False})
    assert decode_choices(encode_choices(choices)) == choices
