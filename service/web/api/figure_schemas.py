"""What the API takes and answers about figures as data, and totals beside those of earlier periods."""

from __future__ import annotations

from collections.abc import Mapping

from apiflask import Schema
from apiflask.fields import Boolean, Dict, Integer, List, Nested, Raw, String
from marshmallow import ValidationError, pre_load
from marshmallow.validate import Range

from service.domain.consolidation.figure_table import FigureState
from service.domain.consolidation.table_totals import TotalKind
from service.domain.errors import Message, message
from service.domain.reporting.target import TargetDirection
from service.web.api.schemas import RequestSchema

# Lines of figures in one answer, and the last page that is looked for.
MAX_LINES, MAX_PAGE = 10_000, 1_000_000


class PageIn(RequestSchema):
    """Which lines of the figures are wanted."""

    indicator = List(
        String(), load_default=list, metadata={"description": "Mã chỉ tiêu, lặp lại được; không nêu: mọi chỉ tiêu"}
    )
    page = Integer(load_default=1, validate=Range(1, MAX_PAGE), metadata={"description": "Trang, từ 1"})
    per_page = Integer(load_default=1000, validate=Range(1, MAX_LINES), metadata={"description": "Số dòng mỗi trang"})

    @pre_load
    def require_known(self, asked: Mapping[str, object], **_more: object) -> Mapping[str, object]:
        """A name that nobody knows is a mistake here too, where it would be passed over."""
        if set(asked) - set(self._names):
            raise ValidationError(self.fault().text)
        return asked

    @property
    def _names(self) -> list[str]:
        return [field.data_key or name for name, field in self.fields.items()]

    def fault(self) -> Message:
        """Names and limits."""
        known = ", ".join(self._names)
        return message(
            "Chỉ có các tham số: {known}; page từ 1, per_page từ 1 đến {limit}.", known=known, limit=MAX_LINES
        )


class PeriodsPageIn(PageIn):
    """The same of many periods."""

    since = String(data_key="from", load_default=None, metadata={"description": "Từ kỳ, ví dụ 2022-Q3"})
    until = String(data_key="to", load_default=None, metadata={"description": "Đến hết kỳ"})


class TargetOut(Schema):
    """What a figure should reach in the year, and whether it does."""

    value = Raw()
    direction = String(metadata={"enum": [each.value for each in TargetDirection]})
    source = String(metadata={"description": "Văn bản đặt ra mục tiêu"})
    met = Boolean(allow_none=True, metadata={"description": "Đạt hay chưa; null: chưa có số liệu"})
    said = String(allow_none=True, metadata={"description": "Kết quả bằng lời, như «chưa đạt 80%»"})


class FigureOut(Schema):
    """One agency's figure of a period."""

    period = String()
    agency = String()
    name = String()
    kind = String()
    parent = String(allow_none=True)
    section = String()
    indicator = String()
    number = String()
    title = String(metadata={"description": "Tên chỉ tiêu"})
    unit = String(metadata={"description": "Đơn vị tính"})
    time = String()
    value = Raw(allow_none=True, metadata={"description": "Số; trên 15 chữ số là chuỗi"})
    state = String(metadata={"enum": [state.value for state in FigureState]})
    counted = Boolean(metadata={"description": "Có cộng vào số liệu toàn tỉnh"})
    previous = Raw(allow_none=True)
    same_period_last_year = Raw(allow_none=True)
    submission = String(allow_none=True)
    note = String()
    target = Nested(TargetOut, allow_none=True, metadata={"description": "Mục tiêu của năm; null: không có"})


class FiguresOut(Schema):
    """A page of figures."""

    total = Integer(metadata={"description": "Số dòng của mọi trang"})
    page = Integer()
    pages = Integer()
    next = String(allow_none=True, metadata={"description": "Địa chỉ trang sau"})
    figures = List(Nested(FigureOut))


class MatchedOut(Schema):
    """A total over the agencies that are in both periods."""

    agencies = Integer()
    value = Raw()
    then = Raw()
    change = Raw()
    percent = Raw(allow_none=True)


class ComparedOut(Schema):
    """A total of an earlier period beside that of now."""

    value = Raw(allow_none=True)
    contributing = Integer()
    change = Raw(allow_none=True, metadata={"description": "null: không so sánh được, ví dụ hai kỳ dài khác nhau"})
    percent = Raw(allow_none=True)
    matched = Nested(MatchedOut, allow_none=True)


class ComparedIndicatorOut(Schema):
    """An indicator's total beside the earlier ones."""

    indicator = String()
    value = Raw(allow_none=True)
    contributing = Integer()
    applicable = Integer()
    target = Nested(TargetOut, allow_none=True, metadata={"description": "Mục tiêu của tỉnh; null: không có"})
    previous = Nested(ComparedOut, allow_none=True)
    same_period_last_year = Nested(ComparedOut, allow_none=True)


class ComparisonOut(Schema):
    """The totals of a period beside those of earlier ones."""

    period = String()
    previous = String(allow_none=True)
    same_period_last_year = String(allow_none=True)
    indicators = List(Nested(ComparedIndicatorOut))


class TableColumnOut(Schema):
    """A column of numbers of a table with rows."""

    column = String(metadata={"description": "Mã cột"})
    title = String()
    unit = String(metadata={"description": "Đơn vị tính"})
    sum_of = List(String(), metadata={"description": "Các cột mà cột này là tổng; trống: đơn vị tự nhập"})


class TableLineOut(Schema):
    """A line of a table that is added up over the agencies."""

    kind = String(
        metadata={
            "enum": [kind.value for kind in TotalKind],
            "description": "key: cộng các dòng cùng tên; adjusted: Sở Nội vụ điều chỉnh; whole: tổng cộng",
        }
    )
    name = String()
    units = Integer(allow_none=True, metadata={"description": "Số đơn vị có dòng này; null: không đếm"})
    values = Dict(keys=String(), values=Raw(), metadata={"description": "Mã cột → số; không có số thì không có mã cột"})


class TableOut(Schema):
    """A table with rows, added up over the agencies that count."""

    table = String(metadata={"description": "Mã bảng"})
    title = String()
    section = String()
    key = String(allow_none=True, metadata={"description": "Mã cột dùng để cộng các dòng; null: bảng liệt kê"})
    units = Integer(metadata={"description": "Số đơn vị được cộng"})
    columns = List(Nested(TableColumnOut))
    lines = List(Nested(TableLineOut))


class TablesOut(Schema):
    """The tables with rows of a period."""

    period = String()
    tables = List(Nested(TableOut))
