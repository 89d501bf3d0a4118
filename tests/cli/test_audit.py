"""The log is verified by a command, whose exit code tells programs what its words tell people."""

from __future__ import annotations

import json
import os
import pwd
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command import Run


@pytest.fixture
def database(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The database behind the commands' back."""
    with closing(sqlite3.connect(tmp_path / "data" / "tonghop.sqlite3", isolation_level=None)) as connection:
        yield connection


def test_a_whole_log_is_said_to_be_with_its_newest_hash(installed: Run, database: sqlite3.Connection) -> None:
    result = installed("verify-audit")
    count, newest = database.execute("SELECT max(position), sha256 FROM audit_seal").fetchone()
    assert result.exit_code == 0
    assert f"nguyên vẹn: {count} sự kiện" in result.stdout and newest in result.stdout
    found = json.loads(installed("verify-audit", "--json").stdout)
    assert (found["whole"], found["events"], found["faults"], found["outside"]) == (True, count, [], [])
    assert found["newest"] == {"position": count, "sha256": newest}


def test_an_altered_log_is_said_to_be_with_the_first_place_and_counts(
    installed: Run, database: sqlite3.Connection
) -> None:
    database.execute("UPDATE event SET reason = 'khác' WHERE id IN (3, 8)")
    database.execute("DELETE FROM event WHERE id = 5")
    result = installed("verify-audit")
    assert result.exit_code == 1
    assert "Chỗ đầu tiên: Vị trí 3: sự kiện số 3 lúc" in result.stdout
    assert "2 bị sửa; 1 bị mất" in result.stdout
    found = json.loads(installed("verify-audit", "--json").stdout)
    assert [(fault["position"], fault["kind"], fault["event"]) for fault in found["faults"]] == [
        (3, "altered", 3), (5, "missing", 5), (8, "altered", 8),
    ]  # fmt: skip


def test_a_hash_on_paper_belongs_to_the_log_or_does_not(installed: Run, database: sqlite3.Connection) -> None:
    (printed,) = database.execute("SELECT sha256 FROM audit_seal WHERE position = 4").fetchone()
    result = installed("verify-audit", "--contains", printed[:20])
    assert (result.exit_code, "vị trí 4, sự kiện số 4 lúc" in result.stdout) == (0, True)
    told = json.loads(installed("verify-audit", "--json", "--contains", printed).stdout)
    assert (told["contains"]["position"], told["contains"]["sha256"]) == (4, printed)
    assert installed("verify-audit", "--contains", "f" * 64).exit_code == 1
    wrong = installed("verify-audit", "--contains", "không phải")
    assert (wrong.exit_code, "không phải mã nhật ký" in wrong.stderr) == (2, True)


def test_a_rewritten_log_has_the_printed_hash_no_more(installed: Run, database: sqlite3.Connection) -> None:
    """Whoever alters an event and makes the whole chain anew is given away by paper."""
    (printed,) = database.execute("SELECT sha256 FROM audit_seal ORDER BY position DESC").fetchone()
    database.execute("UPDATE event SET actor = 'ai khác' WHERE id = 3")
    database.execute("DELETE FROM audit_seal")
    assert "sự kiện ghi từ trước vào chuỗi nhật ký" in installed("db", "upgrade").stdout
    assert installed("verify-audit").exit_code == 0
    assert installed("verify-audit", "--contains", printed).exit_code == 1


def test_without_a_database_nothing_can_be_verified(run: Run) -> None:
    assert run("verify-audit").exit_code == 2


def test_commands_are_on_record_by_the_machines_user_and_name(installed: Run, database: sqlite3.Connection) -> None:
    installed("token", "add", "--role", "admin", "--name", "Sao lưu")
    installed("user", "add", "a@x.vn", "--name", "Trần Văn An", "--role", "admin", "--password", "bốn từ rời rạc 77")
    rows = database.execute("SELECT DISTINCT actor, account, origin FROM event").fetchall()
    name = pwd.getpwuid(os.getuid()).pw_name
    assert rows == [(f"{name} (lệnh tonghop)", None, socket.gethostname())]


def test_the_rights_that_keep_the_log_from_the_application_are_printed(run: Run) -> None:
    result = run("db", "protect-log", "tonghop")
    assert result.exit_code == 0
    assert 'GRANT SELECT, INSERT ON event, audit_seal TO "tonghop";' in result.stdout
