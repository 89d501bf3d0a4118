"""Days as they are typed in forms and cells."""

from __future__ import annotations

from datetime import date

import pytest

from service.readers.dates import day_in


@pytest.mark.parametrize("typed", ["03/02/2023", "3/2/2023", "3.2.2023", "03-02-2023"])
def test_a_day_is_read_however_it_is_parted(typed: str) -> None:
    assert day_in(typed) == date(2023, 2, 3)


@pytest.mark.parametrize(
    "typed", ["", "31/02/2023", "3/2/23", "2023-02-03", "hôm qua", "3/2/2023 lúc 8 giờ", "0/1/2023"]
)
def test_what_is_no_day_that_exists_is_none(typed: str) -> None:
    assert day_in(typed) is None
