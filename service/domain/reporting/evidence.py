"""A file that goes with a report: what it is about, whether it can be read, and what its signatures are worth.

The same sentences stand on pages, in the API and in the workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from service.domain.errors import Finding, Level, Message, NotFoundError, message
from service.domain.notation.labelled import Labelled
from service.domain.reporting.period import official_moment
from service.domain.reporting.receipt_status import Weight
from service.domain.reporting.template import ReportTemplate

# What a file is about: the report as a whole, being the signed report itself, or one figure by its path.
WHOLE, SIGNED_REPORT, FIGURE = "", "report", "indicators."
# The finding that a period asks for a signed report and there is none.
MISSING_SIGNED_REPORT = "signed_report"


class Cover(Labelled):
    """How much of the file a signature covers, and what came after it."""

    WHOLE = "whole", "ký trên toàn bộ tệp, không có thay đổi sau khi ký"
    SIGNED_AFTER = "signed_after", "sau khi ký chỉ thêm chữ ký hoặc dấu thời gian, nội dung không đổi"
    FILLED_AFTER = "filled_after", "sau khi ký có điền thêm vào ô của tệp"
    CHANGED_AFTER = "changed_after", "tệp đã bị sửa sau khi ký"
    PART = "part", "chỉ ký trên một phần của tệp"
    BROKEN = "broken", "nội dung đã ký bị thay đổi, chữ ký không còn khớp"
    UNREADABLE = "unreadable", "chữ ký bị hỏng, không kiểm tra được"


class Trust(Labelled):
    """What is known of the certificate behind a signature."""

    TRUSTED = "trusted", "chứng thư do tổ chức chứng thực được tin cậy cấp"
    UNKNOWN = "unknown", "chưa đặt tổ chức chứng thực nên chỉ kiểm tra được tính toàn vẹn"
    SELF_SIGNED = "self_signed", "chứng thư tự ký, không do tổ chức chứng thực nào cấp"
    UNTRUSTED = "untrusted", "chứng thư không do tổ chức chứng thực được tin cậy cấp"
    EXPIRED = "expired", "chứng thư đã hết hạn và không có dấu thời gian chứng minh ký khi còn hạn"
    NOT_YET = "not_yet", "chứng thư chưa có hiệu lực"
    REVOKED = "revoked", "chứng thư đã bị thu hồi"


class Moment(Labelled):
    """Where the time of a signature comes from."""

    STAMPED = "stamped", "theo dấu thời gian"
    STAMP_UNTRUSTED = "stamp_untrusted", "theo dấu thời gian chưa được tin cậy"
    CLAIMED = "claimed", "theo đồng hồ của máy người ký"


class Legibility(Labelled):
    """Whether a file has words that can be read."""

    TEXT = "text", "có chữ đọc được"
    SCAN = "scan", "bản chụp, không đọc được chữ"
    LOCKED = "locked", "đặt mật khẩu, không mở được để kiểm tra"
    DAMAGED = "damaged", "tệp hỏng hoặc quá phức tạp, không kiểm tra được"
    OTHER = "other", "không kiểm tra nội dung loại tệp này"


_SOUND = frozenset({Cover.WHOLE, Cover.SIGNED_AFTER})
_CLEARLY_BAD = frozenset({Trust.REVOKED, Trust.EXPIRED, Trust.NOT_YET})


@dataclass(frozen=True)
class Signature:
    """One signature of a file: whose, when by whose clock, and what it is worth."""

    signer: str
    cover: Cover
    trust: Trust
    at: datetime | None = None
    moment: Moment = Moment.CLAIMED
    issuer: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether it covers the file as it is now, and nothing speaks against its certificate."""
        return self.cover in _SOUND and self.trust in {Trust.TRUSTED, Trust.UNKNOWN}

    @property
    def weight(self) -> Weight:
        """How it is shown."""
        if self.cover not in _SOUND | {Cover.FILLED_AFTER} or self.trust in _CLEARLY_BAD:
            return Weight.BAD
        return Weight.GOOD if self.is_sound and self.trust is Trust.TRUSTED else Weight.WARN

    @property
    def state(self) -> Message:
        """In two words: valid, intact as far as can be known, or not valid."""
        if self.weight is Weight.GOOD:
            return message("chữ ký hợp lệ")
        if self.weight is Weight.BAD:
            return message("chữ ký không hợp lệ")
        return message("chữ ký chưa xác định được độ tin cậy")

    @property
    def said(self) -> Message:
        """All of it in one sentence."""
        who = {"state": self.state, "signer": self.signer or message("không rõ người ký"), "when": self._when}
        why = {"cover": Message(self.cover.label), "trust": Message(self.trust.label)}
        if self.cover in {Cover.BROKEN, Cover.UNREADABLE}:
            return message("{state}: {signer}, {when}; {cover}.", **who, cover=why["cover"])
        return message("{state}: {signer}, {when}; {cover}; {trust}.", **who, **why)

    @property
    def _when(self) -> Message:
        if self.at is None:
            return message("không ghi thời điểm ký")
        source = Message(self.moment.label)
        return message("ký lúc {at} {source}", at=official_moment(self.at), source=source)


@dataclass(frozen=True)
class Examination:
    """What was found of a file when it was looked at, by the certificate authorities named then."""

    legibility: Legibility
    signatures: tuple[Signature, ...] = ()
    is_pdf: bool = False

    @property
    def has_sound_signature(self) -> bool:
        """Whether somebody signed the file as it is."""
        return any(item.is_sound for item in self.signatures)

    @property
    def weight(self) -> Weight:
        """How it is shown: the worst of its signatures."""
        order = (Weight.BAD, Weight.WARN, Weight.GOOD)
        return min((item.weight for item in self.signatures), key=order.index, default=Weight.WARN)

    @property
    def brief(self) -> Message:
        """What may be said of it to anybody: nothing of who signed it."""
        if not self.signatures:
            return message("tệp không có chữ ký số")
        return {
            Weight.GOOD: message("có chữ ký số hợp lệ"),
            Weight.WARN: message("có chữ ký số, chưa xác định được độ tin cậy"),
        }.get(self.weight, message("có chữ ký số không hợp lệ"))

    @property
    def sentences(self) -> tuple[Message, ...]:
        """What there is to say: of its words where it has none, and of each signature."""
        return tuple(self._said())

    def _said(self) -> Iterator[Message]:
        if self.legibility is not Legibility.TEXT and (self.is_pdf or self.legibility is not Legibility.OTHER):
            yield Message(self.legibility.label)
        yield from (item.said for item in self.signatures)
        if self.is_pdf and not self.signatures and self.legibility in {Legibility.TEXT, Legibility.SCAN}:
            yield message("không có chữ ký số")


class EvidenceFile(Protocol):
    """A file beside a report, as it is stored."""

    @property
    def about(self) -> str:
        """What it is about: `WHOLE`, `SIGNED_REPORT` or a figure's path."""
        ...

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def is_read(self) -> bool:
        """Whether figures were read from it, so that it is the report itself."""
        ...

    @property
    def examined(self) -> Examination | None:
        """What was found of it; None where nobody has looked."""
        ...


class SignedReport(StrEnum):
    """Whether a signed report is among the files of a filing."""

    THERE = "there"
    NONE = "none"
    UNSIGNED = "unsigned"
    UNSOUND = "unsound"


def require_about(template: ReportTemplate, about: str) -> None:
    """Raises NotFoundError where the template has no such figure, or a file can be about no such thing."""
    if about in {WHOLE, SIGNED_REPORT}:
        return
    if not about.startswith(FIGURE):
        raise NotFoundError(message("Tệp kèm theo không thể dành cho «{about}».", about=about[:80]))
    template.indicator(about.removeprefix(FIGURE))


def purpose_of(file: EvidenceFile, template: ReportTemplate) -> Message:
    """What the file is for, in words."""
    if file.about == SIGNED_REPORT:
        return message("báo cáo đã ký số")
    if file.about.startswith(FIGURE):
        found = template.by_code.get(file.about.removeprefix(FIGURE))
        return message("minh chứng chỉ tiêu {number}", number=file.about if found is None else found.number)
    return message("văn bản đã đọc số liệu") if file.is_read else message("tệp kèm theo")


def lines_of(file: EvidenceFile, template: ReportTemplate) -> Iterator[Message]:
    """The file's name with its purpose and what was found of it, a sentence a line."""
    found = message("chưa kiểm tra chữ ký") if file.examined is None else None
    said = [found] if found is not None else list(file.examined.sentences if file.examined else ())
    yield message("{name} ({purpose})", name=file.name, purpose=purpose_of(file, template))
    yield from (message("– {said}", said=item) for item in said)


def signed_report_among(files: Iterable[EvidenceFile]) -> SignedReport:
    """Whether one of the files is the signed report, and as it should be."""
    reports = [file.examined for file in files if file.about == SIGNED_REPORT or (file.about == WHOLE and file.is_read)]
    known = [item for item in reports if item is not None and item.signatures]
    if any(item.has_sound_signature and item.weight is not Weight.BAD for item in known):
        return SignedReport.THERE
    if known:
        return SignedReport.UNSOUND
    return SignedReport.UNSIGNED if reports else SignedReport.NONE


def missing_signed_report(files: Iterable[EvidenceFile]) -> Finding | None:
    """What is missing where a period asks for a signed report; None where it is there."""
    said = {
        SignedReport.NONE: message(
            "Kỳ này yêu cầu báo cáo đã ký số: kèm tệp PDF của báo cáo có chữ ký số, chọn loại «Báo cáo đã ký số»."
        ),
        SignedReport.UNSIGNED: message(
            "Kỳ này yêu cầu báo cáo đã ký số, nhưng tệp báo cáo kèm theo không có chữ ký số: ký số tệp PDF rồi kèm lại."
        ),
        SignedReport.UNSOUND: message(
            "Kỳ này yêu cầu báo cáo đã ký số, nhưng chữ ký trên tệp báo cáo kèm theo không dùng được: xem lý do ở tệp "
            "đó, ký lại rồi kèm lại."
        ),
    }.get(signed_report_among(files))
    return None if said is None else Finding(MISSING_SIGNED_REPORT, Level.ERROR, said, ("$.files",))
