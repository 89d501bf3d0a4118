"""Access control: every view declares who may call it; an undeclared view is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, current_app, g, request

from service.actions.organization.tokens import authenticate
from service.domain.errors import ForbiddenError, Message, NotFoundError, UnauthenticatedError, message
from service.domain.organization.access import Permission, Role
from service.web import request_context as state
from service.web.auth.request_kind import is_page
from service.web.auth.sessions import require_sign_in
from service.web.auth.token_pace import require_pace, require_volume

View = TypeVar("View", bound=Callable[..., Any])
EVERYONE = frozenset(Role)
UNITS = frozenset({Role.OFFICER, Role.LEADER})
LEADERS = frozenset({Role.LEADER})
PROVINCE = frozenset({Role.HOME_AFFAIRS, Role.HOME_AFFAIRS_LEADER, Role.ADMIN, Role.AUDITOR})
ADMINS = frozenset({Role.ADMIN})
HOME_AFFAIRS = frozenset({Role.HOME_AFFAIRS})
HOME_AFFAIRS_AND_ADMIN = frozenset({Role.HOME_AFFAIRS, Role.ADMIN})
HOME_AFFAIRS_LEADERS = frozenset({Role.HOME_AFFAIRS_LEADER})
_MARK = "_access"


@dataclass(frozen=True)
class Access:
    """A view's declared access."""

    roles: frozenset[Role]
    is_public: bool = False
    half: bool = False
    needs: Permission = Permission.READ


class SecondFactorError(UnauthenticatedError):
    """Password verified; second factor pending."""


def public(view: View) -> View:
    """Make a view public."""
    return _mark(view, Access(frozenset(), is_public=True))


def open_to_all(view: Callable[..., Any]) -> Callable[..., Any]:
    """Make a third-party view public; it may be a method that takes no attribute."""

    @wraps(view)
    def served(**given: Any) -> Any:
        return view(**given)

    return public(served)


def allow(roles: frozenset[Role], *, half: bool = False, needs: Permission = Permission.READ) -> Callable[[View], View]:
    """The view is served to these roles; where the address names a unit, departments reach their own only.

    `half` also serves those who have not given their second factor yet; `needs` is what a program's token must permit.
    """

    def decorate(view: View) -> View:
        return _mark(view, Access(roles, half=half, needs=needs))

    return decorate


def _mark(view: View, access: Access) -> View:
    setattr(view, _MARK, access)
    return view


def access_of(app: Flask, endpoint: str) -> Access | None:
    """The declared access of an endpoint's view, or None."""
    access: Access | None = getattr(app.view_functions[endpoint], _MARK, None)
    return access


def check_access() -> None:
    """Before each request: raises UnauthenticatedError, ForbiddenError, QuotaError, or NotFoundError for no address."""
    if request.endpoint is None:
        return
    if "\0" in request.path:
        # PostgreSQL cannot even be asked for such a name.
        raise NotFoundError(message("Địa chỉ này không có trên hệ thống."))
    access = access_of(current_app, request.endpoint)
    if access is None:
        raise ForbiddenError(message("Địa chỉ này chưa được cấp quyền cho ai."))
    if access.is_public:
        return
    if is_page():
        signed = require_sign_in()
        if not signed.is_full and not access.half:
            raise SecondFactorError(message("Cần mã xác thực bước hai."))
        g.caller = signed.account.caller
    else:
        context, token = state.context(), _bearer()
        g.caller = authenticate(context, token)
        settings, now = context.settings, context.clock.real().timestamp()
        require_pace(token, settings.calls_per_minute, now)
        require_volume(token, request.content_length or 0, settings.token_bytes_a_day, now)
    if g.caller.role not in access.roles:
        raise ForbiddenError(message("Vai trò của tài khoản không được dùng chức năng này."))
    if access.needs not in g.caller.permits:
        raise ForbiddenError(
            message("Mã truy cập này không được cấp quyền «{permission}».", permission=Message(access.needs.label))
        )
    unit = (request.view_args or {}).get("agency")
    if unit is not None:
        g.caller.require_unit(unit)


def _bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise UnauthenticatedError(message("Cần mã truy cập (token): gửi kèm tiêu đề «Authorization: Bearer …»."))
    return token.strip()
