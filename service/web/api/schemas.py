"""What the API takes and answers: requests are read by these schemas, and the description is made from them."""

from __future__ import annotations

from abc import abstractmethod

from apiflask import Schema
from apiflask.fields import Boolean, Date, DateTime, Dict, Integer, List, Nested, Raw, String
from marshmallow import RAISE
from marshmallow.validate import Length

from service.domain.consolidation.scope import PrintPart, WorkbookFormat
from service.domain.errors import Message, message

MAX_KEY = 200


class RequestSchema(Schema):
    """A part of a request that says in one sentence how it is to be written."""

    class Meta:
        """A name that nobody knows is a mistake."""

        unknown = RAISE

    @abstractmethod
    def fault(self) -> Message:
        """What to say to a caller whose request does not fit."""


class FilingHeadersIn(RequestSchema):
    """The headers of a filing."""

    key = String(
        data_key="Idempotency-Key",
        validate=Length(1, MAX_KEY),
        metadata={
            "description": "Khóa do bên gửi đặt: cùng khóa và nội dung thì nhận lại biên nhận cũ, nội dung khác thì 422"
        },
    )

    def fault(self) -> Message:
        """Its length."""
        return message("Idempotency-Key cần có từ 1 đến {limit} ký tự.", limit=MAX_KEY)


class OnBehalfIn(Schema):
    """Why a report is filed for a unit by somebody who is not of it."""

    reason = String(
        load_default="",
        metadata={"description": "Lý do Sở Nội vụ nộp thay đơn vị; bắt buộc với mã truy cập của Sở Nội vụ"},
    )


class ScopeIn(RequestSchema):
    """Which part of a period a workbook is to show."""

    kinds = List(String(), metadata={"description": "Cấp đơn vị: so, huyen, xa"})
    units = List(String(), metadata={"description": "Mã đơn vị"})
    sections = List(String(), metadata={"description": "Mã mục số liệu, ví dụ II.2"})
    edition = String(metadata={"enum": [each.value for each in WorkbookFormat]})
    since = String(metadata={"description": "Bảng đã lập: tờ đầu nêu thay đổi từ bảng đó"})
    parts = List(
        String(metadata={"enum": [each.value for each in PrintPart]}),
        metadata={"description": "Phần in thêm ngoài phụ lục, với bản pdf; bảng xlsx luôn có đủ"},
    )

    def fault(self) -> Message:
        """The names that it knows."""
        return message("Phạm vi của bảng cần là một đối tượng JSON chỉ có: {known}.", known=", ".join(self.fields))


class BounceIn(RequestSchema):
    """An address that a mail came back from, and what the mail server said."""

    address = String(required=True, metadata={"examples": ["canbo@sgtvt.gov.vn"]})
    reason = String(required=True, metadata={"examples": ["550 5.1.1 User unknown"]})

    def fault(self) -> Message:
        """Both texts."""
        return message("Cần một đối tượng JSON chỉ có hai chuỗi: address (địa chỉ thư) và reason (lý do bị trả lại).")


class FaultOut(Schema):
    """One place that is wrong."""

    pointer = String()
    message = String()
    rule = String()


class ProblemOut(Schema):
    """An error after RFC 9457."""

    type = String(required=True)
    status = Integer(required=True)
    title = String(required=True)
    detail = String(required=True)
    errors = List(Nested(FaultOut))


class ReceiptOut(Schema):
    """The proof of a filing."""

    id = String(metadata={"description": "Mã lần nộp"})
    revision = Integer(metadata={"description": "Lần nộp thứ mấy của đơn vị trong kỳ"})
    sha256 = String(metadata={"description": "SHA-256 của nội dung đã nhận"})
    received_at = DateTime(metadata={"description": "Thời điểm nhận (UTC)"})


class HandedInOut(ReceiptOut):
    """The answer to a filing."""

    note = String(metadata={"description": "Chỉ có khi nội dung đã nộp trước đó và có điều cần biết về lần nộp đó"})


class ReceiptHeadersOut(Schema):
    """What stands beside a receipt, which is always the same: this is of the moment of the answer."""

    audit_hash = String(
        data_key="Audit-Hash", metadata={"description": "Mã mới nhất của chuỗi nhật ký hệ thống lúc trả lời"}
    )


class FindingOut(Schema):
    """What was said of a filing."""

    rule = String()
    level = String()
    message = String()
    place = String()
    subjects = List(String())
    explanation = String(allow_none=True)
    explained = Boolean(metadata={"description": "Chỉ có ở cảnh báo phải giải trình"})


class SignatureOut(Schema):
    """A signature of a file that goes with a report."""

    signer = String()
    issuer = String()
    signed_at = DateTime(allow_none=True)
    moment = String(metadata={"description": "stamped, stamp_untrusted hoặc claimed: thời điểm ký do đâu mà biết"})
    cover = String(
        metadata={"description": "whole, signed_after, filled_after, changed_after, part, broken, unreadable"}
    )
    trust = String(metadata={"description": "trusted, unknown, self_signed, untrusted, expired, not_yet, revoked"})
    sound = Boolean()
    state = String()


class EvidenceOut(Schema):
    """A file that goes with a report; `about` is empty, `report`, or the path of a figure."""

    id = Integer()
    name = String()
    size = Integer()
    sha256 = String()
    about = String()
    purpose = String()
    brought_by = String()
    brought_at = DateTime()
    legibility = String(allow_none=True)
    signatures = List(Nested(SignatureOut))
    said = List(String())


class SubmissionOut(ReceiptOut):
    """A filing with its outcome."""

    period = String()
    agency = String()
    channel = String()
    file_name = String()
    filed_by = String()
    on_behalf = String(allow_none=True, metadata={"description": "Lý do Sở Nội vụ nộp thay; null: đơn vị tự nộp"})
    state = String()
    review = String()
    validated_at = DateTime(allow_none=True)
    note = String(allow_none=True, metadata={"description": "Vì sao không kiểm tra được và cần làm gì"})
    findings = List(Nested(FindingOut))
    unexplained = Integer(metadata={"description": "Số cảnh báo còn cần giải trình: Sở Nội vụ có thể trả lại"})
    explanations = Dict(keys=String(), values=String())
    files = List(Nested(EvidenceOut))
    content = Raw(metadata={"description": "Nội dung đã hiểu, theo cấu trúc khi nộp"})


class ReadDocumentOut(Schema):
    """A document named in a report."""

    kind = String()
    number = String()
    date = String(allow_none=True)
    title = String()


class ReadDocumentsOut(Schema):
    """The documents that a unit issued itself, and those that it cites."""

    own = List(Nested(ReadDocumentOut))
    cited = List(Nested(ReadDocumentOut))


class ReadingOut(Schema):
    """What a report in words says, before anybody confirmed it."""

    payload = Raw(metadata={"description": "Báo cáo với các số liệu chắc chắn, theo cấu trúc khi nộp"})
    figures = Raw(
        metadata={"description": "Từng chỉ tiêu: value, sure, sentence, place, rule và candidates (các số có thể đúng)"}
    )
    documents = Nested(ReadDocumentsOut)
    report = Raw(metadata={"description": "Số, ngày của báo cáo và kỳ số liệu"})
    notices = List(String())


class UnitOut(Schema):
    """One unit's standing."""

    agency = String()
    name = String()
    kind = String()
    state = String()
    due_at = DateTime()
    valid_at = DateTime(allow_none=True, metadata={"description": "Lúc nộp của lần đang được tính, để xét đúng hạn"})
    first_valid_at = DateTime(allow_none=True)
    late = Boolean()
    excluded = String(
        allow_none=True, metadata={"description": "Vì sao Sở Nội vụ không cộng số liệu của đơn vị; null: có cộng"}
    )
    revisions = Integer()
    submission = String(allow_none=True)


class CompletenessOut(Schema):
    """How far a period is."""

    period = String()
    expected = Integer()
    valid = Integer()
    on_time = Integer()
    late = Integer()
    returned = Integer()
    missing = Integer()
    agencies = List(Nested(UnitOut))


class ConsolidationOut(Schema):
    """The newest merged report of a period."""

    period = String()
    revision = Integer()
    built_at = DateTime()
    newest_at = DateTime(allow_none=True)
    expected = Integer()
    contributing = Integer()
    missing = List(String())
    indicators = Raw(metadata={"description": "Mã chỉ tiêu → {value, contributing}"})
    corrections = Raw(
        metadata={
            "description": "Mã đơn vị → quyết định của Sở Nội vụ: excluded là lý do không cộng, adjusted là từng số "
            "liệu đã điều chỉnh với số đã nộp (filed), căn cứ (reference) và lý do"
        }
    )


class WorkbookOut(Schema):
    """A workbook that was asked for."""

    id = String()
    period = String()
    scope = String(metadata={"description": "Phạm vi; trống là toàn tỉnh"})
    state = String()
    progress = Integer(metadata={"description": "Phần trăm đã xong"})
    requested_by = String()
    requested_at = DateTime()
    finished_at = DateTime(allow_none=True)
    sha256 = String(allow_none=True)
    failure = String(allow_none=True)


class CellChangeOut(Schema):
    """A cell, row or other part that differs."""

    sheet = String()
    cell = String(metadata={"description": "Ô, dòng, cột hoặc tên trong tệp đã gửi; trống: không còn"})
    stored_cell = String(metadata={"description": "Chỗ đó trong bản gốc"})
    row = String(metadata={"description": "Tên của dòng, như đơn vị"})
    kind = String(metadata={"description": "Loại thay đổi"})
    said = String(metadata={"description": "Thay đổi nói bằng lời"})
    stored = String()
    found = String()


class RenamedOut(Schema):
    """A sheet with another name."""

    stored = String()
    found = String()


class FilteredOut(Schema):
    """A sheet that shows a part of its rows by its filter."""

    sheet = String()
    columns = List(String(), metadata={"description": "Các cột đang lọc"})
    hidden = Integer(metadata={"description": "Số dòng bộ lọc ẩn"})
    said = String()


class VerdictOut(Schema):
    """What a copy of a workbook is."""

    workbook = String(allow_none=True, metadata={"description": "null: bảng lập từ các tệp, hệ thống không lưu"})
    period = String(allow_none=True)
    built_at = DateTime(allow_none=True)
    fingerprint = String()
    checked = String(metadata={"description": "Đã đối chiếu với bản nào, những gì"})
    not_checked = String(allow_none=True, metadata={"description": "Điều chưa kiểm tra được"})
    edition = Integer(allow_none=True, metadata={"description": "Bảng thuộc ấn bản số mấy; null: lập khi kỳ chưa khóa"})
    newest_edition = Integer(allow_none=True, metadata={"description": "Ấn bản mới hơn bảng này; null: không có"})
    outdated = String(
        allow_none=True, metadata={"description": "Bảng không phải bản mới nhất; null: không biết bản nào mới hơn"}
    )
    intact = Boolean(metadata={"description": "Đúng như bản đã đối chiếu"})
    identical = Boolean(metadata={"description": "Trùng từng byte"})
    changed = Integer(metadata={"description": "Số chỗ khác"})
    following = Integer(metadata={"description": "Số kết quả công thức khác đi theo các chỗ đó"})
    cells = List(Nested(CellChangeOut), metadata={"description": "Các chỗ khác đầu tiên"})
    missing_sheets = List(String())
    added_sheets = List(String())
    renamed_sheets = List(Nested(RenamedOut), metadata={"description": "Trang tính bị đổi tên"})
    sorted_sheets = List(String(), metadata={"description": "Trang tính có dòng được sắp xếp lại, số liệu vẫn đúng"})
    filtered_sheets = List(Nested(FilteredOut), metadata={"description": "Trang tính đang lọc, số liệu vẫn đúng"})


class BounceOut(Schema):
    """What is known of the address now."""

    address = String(metadata={"description": "Địa chỉ thư của người dùng"})
    reason = String(metadata={"description": "Vì sao thư bị trả lại"})


class PeriodOut(Schema):
    """An opened period."""

    code = String()
    title = String()
    template = String()
    template_version = String()
    first_day = Date()
    last_day = Date()
    previous = String()
    closed = Boolean()
    asks_signed_report = Boolean()


class PeriodsOut(Schema):
    """All opened periods."""

    periods = List(Nested(PeriodOut))


class TemplateOut(Schema):
    """A report template."""

    code = String()
    version = String()
    title = String()
    digest = String()
    sections = Raw()
    indicators = Raw()
    rules = Raw()
