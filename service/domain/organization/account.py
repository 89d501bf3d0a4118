"""People who sign in: who they are here, and what a password must be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from service.domain.errors import ConflictError, EntryError, message
from service.domain.notation.labelled import Labelled
from service.domain.notation.numbers import shorten
from service.domain.notation.text import clean, without_diacritics
from service.domain.organization.access import Caller, Role

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
LONGEST_EMAIL = 200
LONGEST_NAME = 200
SHORTEST_LOCAL_PART = 4
GUESSABLE = message(
    "Mật khẩu dễ đoán: không dùng mật khẩu phổ biến, tên mình, tên tỉnh, cơ quan kèm năm hoặc dãy số, không lặp lại "
    "vài ký tự; nên dùng bốn từ không liên quan."
)
# What mail servers take without extensions (RFC 5321): ASCII, no dot at an end or beside another, a domain of names.
_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?"
)
LONGEST_LOCAL_PART = 64


class Subscription(Labelled):
    """Optional mail that an account can unsubscribe from, unlike reminders."""

    RESULTS = "results", "Kết quả kiểm tra báo cáo đã nộp"
    DAILY = "daily", "Bản tin hằng ngày về tiến độ nộp báo cáo"
    WEEKLY = "weekly", "Tình hình báo cáo của đơn vị, mỗi tuần một lần"
    APPROVALS = "approvals", "Trình, duyệt và nộp báo cáo trong đơn vị; trình, duyệt khóa kỳ ở Sở Nội vụ"
    DECISIONS = "decisions", "Quyết định của Sở Nội vụ: gia hạn, miễn nộp, hạn nộp, tiếp nhận, khóa kỳ, công bố"

    @property
    def roles(self) -> frozenset[Role]:
        """Whom it is for."""
        return {
            Subscription.RESULTS: frozenset({Role.OFFICER, Role.LEADER}),
            Subscription.DAILY: frozenset({Role.HOME_AFFAIRS}),
            Subscription.WEEKLY: frozenset({Role.LEADER}),
            Subscription.APPROVALS: frozenset({Role.OFFICER, Role.LEADER, Role.HOME_AFFAIRS, Role.HOME_AFFAIRS_LEADER}),
            Subscription.DECISIONS: frozenset({Role.OFFICER, Role.LEADER}),
        }[self]


# The default subscriptions.
USUAL_WISHES = frozenset({Subscription.RESULTS, Subscription.DAILY, Subscription.APPROVALS, Subscription.DECISIONS})


class HeldRole(NamedTuple):
    """A role in which a person may work, for a unit where it has one."""

    role: Role
    agency: str | None = None

    @property
    def key(self) -> str:
        """By which forms and sessions name it."""
        return f"{self.role.value}:{self.agency or ''}"


@dataclass(frozen=True)
class Account:
    """A person; without a password hash only single sign-on lets them in.

    `mail_fault` says why mails to the address come back, where they do; who is linked is known to a provider of single
    sign-on.
    """

    id: int
    email: str
    name: str
    role: Role
    agency: str | None
    password_hash: str | None = None
    totp_secret: str | None = None
    totp_used: int = 0
    language: str = "vi"
    is_disabled: bool = False
    wishes: frozenset[Subscription] = USUAL_WISHES
    mail_fault: str = ""
    is_linked: bool = False

    @property
    def caller(self) -> Caller:
        """The account as a caller."""
        return Caller(self.name, self.role, self.agency, self.id)

    @property
    def own_role(self) -> HeldRole:
        """The role in which they work here."""
        return HeldRole(self.role, self.agency)

    def working_as(self, held: HeldRole) -> Account:
        """The person in another role that they hold."""
        return replace(self, role=held.role, agency=held.agency)

    @property
    def awaits_sign_in(self) -> bool:
        """Whether they may sign in and never could: they have no password, and no provider knows them."""
        return not self.is_disabled and self.password_hash is None and not self.is_linked

    def gets(self, subscription: Subscription) -> bool:
        """Whether such mail goes to them."""
        return not self.is_disabled and subscription in self.wishes and self.role in subscription.roles


def email_form(text: str) -> str:
    """Normalise an e-mail address for storage and lookup."""
    return clean(text)[0].lower()


def clean_email(text: str) -> str:
    """Normalise and check an e-mail address; raises EntryError."""
    email = email_form(text)
    is_writable = len(email) <= LONGEST_EMAIL and len(email.partition("@")[0]) <= LONGEST_LOCAL_PART
    if not is_writable or _EMAIL.fullmatch(email) is None:
        if not email.isascii():
            raise EntryError(
                "email",
                message(
                    "«{text}» có chữ có dấu hoặc ký tự lạ: địa chỉ thư điện tử chỉ gồm chữ không dấu, chữ số và dấu.",
                    text=shorten(email, 200),
                ),
            )
        said = message("«{text}» không phải địa chỉ thư điện tử, ví dụ canbo@sgtvt.gov.vn.", text=shorten(email, 200))
        raise EntryError("email", said)
    return email


def require_good_password(password: str) -> None:
    """Require a password of sensible length and variety; raises ConflictError."""
    if len(password) < SHORTEST_PASSWORD:
        raise ConflictError(message("Mật khẩu cần ít nhất {least} ký tự.", least=SHORTEST_PASSWORD))
    if len(password) > LONGEST_PASSWORD:
        raise ConflictError(message("Mật khẩu dài tối đa {most} ký tự.", most=LONGEST_PASSWORD))
    if len(set(without_diacritics(password))) < 4:
        raise ConflictError(GUESSABLE)


def require_other_than_address(password: str, email: str) -> None:
    """Raises ConflictError where the password is the name in the address with little more.

    A name of a few letters stands in many honest sentences.
    """
    local, bare = email.split("@", maxsplit=1)[0], without_diacritics(password)
    is_named = len(local) >= SHORTEST_LOCAL_PART and local in bare
    if is_named and len(bare.replace(local, "")) < SHORTEST_PASSWORD:
        raise ConflictError(GUESSABLE)


def require_matching_agency(role: Role, agency: str | None) -> None:
    """Raises EntryError where the role needs a unit and has none, or the other way round."""
    if role.has_unit and agency is None:
        raise EntryError("agency", message("Vai trò này cần kèm đơn vị: chọn đơn vị của người dùng."))
    if not role.has_unit and agency is not None:
        raise EntryError("agency", message("Vai trò này thuộc cả tỉnh: để trống đơn vị."))


# Who puts a closing before the leader of Home Affairs does not approve it.
_ASKS_FOR_APPROVAL = frozenset({Role.HOME_AFFAIRS, Role.ADMIN})


def require_compatible(roles: Sequence[HeldRole]) -> None:
    """Raises ConflictError where one person may not hold all these roles."""
    agencies = [held.agency for held in roles if held.agency is not None]
    if len(agencies) != len(set(agencies)):
        raise ConflictError(
            message("Mỗi đơn vị chỉ một vai trò cho một người: lãnh đạo đơn vị làm được mọi việc của cán bộ báo cáo.")
        )
    of_all = [held.role for held in roles if held.agency is None]
    if len(of_all) != len(set(of_all)):
        raise ConflictError(message("Người dùng đã có vai trò này."))
    if Role.HOME_AFFAIRS_LEADER in of_all and not _ASKS_FOR_APPROVAL.isdisjoint(of_all):
        raise ConflictError(message("Người trình khóa kỳ không đồng thời là lãnh đạo Sở Nội vụ duyệt khóa kỳ."))
