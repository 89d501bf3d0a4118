"""`texts.toml` beside a report template: from when on a text counts as copied from the period before."""

from __future__ import annotations

from pathlib import Path

from service.catalogue.table import CsvTable, read_toml
from service.domain.reporting.template import TextLimits

TEXTS = "texts.toml"


def load_text_limits(folder: Path) -> TextLimits:
    """The limits of a template's folder, the usual ones where it has none; raises CatalogueError."""
    if not (folder / TEXTS).exists():
        return TextLimits()
    top = CsvTable(TEXTS, "", read_toml(folder, TEXTS))
    top.only("copied", "fewest_words")
    usual = TextLimits()
    limits = TextLimits(top.get("copied", int, usual.copied), top.get("fewest_words", int, usual.fewest_words))
    if not 1 <= limits.copied <= 101:
        raise top.fault("copied", "cần từ 1 đến 100, hoặc 101 để không cảnh báo")
    if limits.fewest_words < 1:
        raise top.fault("fewest_words", "cần ít nhất 1")
    return limits
