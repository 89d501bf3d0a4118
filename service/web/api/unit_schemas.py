"""The schemas of what single units owe, and of changes of the map of units."""

from __future__ import annotations

from apiflask import Schema
from apiflask.fields import Boolean, Date, Integer, List, Nested, Raw, String
from marshmallow.validate import Length, OneOf

from service.domain.organization.agency import AgencyKind
from service.domain.organization.reorganisation import ReorganisationAct
from service.web.api.decision_schemas import DecisionIn, NamedSchema, Words

MOST_UNITS = 500


class TermsIn(DecisionIn):
    """What a unit owes otherwise than others; what is not named stays."""

    includes_children = Boolean(metadata={"description": "Số liệu đã gồm đơn vị trực thuộc"})
    exempt = List(
        Words(validate=Length(1, 200)),
        validate=Length(max=MOST_UNITS),
        metadata={"description": "Chỉ tiêu không phải báo cáo, ví dụ ho_so.*; danh sách trống là bỏ hết"},
    )


class TermsOut(Schema):
    """What a unit owes in a period otherwise than others."""

    period = String()
    agency = String()
    includes_children = Boolean(metadata={"description": "Số liệu đã gồm đơn vị trực thuộc"})
    children = List(String(), metadata={"description": "Các đơn vị trực thuộc của kỳ"})
    exempt = List(String(), metadata={"description": "Chỉ tiêu, hoặc mẫu mã chỉ tiêu, không phải báo cáo"})
    contained_in = String(
        allow_none=True,
        metadata={
            "description": "Đơn vị kế thừa mà số liệu đã gồm báo cáo phần cuối; trống: chưa gồm; null: chưa trả lời"
        },
    )
    seen = Integer(metadata={"description": "Gửi kèm quyết định sau, để không đè lên việc người khác vừa làm"})


class AnswerIn(NamedSchema):
    """Whether the unit's figures contain those of the unit before."""

    contained = Boolean(required=True, metadata={"description": "Số liệu của đơn vị đã gồm báo cáo đó"})
    seen = Words(required=True, metadata={"description": "Dấu seen đã đọc cùng báo cáo đó"})


class LastReportOut(Schema):
    """The last report of a unit that ended in the period and that this one comes after."""

    agency = String()
    name = String()
    revision = Integer()
    contained = Boolean(allow_none=True, metadata={"description": "null: chưa trả lời"})
    seen = String(metadata={"description": "Gửi kèm câu trả lời"})


class LastReportsOut(Schema):
    """All of them; empty where nothing is asked."""

    reports = List(Nested(LastReportOut))


class PlanIn(NamedSchema):
    """What becomes of which units from a day on."""

    act = String(required=True, validate=OneOf([act.value for act in ReorganisationAct]))
    day = Date(
        required=True, metadata={"description": "Ngày đầu tiên theo cách sắp xếp mới", "examples": ["2025-07-01"]}
    )
    units = List(
        Words(validate=Length(1, 64)),
        required=True,
        validate=Length(1, MOST_UNITS),
        metadata={"description": "Đơn vị được sắp xếp; khi hủy (withdraw): đơn vị thôi kết thúc hoặc thôi thành lập"},
    )
    into = List(
        Words(validate=Length(1, 300)),
        load_default=list,
        validate=Length(max=MOST_UNITS),
        metadata={
            "description": "Đơn vị nhận: mã của đơn vị đã có, hoặc «mã; tên» của đơn vị mới; khi hủy (withdraw): mã "
            "đơn vị mới vẫn thành lập"
        },
    )
    name = Words(load_default="", validate=Length(max=200))
    abbreviation = Words(load_default="", validate=Length(max=50))
    kind = String(load_default=None, validate=OneOf([kind.value for kind in AgencyKind]))
    parent = Words(load_default=None, validate=Length(1, 64))
    clears_parent = Boolean(load_default=False, metadata={"description": "Không còn đơn vị cấp trên"})
    seen = Words(metadata={"description": "Dấu seen của bản xem trước; khi thực hiện thì bắt buộc"})
    reason = Words(
        load_default="",
        metadata={"description": "Căn cứ: số nghị quyết, quyết định; khi thực hiện thì bắt buộc"},
    )


class ChangeOut(Schema):
    """One property of a unit, before and after."""

    property = String()
    before = String()
    after = String()


class EditOut(Schema):
    """A unit that is new, becomes another, or is not to begin."""

    agency = String()
    name = String()
    is_new = Boolean()
    is_removed = Boolean(metadata={"description": "Đơn vị chưa bắt đầu hoạt động, được bỏ"})
    changes = List(Nested(ChangeOut))


class TotalOut(Schema):
    """A total of the province before and after."""

    indicator = String()
    before = Raw(allow_none=True)
    after = Raw(allow_none=True)


class EffectOut(Schema):
    """What an open period becomes."""

    period = String()
    joined = List(String())
    left = List(String())
    last_reports = List(
        String(), metadata={"description": "Đơn vị kết thúc trong kỳ: báo cáo phần cuối được giữ, hoặc còn phải nộp"}
    )
    whole = List(String(), metadata={"description": "Đơn vị thôi kết thúc trong kỳ: lại báo cáo cả kỳ"})
    renamed = List(String())
    added_up_before = Integer()
    added_up_after = Integer()
    totals = List(Nested(TotalOut))


class PreviewOut(Schema):
    """What a plan would change; nothing is written."""

    units = List(Nested(EditOut))
    periods = List(Nested(EffectOut))
    staying = List(String(), metadata={"description": "Khi hủy: đơn vị giữ nguyên, chỉ thôi nhận các đơn vị trên"})
    is_coming = Boolean(metadata={"description": "Ngày còn ở phía trước: các danh sách giữ như hiện nay đến ngày đó"})
    seen = String(metadata={"description": "Gửi kèm khi thực hiện"})


class DoneOut(Schema):
    """That the units are what was planned."""

    done = Boolean()
    units = List(String())
