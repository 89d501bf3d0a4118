"""Who may do what: roles, and the unit that a person or program acts for."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain.errors import ForbiddenError, message
from service.domain.notation.labelled import Labelled


class Role(Labelled):
    """What a person or program is to this installation."""

    OFFICER = "officer", "cán bộ báo cáo"
    LEADER = "leader", "lãnh đạo đơn vị"
    HOME_AFFAIRS = "home_affairs", "Sở Nội vụ"
    HOME_AFFAIRS_LEADER = "home_affairs_leader", "lãnh đạo Sở Nội vụ"
    ADMIN = "admin", "quản trị"
    AUDITOR = "auditor", "kiểm tra (chỉ xem)"

    @property
    def has_unit(self) -> bool:
        """Whether such a person acts for one unit."""
        return self in {Role.OFFICER, Role.LEADER}


class Permission(Labelled):
    """What a program may do with a token, as far as its role may."""

    READ = "read", "xem và tải số liệu"
    SUBMIT = "submit", "nộp báo cáo"
    BUILD = "build", "lập bảng tổng hợp"
    DECIDE = "decide", "quyết định về từng đơn vị, điều chỉnh số liệu"
    OPERATE = "operate", "yêu cầu kiểm tra lại, ghi nhận thư bị trả lại"


EVERYTHING = frozenset(Permission)
# What the programs of each role can do at all.
PERMITTED = {
    Role.OFFICER: frozenset({Permission.READ, Permission.SUBMIT}),
    Role.LEADER: frozenset({Permission.READ, Permission.SUBMIT}),
    Role.HOME_AFFAIRS: EVERYTHING,
    Role.HOME_AFFAIRS_LEADER: frozenset({Permission.READ}),
    Role.ADMIN: EVERYTHING - {Permission.SUBMIT},
    Role.AUDITOR: frozenset({Permission.READ}),
}


def may_file(role: Role, *, officers: bool) -> bool:
    """Whether such a person hands a unit's report in on the web: the leader, and officers where the unit lets them."""
    return role is Role.LEADER or (role is Role.OFFICER and officers)


@dataclass(frozen=True)
class Caller:
    """The authenticated caller: name, role and agency; `account` is a person's number, None for a program.

    `permits` is what a program may do of that which the role may; a person may all of it.
    """

    name: str
    role: Role
    agency: str | None = None
    account: int | None = None
    permits: frozenset[Permission] = EVERYTHING

    def may_see(self, agency: str) -> bool:
        """Whether the unit's data are this caller's to see."""
        return not self.role.has_unit or self.agency == agency

    def require_unit(self, agency: str) -> None:
        """Raises ForbiddenError where they are not."""
        if not self.may_see(agency):
            raise ForbiddenError(message("Chỉ được xem và nộp báo cáo của đơn vị mình ({own}).", own=self.agency))
