"""Days and hours as people write them are understood in one way, and never guessed."""

from __future__ import annotations

from datetime import date, time

import pytest

from service.domain.errors import ConflictError
from service.domain.notation.moments import WrittenMoment, read_day, read_moment

NEAR = date(2023, 9, 18)
FIVE = WrittenMoment(date(2023, 9, 25), time(17))
DAY = WrittenMoment(date(2023, 9, 25))


@pytest.mark.parametrize(
    "text",
    [
        "17:00 25/09/2023", "17h00 ngày 25/9/2023", "17h00 25/9/2023", "17:00 25/09", "25.9.2023 17h", "17h, 25/9",
        "17 giờ 00 ngày 25/9/2023", "17 giờ 00 phút, ngày 25 tháng 9 năm 2023", "17h ngày 25 tháng 9",
        "25/9/2023 lúc 17 giờ", "trước 17h00 ngày 25/9/2023", "17g00 25-9-2023", "17.00 25.9.2023", "17:00 - 25/9/2023",
        "5 giờ chiều ngày 25/9", "17h00’ ngày 25/9/2023".replace("’", ""), "17:00:00 25/09/2023", "2023-09-25T17:00",
        "2023-09-25 17:00", "17H00 NGÀY 25/9/2023", "  17h00   ngày  25/9/2023 . ", "17h00 thứ Hai ngày 25/9/2023",
        "17h00, thứ 2, ngày 25/9/2023", "25/9/23 17h00", "１７：００ 25/9/2023", "17h00 nga\u0300y 25/9/2023",
        "25/9 – 17h",
    ],
)  # fmt: skip
def test_a_moment_is_understood_however_it_is_written(text: str) -> None:
    assert read_moment(text, NEAR) == FIVE


@pytest.mark.parametrize(
    "text",
    [
        "25/9/2023", "25/09/2023", "25.9.2023", "25-9-2023", "25/9", "ngày 25/9/2023", "ngày 25 tháng 9 năm 2023",
        "25 tháng 9/2023", "hết ngày 25/9/2023", "2023-09-25", "25/9/23", "25 / 9 / 2023", "thứ Hai, 25/9/2023",
    ],
)  # fmt: skip
def test_a_day_alone_has_no_hour(text: str) -> None:
    assert read_moment(text, NEAR) == DAY and read_day(text, NEAR) == DAY.day


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("8h30 25/9", time(8, 30)), ("8 giờ sáng 25/9", time(8)), ("8 rưỡi 25/9", None),
        ("8h rưỡi sáng 25/9", time(8, 30)),
        ("11h30 trưa 25/9", time(11, 30)), ("12h trưa 25/9", time(12)), ("7 giờ tối 25/9", time(19)),
        ("13 giờ chiều 25/9", time(13)), ("0h 25/9", time(0)), ("5pm 25/9/2023", time(17)), ("9.10 25.9", time(9, 10)),
    ],
)  # fmt: skip
def test_hours_are_those_of_the_part_of_the_day(text: str, hour: time | None) -> None:
    found = read_moment(text, NEAR)
    assert (None if found is None else found.hour) == hour
    assert found is None or found.day == DAY.day


def test_midnight_at_the_end_of_a_day_is_the_beginning_of_the_next() -> None:
    assert read_moment("24h00 ngày 25/9/2023") == WrittenMoment(date(2023, 9, 26), time(0))
    assert read_moment("24 giờ ngày 31/12/2023") == WrittenMoment(date(2024, 1, 1), time(0))


@pytest.mark.parametrize(
    ("text", "near", "day"),
    [
        ("5/1", date(2023, 12, 20), date(2024, 1, 5)), ("20/12", date(2024, 1, 5), date(2023, 12, 20)),
        ("29/2", date(2023, 6, 1), date(2024, 2, 29)), ("25/9", NEAR, date(2023, 9, 25)),
    ],
)  # fmt: skip
def test_a_year_that_is_left_out_is_the_one_that_brings_the_day_nearest(text: str, near: date, day: date) -> None:
    assert read_day(text, near) == day
    assert read_day(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "", "mai", "thứ Hai tới", "17h", "25", "25/13/2023", "31/02/2023", "30/2", "29/2/2023", "25:00 25/9/2023",
        "24:30 25/9/2023", "17:60 25/9/2023", "17h00 ngày 25/9/2023 hoặc 26/9/2023", "25/9/2023 25/9/2023", "25/9/0023",
        "9.10 10.09", "09/25/2023", "17h00 17h00", "25/9/2023 17h00 x", "15 giờ sáng 25/9", "-25/9/2023", "1e9",
        "25/9/20233", "٢٥/٩/٢٠٢٣ a",
    ],
)  # fmt: skip
def test_what_is_no_moment_or_could_be_two_is_not_guessed(text: str) -> None:
    assert read_moment(text, NEAR) is None


def test_a_day_of_the_week_that_does_not_fit_is_said() -> None:
    with pytest.raises(ConflictError, match="ngày 25/09/2023 không phải là thứ đã ghi"):
        read_moment("17h00 thứ Sáu ngày 25/9/2023")
    with pytest.raises(ConflictError, match="ngày 24/09/2023 không phải là thứ đã ghi"):
        read_moment("thứ 2, 24/9/2023")


def test_a_day_where_a_day_is_asked_for_takes_no_hour() -> None:
    assert read_day("17h00 25/9/2023") is None
