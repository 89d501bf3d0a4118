"""The list of people who sign in: name, address, role, agency."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from service.domain.errors import ConflictError, UnreadableError, message
from service.domain.notation.numbers import shorten
from service.domain.notation.text import without_diacritics
from service.domain.organization.access import Role
from service.domain.organization.account import LONGEST_NAME, clean_email, require_matching_agency
from service.domain.organization.account_list import AccountLine
from service.readers.list_table import REST, CellProblems, ListColumns, read_table

HEADS = {"name": "Họ tên", "email": "Thư điện tử", "role": "Vai trò", "agency": "Đơn vị"}
_COLUMNS = ListColumns(
    title=message("Danh sách người dùng"),
    headings={
        "name": ("ho ten", "ho va ten", "ten", "ho ten nguoi dung", "nguoi dung"),
        "email": ("thu dien tu", "dia chi thu", "dia chi thu dien tu", "e-mail", "mail", "hop thu"),
        "role": ("vai tro", "quyen"),
        "agency": ("don vi", "ma don vi", "ten don vi", "co quan"),
    },
    needed=("name", "email", "role"),
    expected=message(
        "Danh sách người dùng: dòng 1 cần các cột Họ tên, Thư điện tử, Vai trò, Đơn vị (hoặc name,email,role,agency)."
    ),
)
# A role as it is coded, as pages name it, and as people shorten it.
_ROLES = {
    **{without_diacritics(word): role for role in Role for word in (role.value, str(role.label))},
    "can bo": Role.OFFICER,
    "lanh dao": Role.LEADER,
    "lanh dao so": Role.HOME_AFFAIRS_LEADER,
    "quan tri vien": Role.ADMIN,
    "kiem tra": Role.AUDITOR,
}
_MOST_PEOPLE = 5_000


@dataclass(frozen=True)
class AccountList:
    """The people of a list, what is wrong with it, how many lines name nobody, and all of it as CSV, line by line."""

    people: tuple[AccountLine, ...]
    problems: CellProblems
    unfilled: int
    text: str


def read_accounts(raw: bytes) -> AccountList:
    """The people of a list; raises UnreadableError where it is none, WrongTypeError or TooLargeError."""
    table = read_table(raw, _COLUMNS)
    problems = CellProblems("accounts", table.headings)
    found: dict[str, AccountLine] = {}
    unfilled, kept = 0, {1: list(HEADS.values())}
    for line, cells in table.rows:
        kept[line] = [" ".join(cells[column].split()) for column in HEADS]
        if len(kept) > _MOST_PEOPLE + 1:
            raise UnreadableError(message("Danh sách có hơn {limit} người: chia thành nhiều tệp.", limit=_MOST_PEOPLE))
        if not (cells["name"] or cells["email"]):
            unfilled += 1
            continue
        person = _person(line, cells, problems)
        if person is not None and person.email in found:
            said = message("địa chỉ «{email}» đã có ở dòng {line}", email=person.email, line=found[person.email].line)
            problems.note(line, "email", said)
        elif person is not None:
            found[person.email] = person
    return AccountList(tuple(found.values()), problems, unfilled, _written(kept))


def _person(line: int, cells: dict[str, str], problems: CellProblems) -> AccountLine | None:
    before = len(problems)
    if cells[REST]:
        said = message("có chữ «{text}» sau cột cuối: dấu phẩy trong tên cần đặt trong nháy kép",
                       text=shorten(cells[REST]))  # fmt: skip
        problems.note(line, list(HEADS)[-1], said)
    name, email, agency = (" ".join(cells[column].split()) for column in ("name", "email", "agency"))
    if not name:
        problems.note(line, "name", message("không được để trống"))
    elif len(name) > LONGEST_NAME:
        problems.note(line, "name", message("dài quá {limit} ký tự", limit=LONGEST_NAME))
    try:
        email = clean_email(email)
    except ConflictError as error:
        problems.note(line, "email", error.said if email else message("không được để trống"))
    role = _ROLES.get(without_diacritics(" ".join(cells["role"].split())))
    if role is None:
        said = message("«{role}» không phải vai trò, cần một trong: {roles}", role=shorten(cells["role"]),
                       roles=", ".join(str(known.label) for known in Role))  # fmt: skip
        problems.note(line, "role", said)
    else:
        try:
            require_matching_agency(role, agency or None)
        except ConflictError as error:
            problems.note(line, "agency", error.said)
    return AccountLine(line, email, name, role, agency) if role is not None and len(problems) == before else None


def _written(lines: dict[int, list[str]]) -> str:
    """The list as CSV in which every line stands where it stood."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\n")
    for number in range(1, max(lines) + 1):
        writer.writerow(lines.get(number, []))
    return target.getvalue()
