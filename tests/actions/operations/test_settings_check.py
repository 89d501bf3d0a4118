"""Each setting is tried, and what is wrong with it is said in a sentence that names it."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from service.actions.context import Context
from service.actions.operations.settings_check import (
    CHECKS,
    CheckedSetting,
    SettingState,
    check_settings,
)
from service.sealing import Seal
from service.settings import SETTINGS
from service.storage.log_rights import log_rights
from service.storage.organization.accounts import change_account
from tests.support.databases import PostgresServer
from tests.support.installation import ADMIN, new_context
from tests.support.mail_server import Box, serving
from tests.support.processes import free_port
from tests.support.visitor import enlist

KEY, OTHER_KEY = "Zk3vJ8sQ0pWm4xTn7cRb2yLd6fHg9aUe", "0123456789abcdef" * 2


def tried(folder: Path, **environment: str) -> dict[str, CheckedSetting]:
    """What is said of each setting in that environment."""
    return {found.name: found for found in check_settings(environment, folder / "data")}


def wrong(found: Mapping[str, CheckedSetting]) -> set[str]:
    """The settings that are said to be wrong."""
    return {name for name, item in found.items() if item.state is SettingState.WRONG}


@pytest.fixture
def stranger() -> Iterator[str]:
    """The address of a web server that is not ours."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(10)


def test_without_settings_nothing_is_wrong_and_nothing_is_made(tmp_path: Path) -> None:
    found = tried(tmp_path)
    assert wrong(found) == set() and found.keys() == set(CHECKS)
    assert "sẽ được tạo" in str(found["TONGHOP_DATA"].said)
    assert list(tmp_path.iterdir()) == []


def test_every_check_is_of_a_setting_that_there_is() -> None:
    assert set(CHECKS) <= {setting.name for setting in SETTINGS}


def test_what_cannot_be_read_is_named_and_the_others_are_tried_all_the_same(tmp_path: Path) -> None:
    found = tried(
        tmp_path, TONGHOP_SECRET="a", TONGHOP_MAIL_SENDER="abc", TONGHOP_WEB_WORKERS="nhiều", REDIS_URL="abc",
        TONGHOP_SMTP_URL=f"smtp://127.0.0.1:{free_port()}", TONGHOP_ADDRESS="abc",
    )  # fmt: skip
    assert wrong(found) == {
        "TONGHOP_SECRET", "TONGHOP_MAIL_SENDER", "TONGHOP_WEB_WORKERS", "REDIS_URL", "TONGHOP_SMTP_URL",
        "TONGHOP_ADDRESS",
    }  # fmt: skip
    assert all("\n" not in str(item.said) for item in found.values())
    assert "«a»" not in str(found["TONGHOP_SECRET"].said)


def test_what_belongs_together_is_missed_where_a_part_of_it_is_given(tmp_path: Path) -> None:
    found = tried(tmp_path, TONGHOP_OIDC_ISSUER="https://dang-nhap.tinh.vn")
    assert [str(item.said) for item in found.values()] == ["Đăng nhập một lần cần thêm TONGHOP_OIDC_CLIENT_ID."]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://x/y"),
        ("DATABASE_URL", "bad"),
        ("DATABASE_URL", "postgresql://u:bi-mat@127.0.0.1:1/x"),
        ("REDIS_URL", "redis://:bi-mat@127.0.0.1:1/0"),
        ("TONGHOP_SMTP_URL", "smtp://u:bi-mat@127.0.0.1:1"),
        ("TONGHOP_ADDRESS", "https://khong-co.invalid"),
        ("TONGHOP_TEMPLATES", "khong-co"),
        ("TONGHOP_AUTHORITIES", "khong-co.pem"),
        ("TONGHOP_BACKUPS", "/dev/null/sao-luu"),
    ],
)
def test_what_does_not_answer_is_named_without_its_password(tmp_path: Path, name: str, value: str) -> None:
    found = tried(tmp_path, **{name: value})
    assert wrong(found) == {name}
    said = str(found[name].said)
    assert said and "\n" not in said and "bi-mat" not in said


@pytest.mark.parametrize(
    ("name", "value"), [("REDIS_URL", "redis://127.0.0.1:1/0"), ("TONGHOP_SMTP_URL", "smtp://127.0.0.1:1")]
)
def test_why_nobody_answers_is_said_in_vietnamese(tmp_path: Path, name: str, value: str) -> None:
    assert str(tried(tmp_path, **{name: value})[name].said).endswith(": máy chủ từ chối kết nối.")


def test_a_mail_server_is_asked_whether_it_takes_the_sender(tmp_path: Path) -> None:
    given = {"TONGHOP_MAIL_SENDER": "Sở Nội vụ <snv@hungyen.gov.vn>"}
    box = Box()
    with serving(box):
        assert wrong(tried(tmp_path, TONGHOP_SMTP_URL=box.url, **given)) == set()
        noted = tried(tmp_path, TONGHOP_SMTP_URL=box.url)["TONGHOP_MAIL_SENDER"]
        assert noted.state is SettingState.NOTED and "tonghop@localhost" in str(noted.said)
        box.patience = 0
        found = tried(tmp_path, TONGHOP_SMTP_URL=box.url, **given)
        assert box.letters == []
    assert wrong(found) == {"TONGHOP_MAIL_SENDER"}
    assert "snv@hungyen.gov.vn" in str(found["TONGHOP_MAIL_SENDER"].said)


def test_an_address_at_which_something_else_answers_is_named(tmp_path: Path, stranger: str) -> None:
    found = tried(tmp_path, TONGHOP_ADDRESS=stranger)
    assert wrong(found) == {"TONGHOP_ADDRESS"} and "501" in str(found["TONGHOP_ADDRESS"].said)


def test_a_key_that_does_not_open_what_is_sealed_is_named(sqlite_context: Context) -> None:
    account = enlist(sqlite_context, ADMIN)
    with sqlite_context.transaction(ADMIN) as tx:
        change_account(tx.session, account.id, totp_secret=Seal(KEY).close("mã"))
    settings = sqlite_context.settings
    for key, expected in ((KEY, set()), (OTHER_KEY, {"TONGHOP_SECRET"})):
        environment = {"DATABASE_URL": settings.database_url, "TONGHOP_SECRET": key}
        assert wrong({item.name: item for item in check_settings(environment, settings.data)}) == expected


def test_what_a_role_of_postgresql_may_do_with_the_log_is_said(postgresql: PostgresServer, tmp_path: Path) -> None:
    with postgresql.created() as url:
        context = new_context(tmp_path, url)
        engine = context.database.engine.execution_options(isolation_level="AUTOCOMMIT")
        own = engine.url.set(username="vao_ung_dung").render_as_string(hide_password=False)

        def said(*statements: str) -> tuple[SettingState, str]:
            """How the database's setting stands for the role, after these statements of the superuser."""
            with engine.connect() as connection:
                for statement in statements:
                    connection.exec_driver_sql(statement)
            found = tried(tmp_path, DATABASE_URL=own)["DATABASE_URL"]
            return found.state, str(found.said)

        all_rights = [f"GRANT ALL ON ALL {kind} IN SCHEMA public TO vao_ung_dung" for kind in ("TABLES", "SEQUENCES")]
        state, words = said("CREATE ROLE vao_ung_dung LOGIN", *all_rights)
        assert state is SettingState.NOTED and "«vao_ung_dung» sửa, xóa được nhật ký" in words
        state, words = said(log_rights("vao_ung_dung", "giu_nhat_ky"))
        assert state is SettingState.FINE and words.endswith("vai trò «vao_ung_dung» chỉ ghi thêm được nhật ký.")
        state, words = said("REVOKE INSERT ON event FROM vao_ung_dung")
        assert state is SettingState.WRONG and "không ghi thêm được nhật ký" in words
        context.database.dispose()
