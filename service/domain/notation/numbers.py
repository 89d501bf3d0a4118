"""Numbers as people in Vietnam write them: `1.174` is one thousand one hundred and seventy-four."""

from __future__ import annotations

import re
import unicodedata
from decimal import MAX_PREC, ROUND_HALF_UP, Context, Decimal
from functools import cache, lru_cache

from service.domain.errors import TonghopError, message

_PLAIN = re.compile(r"-?\d+(,\d+)?", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?", re.ASCII)
_DOTTED = re.compile(r"(-?\d+)\.(\d+)", re.ASCII)
# A number with other signs for thousands, or with words, a dot or a sign of percent after it.
_BEGUN = re.compile(r"-?\d[\d.,]*(?: \d[\d.,]*)*", re.ASCII)
_SPACED = re.compile(r"-?\d{1,3}(?:[ ,]\d{3})+", re.ASCII)
_NOTHING = frozenset({"không", "không có", "không phát sinh", "không phát sinh hồ sơ"})
MOST_WRITTEN = 1_000  # letters of a number as it was written
MAX_DIGITS = 15  # what Excel keeps of a number
_MEASURE = 60  # powers of ten, up or down, beyond which nothing is counted or computed with
_EVERY_DIGIT = Context(prec=MAX_PREC)
_WIDE = Context(prec=400)  # more digits than any quotient of two numbers within measure has


class NumberNotationError(TonghopError):
    """The text is not a number in Vietnamese notation."""


@lru_cache(maxsize=16_384)
def shared_number(text: str) -> Decimal:
    """The number of a plain notation, one object for all that are written alike.

    A province holds millions of figures, most of them small.
    """
    return Decimal(text)


def parse_vietnamese(text: str, *, count: bool = False) -> Decimal:
    """The number in `4.135,9`, `1.174`, `28,4%`, `09`; «Không» is zero where a count is asked for.

    Raises NumberNotationError, with a question where the dot may mean a decimal comma (`8.5`).
    """
    if len(text) > MOST_WRITTEN:
        raise _beyond_measure(text)
    trimmed = unicodedata.normalize("NFC", text.strip()).replace("\u00a0", "").replace("\u202f", "")
    if count and trimmed.lower().rstrip(".") in _NOTHING:
        return Decimal(0)
    bare = trimmed.removesuffix("%").strip().replace("\u2212", "-")
    # A count has no decimals: three digits after a comma are thousands, and a percentage is no count.
    is_doubtful = count and (bare != trimmed.replace("\u2212", "-") or _SPACED.fullmatch(bare) is not None)
    if (_GROUPED.fullmatch(bare) or _PLAIN.fullmatch(bare)) and not is_doubtful:
        return within_measure(Decimal(bare.replace(".", "").replace(",", ".")), trimmed)
    if guess := _guess(bare):
        raise NumberNotationError(
            message(
                "Chưa rõ số «{text}»: có phải là {guess}? Dấu phẩy ngăn phần thập phân, dấu chấm ngăn hàng nghìn.",
                text=shorten(trimmed),
                guess=shorten(guess),
            )
        )
    raise NumberNotationError(
        message(
            "«{text}» không phải là số. Ghi số theo cách 1.174 hoặc 4.135,9; ghi 0 nếu không phát sinh.",
            text=shorten(trimmed),
        )
    )


def _guess(bare: str) -> str:
    """What was probably meant by a number in another notation; empty where nothing is likely."""
    if dotted := _DOTTED.fullmatch(bare):
        return f"{dotted[1]},{dotted[2]}"
    begun = _BEGUN.match(bare)
    core = "" if begun is None else begun[0].rstrip(".,")
    if begun is not None and not _is_unit(bare[begun.end() :]):
        return ""
    if _SPACED.fullmatch(core):
        return core.replace(" ", ".").replace(",", ".")
    return core if _GROUPED.fullmatch(core) or _PLAIN.fullmatch(core) else ""


def _is_unit(rest: str) -> bool:
    """Whether what follows a number may be its unit: nothing, or words apart from it. A letter at a digit is a slip."""
    return not rest or (rest[0] == " " and any(sign.isalpha() for sign in rest) and not any(map(str.isdigit, rest)))


def within_measure(value: Decimal, written: str) -> Decimal:
    """The number; raises NumberNotationError where it is so far beyond all figures that nothing can be made of it."""
    if len(written) > MOST_WRITTEN or abs(value.adjusted()) > _MEASURE:
        raise _beyond_measure(written)
    return value


def _beyond_measure(written: str) -> NumberNotationError:
    said = message("Số {shown} vượt xa mọi số liệu có thể có: hãy kiểm tra lại.", shown=shorten(written))
    return NumberNotationError(said)


def shorten(text: str, limit: int = 60) -> str:
    """The text as it fits into a sentence."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def format_vietnamese(value: Decimal, decimals: int | None = None) -> str:
    """The number with dots between thousands and a decimal comma; all its decimals unless told."""
    if decimals is not None:
        value = round_half_up(value, decimals)
    # A zero has no sign, whatever was rounded to it.
    text = format(value if value else abs(value), ",f")
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def shown_in_words(value: Decimal) -> str:
    """The number with all its decimals as it fits into a sentence, cut where it is endless."""
    return shorten(format_vietnamese(value), 40)


def signed(value: Decimal, decimals: int | None = None) -> str:
    """By how much something moved: «+766», «−1.018»; what is shown as nothing is neither more nor less."""
    shown = value if decimals is None else round_half_up(value, decimals)
    return f"{'+' if shown > 0 else '−' if shown < 0 else ''}{format_vietnamese(abs(shown), decimals)}"


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """The number rounded as people and spreadsheets do."""
    return value.quantize(_step(decimals), rounding=ROUND_HALF_UP, context=_EVERY_DIGIT)


def percent_of(part: Decimal, whole: Decimal, decimals: int) -> Decimal:
    """How many percent of the size of the whole a part is: rounded once, half up, from the exact numbers.

    The whole is not zero. A quotient that is cut to some length first and rounded then would be rounded twice.
    """
    half = whole.copy_abs()
    twice = _WIDE.multiply(part.copy_abs(), _per_cent_twice(decimals))
    steps = _WIDE.divide_int(_WIDE.add(twice, half), _WIDE.add(half, half)).scaleb(-decimals, _WIDE)
    return steps.copy_sign(part) if steps else steps


@cache
def _per_cent_twice(decimals: int) -> Decimal:
    return Decimal(200).scaleb(decimals)


@cache
def _step(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)


def digits_of(value: Decimal) -> tuple[int, int]:
    """How many digits the number has in all, and how many of them after the decimal comma."""
    _, digits, exponent = value.normalize(_EVERY_DIGIT).as_tuple()
    assert isinstance(exponent, int)
    decimals = max(0, -exponent)
    return max(len(digits) + max(0, exponent), decimals), decimals
