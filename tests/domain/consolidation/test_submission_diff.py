"""What differs between two filings, said so that nothing is lost of either."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.domain.consolidation.submission_diff import Part, diff_submissions, pieces
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import NA, Document, Figure
from tests.support.domain import PERIOD, TEMPLATE, figures

EMPTY = Payload("cchc", "2022", PERIOD, "SGTVT", {})
RATIO = "tai_chinh.ty_le_giai_ngan"
TEXTS = st.lists(st.sampled_from(["Sở", "ban", "hành", " ", "  ", "\n", "\t", "74/QĐ", "\u00a0", "\u0301"])).map(
    "".join
)
ORDER = Document("Quyết định", "74/QĐ-SGTVT", date(2023, 2, 3), "Ban hành kế hoạch")
PLAN = Document("Kế hoạch", "5/KH-SGTVT", None, "Tuyên truyền")


def of(**given: object) -> Payload:
    """A payload of these figures; double underscores stand for dots."""
    return replace(EMPTY, indicators=figures({name.replace("__", "."): value for name, value in given.items()}))


def joined(before: str, after: str) -> tuple[str, str]:
    """Both texts, put together again from the pieces."""
    found = list(pieces(before, after))
    return (
        "".join(text for part, text in found if part is not Part.NEW),
        "".join(text for part, text in found if part is not Part.GONE),
    )


def test_the_same_filing_twice_differs_in_nothing() -> None:
    payload = replace(of(tthc__tong=5), narratives={"I": "Không"}, documents=(ORDER,))
    assert diff_submissions(TEMPLATE, payload, payload).is_empty
    assert diff_submissions(TEMPLATE, EMPTY, EMPTY).is_empty


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        (Decimal(140), Decimal(141), Decimal(1)),
        (Decimal("4135.9"), Decimal(4000), Decimal("-135.9")),
        (Decimal(0), None, None),
        (None, Decimal(0), None),
        (NA, Decimal(0), None),
        (None, NA, None),
    ],
)
def test_a_figure_is_shown_before_and_after_with_how_much_it_grew(
    before: Figure | None, after: Figure | None, difference: Decimal | None
) -> None:
    first, second = (
        replace(EMPTY, indicators={} if value is None else {"tthc.tong": value}) for value in (before, after)
    )
    (change,) = diff_submissions(TEMPLATE, first, second).figures
    assert (change.indicator.code, change.before, change.after) == ("tthc.tong", before, after)
    assert change.difference == difference


def test_figures_come_in_the_templates_order_and_equal_ones_are_left_out() -> None:
    found = diff_submissions(
        TEMPLATE, of(tthc__tong=1, ho_so__qua_han=2, sang_kien__so_luong=3), of(ho_so__qua_han=3, tthc__tong="1.0")
    )
    assert [change.indicator.code for change in found.figures] == ["sang_kien.so_luong", "ho_so.qua_han"]


def test_a_ratio_that_one_filing_leaves_to_be_computed_is_no_change() -> None:
    assert diff_submissions(TEMPLATE, of(tai_chinh__ty_le_giai_ngan="28.4"), EMPTY).is_empty
    assert diff_submissions(TEMPLATE, EMPTY, of(tai_chinh__ty_le_giai_ngan="28.4")).is_empty
    (change,) = diff_submissions(TEMPLATE, of(tai_chinh__ty_le_giai_ngan=28), of(tai_chinh__ty_le_giai_ngan=29)).figures
    assert (change.indicator.code, change.difference) == (RATIO, Decimal(1))


def test_a_text_is_compared_word_by_word() -> None:
    texts = "Đã số hóa 90 hồ sơ giấy trong kỳ", "Đã số hóa 95 hồ sơ giấy trong quý"
    first, second = (replace(EMPTY, narratives={"II.6": text}) for text in texts)
    (change,) = diff_submissions(TEMPLATE, first, second).texts
    assert change.section.code == "II.6"
    assert change.pieces == (
        (Part.SAME, "Đã số hóa"), (Part.GONE, " 90"), (Part.NEW, " 95"), (Part.SAME, " hồ sơ giấy trong"),
        (Part.GONE, " kỳ"), (Part.NEW, " quý"),
    )  # fmt: skip


def test_a_few_equal_words_between_two_changes_are_told_as_part_of_them() -> None:
    found = list(pieces("Có 90 hồ sơ mới trong kỳ này", "Có 95 hồ sơ cũ trong kỳ này"))
    assert found == [
        (Part.SAME, "Có"), (Part.GONE, " 90 hồ sơ mới"), (Part.NEW, " 95 hồ sơ cũ"), (Part.SAME, " trong kỳ này"),
    ]  # fmt: skip


def test_words_that_are_added_at_the_end_leave_the_rest_as_it_is() -> None:
    assert list(pieces("Không có", "Không có vướng mắc")) == [(Part.SAME, "Không có"), (Part.NEW, " vướng mắc")]


def test_a_text_that_came_or_went_is_one_piece() -> None:
    first, second = replace(EMPTY, narratives={"I": "Có"}), replace(EMPTY, narratives={"V": "Không có"})
    found = diff_submissions(TEMPLATE, first, second).texts
    assert [(change.section.code, change.pieces) for change in found] == [
        ("I", ((Part.GONE, "Có"),)),
        ("V", ((Part.NEW, "Không có"),)),
    ]


@given(TEXTS, TEXTS)
@example("", "a")
@example(" a", "a ")
@example("a\n" * 300, "a\n" * 299 + "b")
def test_the_pieces_of_two_texts_make_up_both(before: str, after: str) -> None:
    assert joined(before, after) == (before, after)


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_pieces_of_any_two_texts_make_up_both(before: str, after: str) -> None:
    assert joined(before, after) == (before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (" ".join(f"a{n}" for n in range(3_000)), " ".join(f"b{n}" for n in range(3_000))),
        ("mục " * 3_900, "mục " * 3_800 + "khác"),
        ("a\n" * 100_000, "b\n" + "a\n" * 99_999),
        ("từ " * 60_000, "chữ " * 50_000),
        (" " * 200_000, "\n" * 200_000),
        ("".join(f"d{n % 150}\n" for n in range(60_000)), "".join(f"d{n * 7 % 150}\n" for n in range(60_000))),
    ],
    ids=[
        "nothing in common", "one word over and over", "one line over and over", "one endless line", "blanks",
        "few lines over and over",
    ],
)  # fmt: skip
def test_the_longest_texts_are_compared_within_a_moment(before: str, after: str) -> None:
    begun = time.perf_counter()
    assert joined(before, after) == (before, after)
    assert time.perf_counter() - begun < 5


def test_shuffled_words_are_compared_within_a_moment() -> None:
    draw = random.Random(3)
    words = [f"từ{draw.randrange(400)}" for _ in range(3_900)]
    other = draw.sample(words, len(words))
    begun = time.perf_counter()
    assert joined(" ".join(words), " ".join(other)) == (" ".join(words), " ".join(other))
    assert time.perf_counter() - begun < 5


def test_documents_that_went_and_came_are_listed_and_a_changed_one_is_both() -> None:
    later = replace(ORDER, date=date(2023, 2, 4))
    found = diff_submissions(TEMPLATE, replace(EMPTY, documents=(ORDER, PLAN)), replace(EMPTY, documents=(PLAN, later)))
    assert (found.gone_documents, found.new_documents) == ((ORDER,), (later,))
    assert not found.is_empty
    moved = diff_submissions(TEMPLATE, replace(EMPTY, documents=(ORDER, PLAN)), replace(EMPTY, documents=(PLAN, ORDER)))
    assert moved.is_empty
