"""What changed between two workbooks, as the API says it."""

from __future__ import annotations

from apiflask import Schema
from apiflask.fields import List, Nested, Raw, String


class ChangesIn(Schema):
    """What a workbook is compared with."""

    since = String(
        load_default="",
        metadata={"description": "Bảng đã lập trước đó để so sánh; không nêu là bảng ngay trước"},
    )


class FigureMoveOut(Schema):
    """A figure before and after."""

    agency = String(allow_none=True, metadata={"description": "Không có: toàn tỉnh"})
    indicator = String()
    before = Raw(allow_none=True)
    after = Raw(allow_none=True)
    submission = String(allow_none=True)
    filed_by = String(allow_none=True)


class WordingMoveOut(Schema):
    """What a unit's report says otherwise beside its figures."""

    agency = String()
    sections = List(String(), metadata={"description": "Mã mục có nội dung thay đổi"})
    gone_documents = List(String(), metadata={"description": "Số, ký hiệu văn bản không còn nêu"})
    new_documents = List(String(), metadata={"description": "Số, ký hiệu văn bản mới nêu"})
    submission = String()
    filed_by = String()


class ChangesOut(Schema):
    """What a workbook changed against an earlier one."""

    workbook = String()
    since = String()
    added = List(String())
    revised = List(String())
    returned = List(String())
    removed = List(String())
    joined = List(String())
    left = List(String())
    excluded = List(String(), metadata={"description": "Đơn vị có số liệu không cộng theo quyết định của Sở Nội vụ"})
    included = List(String(), metadata={"description": "Đơn vị có số liệu được cộng trở lại"})
    elsewhere = List(String(), metadata={"description": "Đơn vị có số liệu tính ở nơi khác thay đổi"})
    totals = List(Nested(FigureMoveOut))
    figures = List(Nested(FigureMoveOut))
    restated = List(String(), metadata={"description": "Đơn vị đổi tên, cấp hoặc đơn vị cấp trên"})
    wordings = List(Nested(WordingMoveOut))
