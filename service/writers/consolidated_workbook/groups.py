"""The kinds of sheet: what the contents call them, and the colour of their tabs."""

from __future__ import annotations

from enum import Enum

from service.writers.excel_style import BRAND


class SheetGroup(Enum):
    """A kind of sheet with its name and the colour of its tabs."""

    FRONT = "Giới thiệu", BRAND
    FIGURES = "Số liệu", "2F5D8A"
    REPORTING = "Tình hình báo cáo", "C98A1B"
    DATA = "Dữ liệu và nguồn", "5B6672"

    @property
    def label(self) -> str:
        """Its name."""
        return self.value[0]

    @property
    def colour(self) -> str:
        """The colour of its tabs."""
        return self.value[1]
