"""Saying of a copy which workbook it is, and whether anything in it was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.work.bounded import compared, compared_with_its_original, marks_of
from service.domain.consolidation.copy_check import Differences
from service.domain.consolidation.edition import LIVE, PeriodEdition
from service.domain.errors import Message, UnreadableError, message
from service.domain.notation.fingerprint import sha256_of
from service.storage.consolidation.editions import editions_of
from service.storage.consolidation.workbooks import build_of_copy
from service.storage.models import WorkbookRow

PDF = b"%PDF"


@dataclass(frozen=True)
class Verdict:
    """What a copy is; `differences` is None where its bytes are those that were handed out.

    `build` is None where the workbook was made from files: it was compared with the original that it carries, of which
    the installation knows nothing. `checked` and `not_checked` say so to whoever asked. `newer` is the period's newest
    edition where the workbook is older than that.
    """

    build: WorkbookRow | None
    differences: Differences | None
    fingerprint: str
    newer: PeriodEdition | None = None

    @property
    def is_intact(self) -> bool:
        """Whether it says nothing else than what was handed out, or than the original that it carries."""
        return self.differences is None or self.differences.is_same

    @property
    def checked(self) -> Message:
        """With what it was compared, and how."""
        if self.build is None:
            return _WITH_ITS_ORIGINAL
        return _BYTES if self.differences is None else _WITH_THE_STORED

    @property
    def not_checked(self) -> Message | None:
        """What the verdict does not say, None where nothing is left to be checked."""
        return _UNKNOWN_ORIGIN if self.build is None else None

    @property
    def outdated(self) -> Message | None:
        """That an intact copy is not what holds today, None where nothing newer is known."""
        if self.build is None or self.newer is None:
            return None
        said = _BEFORE_THE_CLOSING if self.build.edition == LIVE else _OF_AN_EARLIER_EDITION
        return Message(said.text, {"number": str(self.build.edition), "newest": self.newer.said})


_BYTES = message("Đã đối chiếu từng byte với bảng lưu trong hệ thống.")
_WITH_THE_STORED = message(
    "Đã đối chiếu số liệu, công thức, định dạng số, phần ẩn, bộ lọc, biểu đồ, ghi chú, liên kết, đầu trang, "
    "chân trang, vùng in và thuộc tính với bảng lưu trong hệ thống. Không đối chiếu: phông chữ, màu, đường kẻ, "
    "độ rộng cột, lề giấy."
)
_WITH_ITS_ORIGINAL = message(
    "Đã đối chiếu số liệu, công thức, định dạng số, phần ẩn, bộ lọc, biểu đồ, ghi chú, liên kết, đầu trang, "
    "chân trang, vùng in và thuộc tính với bản gốc kèm trong chính tệp này, và bản gốc đó với dấu vân tay. "
    "Không đối chiếu: phông chữ, màu, đường kẻ, độ rộng cột, lề giấy."
)
_OF_AN_EARLIER_EDITION = message(
    "Không phải bản mới nhất: bảng này thuộc ấn bản số {number} của kỳ báo cáo. Mới nhất: {newest}."
)
_BEFORE_THE_CLOSING = message(
    "Không phải bản mới nhất: bảng này lập trước khi kỳ báo cáo được khóa. Mới nhất: {newest}."
)
_UNKNOWN_ORIGIN = message(
    "Chưa kiểm tra được ai lập bảng, lập lúc nào, từ báo cáo nào: bảng lập từ các tệp bằng lệnh «tonghop consolidate», "
    "hệ thống không lưu. Ai cũng có thể lập một bảng khác cùng bản gốc của bảng đó: chỉ tin bảng này khi dấu vân tay "
    "trùng với dãy 64 ký tự mà người lập đã ghi lại hoặc báo riêng."
)


def verify_workbook(context: Context, raw: bytes) -> Verdict:
    """The verdict, by what the installation stores, or else by the original that the workbook carries.

    Raises UnreadableError for what is no consolidated workbook.
    """
    verdict = _recognised(context, raw)
    if verdict.build is None:
        return verdict
    with context.database.reading() as session:
        return replace(verdict, newer=_newer(session, verdict.build))


def _newer(session: Session, row: WorkbookRow) -> PeriodEdition | None:
    """The newest edition of its period where the workbook is of an earlier one, or was built before there was one."""
    newest = next(iter(editions_of(session, row.period)), None)
    if newest is None or row.finished_at is None:
        return None
    is_older = newest.made_at >= row.finished_at if row.edition == LIVE else newest.number > row.edition
    return newest if is_older else None


def _recognised(context: Context, raw: bytes) -> Verdict:
    sha256 = sha256_of(raw)
    with context.database.reading() as session:
        known = build_of_copy(session, sha256, "")
        if known is not None:
            return Verdict(known, None, known.fingerprint or "")
    if raw.startswith(PDF):
        raise UnreadableError(
            message("Bản in này không phải do hệ thống lập, hoặc đã bị thay đổi: chỉ bản nguyên vẹn mới nhận ra được.")
        )
    named, digests = marks_of(raw)
    with context.database.reading() as session:
        stored = _stored(session, named, digests)
    if stored is None:
        return _by_its_original(raw, named)
    row, content = stored
    return Verdict(row, compared(content, raw), row.fingerprint or "")


def verify_carried(raw: bytes, folder: Path) -> Verdict:
    """The verdict where `folder` has no installation to ask; raises UnreadableError where it carries no original."""
    named = "" if raw.startswith(PDF) else marks_of(raw)[0]
    found = compared_with_its_original(raw) if named else None
    if found is None and (named or raw.startswith(PDF)):
        raise UnreadableError(
            message(
                "Không đối chiếu được: ở «{folder}» không có hệ thống nào, và tệp không kèm bản gốc, nên chưa biết tệp "
                "có nguyên vẹn hay không. Nêu thư mục dữ liệu của hệ thống đã lập tệp bằng --data (hoặc biến "
                "TONGHOP_DATA), hoặc gửi tệp lên trang «Xác minh bảng tổng hợp» của hệ thống đó.",
                folder=folder,
            )
        )
    return _by_its_original(raw, named) if found is None else Verdict(None, found[1], found[0])


def _stored(session: Session, named: str, digests: Sequence[str]) -> tuple[WorkbookRow, bytes] | None:
    """The workbook that a copy names by its fingerprint; where its name is gone, whatever looks like one is tried."""
    for digest in dict.fromkeys([*([named] if named else []), *digests]):
        row = build_of_copy(session, "", digest)
        if row is not None and row.content is not None:
            return row, row.content
        if row is not None:
            raise UnreadableError(
                message(
                    "Tệp này là bản sao của bảng «{id}», nhưng không còn nguyên vẹn từng byte, và hệ thống đã xóa bảng "
                    "đó theo thời hạn lưu nên không đối chiếu được.",
                    id=row.id,
                )
            )
    return None


def _by_its_original(raw: bytes, named: str) -> Verdict:
    found = compared_with_its_original(raw)
    if found is not None:
        return Verdict(None, found[1], found[0])
    if named:
        raise UnreadableError(
            message(
                "Dấu vân tay trong tệp không khớp với bảng nào do hệ thống lập, và tệp không kèm bản gốc: dấu vân tay "
                "đã bị sửa, hoặc tệp là bảng tổng hợp lập ở nơi khác."
            )
        )
    raise UnreadableError(
        message("Tệp này không có dấu vân tay: không phải bảng tổng hợp do hệ thống lập, hoặc dấu vân tay đã bị xóa.")
    )
