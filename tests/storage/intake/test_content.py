"""What a filing says is stored without any loss: figures exact, n/a and missing apart."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.reporting.payload import Payload
from service.domain.reporting.report import NA, Document, Figure
from service.storage.intake.payload_codec import as_api, decode, encode, figure_text, json_figure

FIGURES = st.one_of(
    st.just(NA),
    st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**14), max_value=10**14),
    st.integers(min_value=-(10**30), max_value=10**30).map(Decimal),
)


def payload(**figures: Figure) -> Payload:
    return Payload("cchc", "2022", "2023-Q3", "SGTVT", {name.replace("__", "."): v for name, v in figures.items()})


def test_everything_comes_back() -> None:
    whole = Payload(
        template="cchc",
        template_version="2022",
        period="2023-Q3",
        agency="SGTVT",
        indicators={"tai_chinh.dau_tu_cong_ke_hoach": Decimal("4135.90"), "tthc.cap_xa": NA},
        narratives={"II.2.đ": "=HYPERLINK(\"x\")\n«Một cửa» 🌾", "V": ""},
        documents=(
            Document("Quyết định", "74/QĐ-SGTVT", date(2023, 2, 3), "Ban hành"),
            Document("Công văn", "", None, "Không số"),
        ),
        explanations={"R06": "Đang chuyển mức độ"},
        notes={"ho_so.qua_han": "3 hồ sơ"},
        places={"$.indicators.tthc.cap_xa": "II.2!F12"},
    )  # fmt: skip
    back = decode(encode(whole))
    assert back == whole
    assert back.places == whole.places
    assert figure_text(back.indicators["tai_chinh.dau_tu_cong_ke_hoach"]) == "4135.90"


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,8}\.[a-z_]{1,8}", fullmatch=True), FIGURES))
def test_any_figures_come_back_exactly(figures: dict[str, Figure]) -> None:
    original = Payload("cchc", "2022", "2023-Q3", "SGTVT", figures)
    assert decode(encode(original)).indicators == figures


def test_the_same_content_is_the_same_text_whatever_its_order() -> None:
    one, other = payload(a__x=Decimal(1), b__y=Decimal(2)), payload(b__y=Decimal(2), a__x=Decimal(1))
    assert encode(one) == encode(other)
    assert "places" in json.loads(encode(one))


def test_zero_missing_and_not_applicable_are_three_things() -> None:
    stored = as_api(payload(a__zero=Decimal(0), a__na=NA))["indicators"]
    assert stored == {"a.zero": "0", "a.na": "n/a"}
    back = decode(encode(payload(a__zero=Decimal(0), a__na=NA))).indicators
    assert back == {"a.zero": Decimal(0), "a.na": NA}


@pytest.mark.parametrize(
    ("figure", "text"),
    [("1E+3", "1000"), ("0.0000001", "0.0000001"), ("-0", "-0"), ("4135.90", "4135.90"), ("7266", "7266")],
)
def test_a_figure_is_written_in_plain_digits(figure: str, text: str) -> None:
    assert figure_text(Decimal(figure)) == text


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        (NA, "n/a"),
        (Decimal("7266"), 7266),
        (Decimal("7266.0"), 7266),
        (Decimal("28.4"), 28.4),
        (Decimal("0"), 0),
        (Decimal("123456789012345.5"), "123456789012345.5"),
        (Decimal("12345678901234567890"), 12345678901234567890),
    ],
)
def test_a_figure_is_a_json_number_where_that_is_exact(figure: Figure, shown: object) -> None:
    assert json_figure(figure) == shown
    assert type(json_figure(figure)) is type(shown)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**20), max_value=10**20))
def test_a_shown_figure_is_the_figure(figure: Decimal) -> None:
    assert Decimal(str(json_figure(figure))) == figure
