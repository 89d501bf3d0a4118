"""People's own data: what is kept and why, all of it for whoever asks, and an end to it once they have left."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import ProgrammingError

from service.actions.context import Context
from service.actions.organization.accounts import INVITE_LIFE, RESET_LIFE
from service.actions.organization.sign_in import LIFE
from service.actions.transaction import Actor
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, Message, message
from service.domain.organization.account import Account
from service.domain.organization.throttle import LONGEST_MEMORY
from service.storage.organization.accounts import all_accounts, change_account, get_account
from service.storage.organization.personal_data import forget_person, gather, replace_names, shared_names
from service.storage.organization.throttle import PLACE_MEMORY
from service.storage.redactions import KnownAs, find_earlier, redact_events

# An address that no mail ever goes to (RFC 2606).
NOBODYS_DOMAIN = "an-danh.invalid"
HOUR = timedelta(hours=1)
# What PostgreSQL says where a role may not do something.
NOT_PERMITTED = "42501"


@dataclass(frozen=True)
class PersonalData:
    """A kind of data about a person: what it is, what for, and how long it is kept."""

    what: Message
    why: Message
    how_long: Message


UNTIL_ANONYMOUS = message("đến khi quản trị viên ẩn danh tài khoản, sau khi người dùng thôi làm việc")
KINDS = (
    PersonalData(
        message("Họ tên, địa chỉ thư điện tử, vai trò, đơn vị, ngôn ngữ và các thư muốn nhận"),
        message("cho đúng người vào đúng việc, gửi thư và thông báo"),
        UNTIL_ANONYMOUS,
    ),
    PersonalData(
        message("Mật khẩu và mã dự phòng (chỉ giữ mã băm), khoá của ứng dụng xác thực (được niêm phong)"),
        message("để chỉ chính người đó đăng nhập được"),
        message("đến khi đổi, gỡ hoặc ẩn danh"),
    ),
    PersonalData(
        message("Phiên đăng nhập, liên kết đặt mật khẩu"),
        message("giữ đăng nhập; đặt lại mật khẩu"),
        message(
            "phiên: {session} giờ; liên kết: {link} giờ, trong thư mời {invitation} ngày",
            session=LIFE // HOUR,
            link=RESET_LIFE // HOUR,
            invitation=INVITE_LIFE.days,
        ),
    ),
    PersonalData(
        message("Địa chỉ mạng đã đăng nhập thành công, số lần nhập sai"),
        message("ngăn dò mật khẩu mà không khóa nhầm người"),
        message(
            "địa chỉ mạng: {place} ngày; lần nhập sai: {wrong} giờ",
            place=PLACE_MEMORY.days,
            wrong=LONGEST_MEMORY // HOUR,
        ),
    ),
    PersonalData(
        message("Thư và thông báo đã gửi cho người dùng"),
        message("chứng minh đã báo, đã nhắc"),
        message("nội dung: đến khi ẩn danh hoặc hết thời hạn lưu dưới đây; việc đã gửi: cùng với kỳ báo cáo"),
    ),
    PersonalData(
        message("Tên người nhập, trình, nộp, nhận xét, tiếp nhận, điều chỉnh báo cáo"),
        message("trách nhiệm về số liệu của báo cáo"),
        message("cùng với báo cáo; sau khi ẩn danh chỉ còn số thứ tự của tài khoản"),
    ),
    PersonalData(
        message("Nhật ký: ai, làm gì, lúc nào, từ địa chỉ mạng nào"),
        message("chứng minh việc đã làm và phát hiện truy cập trái phép"),
        message("cùng với hệ thống, trừ thời hạn lưu dưới đây; sau khi ẩn danh chỉ còn số thứ tự của tài khoản"),
    ),
    PersonalData(
        message("Tên trong tệp đã nộp, chữ ký số, bảng và văn bản đã lập, bản sao lưu"),
        message("hồ sơ đã phát hành không được sửa; khôi phục khi có sự cố"),
        message("theo quy định về lưu trữ; không thay đổi khi ẩn danh"),
    ),
)


def export_person(context: Context, actor: Actor, number: int) -> bytes:
    """All that is kept about a person, as JSON without secrets, which is put on record; raises NotFoundError."""
    with context.transaction(actor) as tx:
        account = get_account(tx.session, number)
        found = gather(tx.session, account)
        tx.record(AuditEvent.PERSONAL_DATA_EXPORTED, agency=account.agency, subject=account.email)
    said = {"account": _described(account), **found}
    return (json.dumps(said, ensure_ascii=False, indent=2, default=_plain) + "\n").encode()


def _described(account: Account) -> dict[str, Any]:
    return {
        "number": account.id, "email": account.email, "name": account.name, "role": account.role.value,
        "agency": account.agency, "language": account.language, "is_disabled": account.is_disabled,
        "wishes": sorted(wish.value for wish in account.wishes), "mail_fault": account.mail_fault,
        "has_password": account.password_hash is not None, "has_second_factor": account.totp_secret is not None,
        "has_single_sign_on": account.is_linked,
    }  # fmt: skip


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def anonymise_account(context: Context, actor: Actor, number: int) -> bool:
    """Put a number in place of a person who has left; False where others are called the same.

    Then the name stays in what does not say by a number whose it is. Raises ConflictError where the account is in use,
    or where the log's own protection on PostgreSQL does not let its names be replaced.
    """
    try:
        with context.transaction(actor) as tx:
            account = get_account(tx.session, number)
            _require_left(account)
            email, name = f"nguoi-dung-{number}@{NOBODYS_DOMAIN}", f"Người dùng số {number} (đã ẩn danh)"
            others = {other.email for other in all_accounts(tx.session) if other.id != number}
            today = KnownAs(number, frozenset({account.email}), frozenset({account.name}))
            known = find_earlier(tx.session, today, others)
            known = replace(known, shared=shared_names(tx.session, number, known.names))
            replace_names(tx.session, number, known.own_names, name)
            forget_person(tx.session, number, known.emails, email)
            change_account(
                tx.session, number, email=email, name=name, password_hash=None, totp_secret=None, oidc_subject=None,
                mail_fault="",
            )  # fmt: skip
            batch = redact_events(tx.session, known, email, name)
            tx.record(AuditEvent.ACCOUNT_ANONYMISED, agency=account.agency, subject=email, reason=batch)
    except ProgrammingError as error:
        if not is_not_permitted(error):
            raise
        raise ConflictError(
            message(
                "Nhật ký được bảo vệ trong PostgreSQL: chạy «tonghop user anonymise» với DATABASE_URL của vai trò giữ "
                "các bảng nhật ký."
            )
        ) from error
    return not known.shared


def is_not_permitted(error: ProgrammingError) -> bool:
    """Whether PostgreSQL says that the role by which the application comes in may not do this."""
    return getattr(error.orig, "sqlstate", "") == NOT_PERMITTED


def _require_left(account: Account) -> None:
    if account.email.endswith(f"@{NOBODYS_DOMAIN}"):
        raise ConflictError(message("Tài khoản này đã được ẩn danh."))
    if not account.is_disabled:
        raise ConflictError(message("Chỉ ẩn danh tài khoản đã khóa: khóa tài khoản trước."))
