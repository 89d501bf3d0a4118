"""The kinds of sheet: what the contents call them, and the colour of their tabs."""

from __future__ import annotations

from service.domain.notation.labelled import Labelled
from service.writers.excel_style import BRAND, GOLD, SLATE, STEEL


class SheetGroup(Labelled):
    """A kind of sheet with its name and the colour of its tabs."""

    FRONT = "front", "Giới thiệu"
    FIGURES = "figures", "Số liệu"
    REPORTING = "reporting", "Tình hình báo cáo"
    DATA = "data", "Dữ liệu và nguồn"

    @property
    def colour(self) -> str:
        """The colour of its tabs."""
        return _COLOURS[self]


_COLOURS = {
    SheetGroup.FRONT: BRAND,
    SheetGroup.FIGURES: STEEL,
    SheetGroup.REPORTING: GOLD,
    SheetGroup.DATA: SLATE,
}
