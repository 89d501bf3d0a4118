"""The administrator's commands, step by step over an empty folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from service.actions.context import Context, build_context
from service.actions.organization.accounts import owner_of_link
from service.actions.organization.tokens import authenticate
from service.actions.review.lookups import list_periods
from service.cli.options import QUEUE_IS_OFF
from service.demo import AGENCIES_CSV
from service.domain.organization.access import Caller, Role
from service.settings import Settings
from service.storage.engine.migrate import _config
from service.storage.organization.accounts import change_account
from service.storage.organization.agencies import all_agencies
from service.storage.periods.periods import ObligationOverride, obligations
from tests.support.command import Run
from tests.support.installation import as_given


@pytest.fixture
def context(installed: Run, tmp_path: Path) -> Iterator[Context]:
    """What the commands left."""
    data = tmp_path / "data"
    made = build_context(Settings(data, f"sqlite:///{data / 'tonghop.sqlite3'}"))
    yield made
    made.database.dispose()


def test_a_database_is_set_up_once_and_again(run: Run, tmp_path: Path) -> None:
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    for said in (
        f"Đã tạo cơ sở dữ liệu mới, phiên bản {newest}.\n",
        f"Cơ sở dữ liệu đã ở phiên bản mới nhất ({newest}), không có gì phải nâng cấp.\n",
    ):
        result = run("db", "upgrade")
        assert (result.exit_code, result.stdout, result.stderr) == (0, said, "")
    assert (tmp_path / "data" / "tonghop.sqlite3").is_file()


def test_the_data_folder_can_be_named(run: Run, tmp_path: Path) -> None:
    assert run("db", "upgrade", "--data", "khac").exit_code == 0
    assert (tmp_path / "khac" / "tonghop.sqlite3").is_file()
    assert not (tmp_path / "data").exists()


def test_while_the_queue_is_off_a_command_says_so_once_in_a_sentence(installed: Run, tmp_path: Path) -> None:
    listed = (tmp_path / "don-vi.csv").read_text("utf-8").replace("Sở Tư pháp", "Sở TP")
    (tmp_path / "don-vi.csv").write_text(listed, "utf-8")
    # Nobody has to do anything for a period that is opened, but its report is merged anew when a unit is renamed.
    for words, times in ((["period", "open", "2023-Y"], 0), (["agencies", "import", "don-vi.csv"], 1)):
        result = installed(*words)
        assert (result.exit_code, result.stderr.splitlines().count(QUEUE_IS_OFF)) == (0, times), words
    assert "«tonghop up»" in QUEUE_IS_OFF


@pytest.mark.parametrize(
    "words", [["period", "open", "2023-Q3"], ["token", "add", "--role", "admin"], ["demo", "load"]]
)
def test_without_a_database_one_is_told_to_set_it_up(run: Run, words: list[str]) -> None:
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "tonghop db upgrade" in result.stderr


def test_units_are_imported(installed: Run, context: Context) -> None:
    result = installed("agencies", "import", "don-vi.csv")
    assert (result.exit_code, result.stdout) == (0, "Đã thêm 0, sửa 0, giữ nguyên 29 đơn vị.\n")
    with context.database.reading() as session:
        assert len(all_agencies(session)) == 29


def test_a_dry_run_tells_what_a_list_would_change_and_writes_nothing(
    installed: Run, context: Context, tmp_path: Path
) -> None:
    assert installed("agencies", "export", "ra.csv").stdout == "Đã ghi 29 đơn vị vào ra.csv.\n"
    listed = (tmp_path / "ra.csv").read_text("utf-8-sig")
    changed = listed.replace(";Sở Tư pháp;STP;", ";Sở TP;;") + "X1;Xã Một;;Xã;;01/07/2025;;\n"
    (tmp_path / "ra.csv").write_text(changed, "utf-8-sig")
    said = installed("agencies", "import", "--dry-run", "ra.csv").stdout
    for line in ("Thêm X1 (Xã Một)", "Sửa STP (Sở TP)", "  tên: Sở Tư pháp → Sở TP", "  tên viết tắt: STP → –"):
        assert f"{line}\n" in said
    assert said.endswith("\nChưa ghi gì; sẽ thêm 1, sửa 1, giữ nguyên 28 đơn vị.\n")
    with context.database.reading() as session:
        assert len(all_agencies(session)) == 29
    assert installed("agencies", "import", "ra.csv").stdout == "Đã thêm 1, sửa 1, giữ nguyên 28 đơn vị.\n"


def test_a_faulty_list_of_units_is_named_by_line(installed: Run, tmp_path: Path) -> None:
    (tmp_path / "sai.csv").write_bytes(AGENCIES_CSV + "A,Sở Một,,bo,,hôm qua,,\n".encode())
    result = installed("agencies", "import", "sai.csv")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "  dòng 31, cột «kind»: " in result.stderr
    assert "  dòng 31, cột «valid_from»: " in result.stderr


def test_periods_are_opened_and_closed(installed: Run, context: Context) -> None:
    opened = installed("period", "open", "2023-Y")
    assert opened.stdout == "Đã mở kỳ Năm 2023.\n"
    assert "đã qua, đơn vị chưa nộp là quá hạn ngay và được nhắc nộp. Đặt hạn khác ở trang" in opened.stderr
    assert installed("period", "close", "2023-Q3").stdout == "Đã khóa kỳ 2023-Q3.\n"
    assert [(opened.code, opened.closed_at is None) for opened, _ in list_periods(context)] == [
        ("2023-Q3", False),
        ("2023-Y", True),
    ]
    for words, said in (
        (["open", "2023-Y"], "Kỳ báo cáo 2023-Y đã được mở"),
        (["close", "2023-Q3"], "đã khóa"),
        (["open", "2023-Q2"], "«2023-Q2»"),
    ):
        result = installed("period", *words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("Lỗi: ") and said in result.stderr


def test_what_a_unit_owes_is_set(installed: Run, context: Context) -> None:
    words = ["--includes-children", "--exempt", "ho_so.*", "--exempt", "tthc.tong"]
    result = installed("period", "unit", "2023-Q3", "SGTVT", *words)
    assert (result.exit_code, result.stdout) == (0, "Đã ghi quy định riêng của SGTVT trong kỳ 2023-Q3.\n")
    assert installed("period", "unit", "2023-Q3", "SGTVT", "--excludes-children").exit_code == 0
    with context.database.reading() as session:
        assert obligations(session, "2023-Q3") == {"SGTVT": ObligationOverride(False, ("ho_so.*", "tthc.tong"))}
    result = installed("period", "unit", "2023-Q3", "SGTVT", "--exempt", "khong.co")
    assert (result.exit_code, result.stderr) == (2, "Lỗi: Không chỉ tiêu nào khớp «khong.co».\n")


def test_a_token_and_nothing_else_is_printed(installed: Run, context: Context) -> None:
    result = installed("token", "add", "--role", "officer", "--agency", "SGTVT", "--name", "Máy một cửa")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == result.stdout.strip() + "\n"
    assert authenticate(context, result.stdout.strip()) == as_given(Caller("Máy một cửa", Role.OFFICER, "SGTVT"))
    nameless = installed("token", "add", "--role", "admin").stdout.strip()
    assert authenticate(context, nameless) == as_given(Caller("admin", Role.ADMIN))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--role", "officer"], "cần kèm đơn vị"),
        (["--role", "admin", "--agency", "SGTVT"], "cần kèm đơn vị"),
        (["--role", "leader", "--agency", "KHONG-CO"], "«KHONG-CO»"),
        (["--role", "sep"], "cần một trong officer, leader, home_affairs, home_affairs_leader, admin, auditor"),
        ([], "thiếu tùy chọn «--role»"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(installed: Run, words: list[str], said: str) -> None:
    result = installed("token", "add", *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_the_demonstration_is_loaded_into_an_empty_folder_only(run: Run, installed: Run, tmp_path: Path) -> None:
    refused = installed("demo", "load")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "hệ thống trống" in refused.stderr
    assert run("db", "upgrade", "--data", "demo").exit_code == 0
    for _ in range(2):
        loaded = run("demo", "load", "--data", "demo")
        assert loaded.exit_code == 0
        assert "  demo-sgtvt " in loaded.stdout and "  demo-snv " in loaded.stdout


def test_a_database_that_does_not_answer_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://tonghop:bi-mat@127.0.0.1:1/tonghop?connect_timeout=2")
    for words in (
        ["db", "upgrade"],
        ["period", "open", "2023-Q3"],
        ["consolidate", ".", "--period", "2023-Q3", "-o", "o"],
    ):
        result = run(*words)
        assert result.exit_code == 2
        assert result.stderr.startswith("Lỗi: Không dùng được cơ sở dữ liệu")
        assert "bi-mat" not in result.output


def test_people_are_listed_promoted_unlocked_and_let_in_again(installed: Run, context: Context) -> None:
    person = ["user", "add", "--name", "Lê Văn Cường", "--role", "auditor", "--password", "bốn con voi qua cầu tre"]
    assert installed(*person, "cuong@snv.vn").exit_code == 0
    assert "cuong@snv.vn\tauditor\t-\tđang dùng\t-\tLê Văn Cường" in installed("user", "list").stdout
    assert installed("user", "promote", " Cuong@snv.vn", "--role", "admin").exit_code == 0
    refused = installed("user", "promote", "cuong@snv.vn", "--role", "auditor")
    assert refused.exit_code == 2 and "quản trị viên cuối cùng" in refused.stderr
    assert installed("user", "give-role", "cuong@snv.vn", "--role", "officer", "--agency", "STC").exit_code == 0
    assert "\tLê Văn Cường\tofficer:STC" in installed("user", "list").stdout
    assert installed("user", "take-role", "cuong@snv.vn", "--role", "officer", "--agency", "STC").exit_code == 0
    assert "officer:STC" not in installed("user", "list").stdout
    assert installed("user", "unlock", "cuong@snv.vn").exit_code == 0
    link = installed("user", "reset", "cuong@snv.vn", "--factor").stdout
    assert "/dat-mat-khau/" in link
    assert owner_of_link(context, link.strip().rpartition("/")[2]).email == "cuong@snv.vn"
    missing = installed("user", "unlock", "khong@co.vn")
    assert missing.exit_code == 2 and "khong@co.vn" in missing.stderr


def test_a_persons_data_are_written_and_who_left_becomes_a_number(
    installed: Run, context: Context, tmp_path: Path
) -> None:
    person = ["user", "add", "--name", "Lê Văn Cường", "--role", "auditor", "--password", "bốn con voi qua cầu tre"]
    assert installed(*person, "cuong@snv.vn").exit_code == 0
    assert installed("user", "export", "cuong@snv.vn", "minh.json").exit_code == 0
    told = json.loads((tmp_path / "minh.json").read_text(encoding="utf-8"))
    assert told["account"]["name"] == "Lê Văn Cường"
    working = installed("user", "anonymise", "cuong@snv.vn")
    assert working.exit_code == 2 and "khóa tài khoản trước" in working.stderr
    number = told["account"]["number"]
    with context.transaction("quản trị") as tx:
        change_account(tx.session, number, disabled_at=tx.utcnow)
    done = installed("user", "anonymise", "cuong@snv.vn")
    assert (done.exit_code, done.stdout) == (0, f"Đã ẩn danh người dùng số {number}.\n")
    assert "Cường" not in installed("user", "list").stdout
    assert installed("verify-audit").exit_code == 0


def test_a_password_is_asked_for_last_and_not_at_all_where_somebody_is_invited(installed: Run) -> None:
    person = ["user", "add", "--name", "Lê Văn Cường", "--role", "officer"]
    for wrong, said in (
        (["khong phai thu", "--agency", "STC"], "không phải địa chỉ thư"), (["an@stc.vn"], "cần kèm đơn vị"),
        (["an@stc.vn", "--agency", "KHONG"], "KHONG"),
        (["an@stc.vn", "--agency", "STC", "--invite", "--password", "x"], "--invite"),
    ):  # fmt: skip
        refused = installed(*person, *wrong)
        assert refused.exit_code == 2 and said in refused.stderr and "Mật khẩu:" not in refused.output
    done = installed(*person, "an@stc.vn", "--agency", "STC", "--invite")
    assert done.exit_code == 0 and "Thư mời: 1, giữ ở Hộp thư vì chưa đặt máy chủ thư." in done.stdout
    assert "an@stc.vn\tofficer\tSTC\tchưa đặt mật khẩu" in installed("user", "list").stdout
    again = installed(*person, "an@stc.vn", "--agency", "STC")
    assert again.exit_code == 2 and "Đã có người dùng" in again.stderr


def test_people_are_imported_from_a_file(installed: Run, tmp_path: Path) -> None:
    head = "Họ tên;Thư điện tử;Vai trò;Đơn vị\n"
    (tmp_path / "nguoi.csv").write_text(f"{head}Lê Văn Cường;cuong@snv.vn;Sở Nội vụ;\n", encoding="utf-8-sig")
    assert "Chưa ghi gì: thêm mới 1" in installed("user", "import", "nguoi.csv", "--dry-run").stdout
    assert "cuong@snv.vn" not in installed("user", "list").stdout
    done = installed("user", "import", "nguoi.csv", "--invite").stdout
    assert "thêm mới\tcuong@snv.vn\thome_affairs\t-\tLê Văn Cường" in done
    assert "Thư mời: 1, giữ ở Hộp thư vì chưa đặt máy chủ thư." in done
    assert "cuong@snv.vn\thome_affairs\t-\tchưa đặt mật khẩu" in installed("user", "list").stdout
    (tmp_path / "sai.csv").write_text(f"{head}An;an@x.vn;vua;\n", encoding="utf-8")
    refused = installed("user", "import", "sai.csv")
    assert refused.exit_code == 2 and "dòng 2, cột «Vai trò»" in refused.stderr
