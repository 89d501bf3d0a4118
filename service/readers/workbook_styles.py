"""What each cell style of a workbook does to what people see: the number format, and letters that cannot be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from service.readers.excel.parts import Parts
from service.readers.number_formats import meaning

_WHITE, _BLACK = "FFFFFF", "000000"
# The first colours of a theme, as styles number them, and of the old palette.
_THEME = {0: _WHITE, 1: _BLACK}
_INDEXED = {0: _BLACK, 1: _WHITE, 8: _BLACK, 9: _WHITE, 64: _BLACK, 65: _WHITE}
_NEAR = 24  # of 255 in each of red, green and blue, by which nobody tells letters from their ground
_SMALLEST = 3.0  # points of letters that can be read


@dataclass(frozen=True, slots=True)
class ShownStyle:
    """The meaning of a cell style's number format, and whether its letters differ from their ground."""

    shape: str
    is_seen: bool


PLAIN = ShownStyle("General", True)


def shown_styles(parts: Parts) -> Sequence[ShownStyle]:
    """By the number of the style."""
    styles = parts.related("styles")
    if styles is None:
        return ()
    fonts = [_font(item) for item in styles.iterfind("{*}fonts/{*}font")]
    grounds = [_ground(item) for item in styles.iterfind("{*}fills/{*}fill")]
    return [
        ShownStyle(
            meaning(code),
            _differs(fonts[int(item.get("fontId", "0"))], grounds[int(item.get("fillId", "0"))]),
        )
        for item, code in zip(styles.iterfind("{*}cellXfs/{*}xf"), parts.formats, strict=True)
    ]


def _font(item: Any) -> str | None:
    """The letters' colour; None where they are too small."""
    size = item.find("{*}sz")
    if size is not None and float(size.get("val", "11")) < _SMALLEST:
        return None
    return _colour(item.find("{*}color"), _BLACK)


def _ground(item: Any) -> str:
    pattern = item.find("{*}patternFill")
    if pattern is None or pattern.get("patternType", "none") in {"none", "gray125"}:
        return _WHITE
    return _colour(pattern.find("{*}fgColor"), _WHITE) if pattern.get("patternType") == "solid" else _WHITE


def _colour(item: Any, otherwise: str) -> str:
    if item is None:
        return otherwise
    if item.get("rgb"):
        return str(item.get("rgb"))[-6:].upper()
    if item.get("theme"):
        # A tint makes another colour of it, which is seen on either ground.
        return _THEME.get(int(item.get("theme")), "808080") if float(item.get("tint", "0")) == 0 else "808080"
    return _INDEXED.get(int(item.get("indexed", "-1")), otherwise)


def _differs(letters: str | None, ground: str) -> bool:
    if letters is None:
        return False
    pairs = zip(bytes.fromhex(letters), bytes.fromhex(ground), strict=True)
    return any(abs(one - other) > _NEAR for one, other in pairs)
