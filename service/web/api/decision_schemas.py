"""The schemas of what Home Affairs decides about single units and their figures."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apiflask import Schema
from apiflask.fields import AwareDateTime, Boolean, DateTime, Integer, List, Nested, Raw, String
from marshmallow import ValidationError
from marshmallow.validate import Range

from service.domain.errors import Message, message
from service.domain.notation.text import clean
from service.domain.reporting.adjustment import AdjustmentAnswer
from service.domain.reporting.figure_thread import ThreadStep
from service.domain.reporting.period import VIETNAM
from service.web.api.schemas import RequestSchema

# What every program can write as a number of JSON.
MOST_SEEN = 2**53 - 1


class Words(String):
    """A text as it is kept, whatever cannot be printed left out."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return clean(str(super()._deserialize(value, attr, data, **kwargs)))[0]


def _in_this_century(moment: datetime) -> None:
    if not 2000 <= moment.year < 2100:
        raise ValidationError("beyond all deadlines")


def _moment(**more: Any) -> AwareDateTime:
    return AwareDateTime(default_timezone=VIETNAM, validate=_in_this_century, **more)


class NamedSchema(RequestSchema):
    """A body whose refusal says the names that it knows."""

    def fault(self) -> Message:
        """The names, and those that are needed."""
        return message(
            "Cần một đối tượng JSON chỉ có: {known}; trong đó {needed} là bắt buộc.", known=", ".join(self.fields),
            needed=", ".join(name for name, field in self.fields.items() if field.required),
        )  # fmt: skip


class DecisionIn(NamedSchema):
    """Why something is decided, and what whoever decides has seen."""

    reason = Words(required=True, metadata={"description": "Lý do; được lưu cùng tên người thực hiện"})
    seen = Integer(
        strict=True,
        validate=Range(0, MOST_SEEN),
        metadata={
            "description": "Số seen đã đọc; sau đó có người quyết định về cùng việc thì trả lời 409, không làm gì"
        },
    )


class LateFilingIn(DecisionIn):
    """Until when a unit may file."""

    due_at = _moment(required=True, metadata={"examples": ["2023-09-25T17:00:00+07:00"]})


class AdjustmentIn(DecisionIn):
    """A figure in place of one that was filed."""

    indicator = Words(required=True, metadata={"description": "Mã chỉ tiêu của mẫu báo cáo"})
    value = Raw(required=True, metadata={"type": ["number", "string"], "examples": [7270, "4135.9"]})
    reference = Words(required=True, metadata={"description": "Căn cứ: số công văn, hoặc điện thoại ngày nào, của ai"})
    until = _moment(metadata={"description": "Hết hiệu lực lúc; không nêu là đến khi đơn vị nộp lại"})


class OverlapIn(DecisionIn):
    """Two sides that tell the same thing, and which of them counts."""

    indicator = Words(required=True, metadata={"description": "Mã chỉ tiêu được cộng của mẫu báo cáo"})
    counting = Words(required=True, metadata={"description": "Nơi được tính: mã đơn vị, hoặc cấp"})
    leaving = Words(required=True, metadata={"description": "Nơi không cộng: mã đơn vị, hoặc cấp"})
    of_kinds = Boolean(load_default=False, metadata={"description": "Hai cấp đơn vị, không phải hai đơn vị"})


class OverlapOut(Schema):
    """A pair that holds in a period, and what both sides tell there."""

    number = Integer()
    indicator = String()
    counting = String()
    leaving = String()
    of_kinds = Boolean()
    reason = String()
    since = String(metadata={"description": "Từ kỳ"})
    until = String(allow_none=True, metadata={"description": "Đến trước kỳ; null: chưa bỏ"})
    by = String()
    at = DateTime()
    counted = Raw(allow_none=True, metadata={"description": "Số của nơi được tính; null: chưa có"})
    left_out = Raw(allow_none=True, metadata={"description": "Số của nơi không cộng"})
    difference = Raw(allow_none=True, metadata={"description": "left_out trừ counted"})


class OverlapsOut(Schema):
    """The pairs of a period."""

    period = String()
    overlaps = List(Nested(OverlapOut))
    seen = Integer(metadata={"description": "Gửi kèm quyết định sau, để không đè lên việc người khác vừa làm"})


class ThreadIn(RequestSchema):
    """What is said about a figure."""

    text = Words(required=True, metadata={"description": "Nội dung; đánh dấu xong thì để trống được"})
    seen = Integer(
        strict=True, validate=Range(0, MOST_SEEN), metadata={"description": "Số seen đã đọc; sau đó có thêm lời: 409"}
    )

    def fault(self) -> Message:
        """The names that it knows."""
        return message("Cần một đối tượng JSON chỉ có: {known}; trong đó {needed} là bắt buộc.", known="text, seen",
                       needed="text")  # fmt: skip


class ThreadEntryOut(Schema):
    """What one side said."""

    step = String(metadata={"enum": [each.value for each in ThreadStep]})
    text = String()
    by = String()
    at = DateTime()
    figure = Raw(allow_none=True, metadata={"description": "Số liệu lúc đó"})


class ThreadOut(Schema):
    """All that was said about one figure, the oldest first."""

    indicator = String()
    figure = Raw(allow_none=True, metadata={"description": "Số liệu hiện nay"})
    changed = Boolean(metadata={"description": "Số liệu đã khác so với lúc hỏi gần nhất"})
    open = Boolean()
    seen = Integer()
    entries = List(Nested(ThreadEntryOut))


class ThreadsOut(Schema):
    """The questions about the figures of a unit in a period."""

    threads = List(Nested(ThreadOut))


class DecisionsOut(Schema):
    """What was decided about one unit in a period; null where nothing was."""

    period = String()
    agency = String()
    due_at = DateTime()
    extension_reason = String(allow_none=True)
    waiver_reason = String(allow_none=True)
    exclusion_reason = String(allow_none=True)
    late_until = DateTime(allow_none=True)
    late_reason = String(allow_none=True)
    seen = Integer(metadata={"description": "Gửi kèm quyết định sau, để không đè lên việc người khác vừa làm"})


class AdjustmentOut(Schema):
    """One adjusted figure."""

    number = Integer()
    indicator = String()
    filed = Raw(metadata={"type": ["number", "string", "null"], "description": "Số đơn vị đã nộp"})
    value = Raw(metadata={"type": ["number", "string"]})
    reference = String()
    reason = String()
    by = String()
    at = DateTime()
    until = DateTime(allow_none=True)
    holds = Boolean(metadata={"description": "Đang được cộng thay số đã nộp"})
    ended_at = DateTime(allow_none=True)
    end_reason = String()
    answer = String(metadata={"enum": [each.value for each in AdjustmentAnswer]})
    answer_text = String()


class AdjustmentsOut(Schema):
    """All of a submission, the newest first."""

    adjustments = List(Nested(AdjustmentOut))
