"""A backup holds all rows and bytes of one moment, is complete or not there, and tells what is wrong with it."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from service.actions.context import Context
from service.actions.operations.backup import back_up_when_due, backups_in, make_backup
from service.actions.operations.backup_manifest import read_manifest, require_complete
from service.actions.operations.restore import restore_backup
from service.clock import FixedClock
from service.domain.errors import ConflictError, TonghopError
from service.settings import Settings
from service.signing_key import load_signing_key
from service.storage.engine.database import Database
from service.storage.engine.snapshot import require_intact, row_counts
from service.storage.models import AgencyRow
from tests.support.databases import PostgresServer
from tests.support.drafts import TONG, write
from tests.support.filings import changed, hand_in, hand_in_and_check, of_agency, real_report
from tests.support.installation import OFFICER
from tests.support.whole_databases import everything_in

NIGHT = datetime(2026, 11, 28, 18, 30, tzinfo=UTC)  # 01:30 of the 29th in Vietnam


@pytest.fixture
def filled(context: Context) -> Context:
    """An installation with reports, findings, a draft, and agencies that stand before their parents."""
    hand_in_and_check(context, real_report())
    hand_in_and_check(context, of_agency("STC"))
    hand_in(context, changed(tthc__tong=999))
    write(context, {TONG: "141"}, OFFICER)
    with context.database.writing() as session:
        session.execute(update(AgencyRow).where(AgencyRow.code == "SGTVT").values(parent="STC"))
        session.execute(update(AgencyRow).where(AgencyRow.code == "STC").values(parent=None))
    return context


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path, postgresql: PostgresServer) -> Iterator[Settings]:
    """The settings of a place that has nothing yet, with the key of the old one."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    if request.param == "sqlite":
        yield Settings(folder, f"sqlite:///{folder / 'tonghop.sqlite3'}")
        return
    with postgresql.created() as url:
        yield Settings(folder, url)


def backed_up(context: Context, folder: Path) -> Path:
    return make_backup(context.settings, context.database, folder)


def with_key_of(context: Context, settings: Settings) -> Settings:
    (settings.data / "cookie.secret").write_text(load_signing_key(context.settings))
    return settings


def test_all_rows_and_bytes_come_back_on_either_kind_of_database(
    filled: Context, elsewhere: Settings, tmp_path: Path
) -> None:
    before = everything_in(filled.database)
    manifest = restore_backup(with_key_of(filled, elsewhere), backed_up(filled, tmp_path / "kept"))
    restored = Database(elsewhere.database_url)
    assert everything_in(restored) == before
    assert {name: count for name, count in manifest.rows.items() if name != "alembic_version"} == {
        name: len(rows) for name, rows in before.items()
    }
    assert len(before["submission"]) == 3 and before["finding"]
    standing = replace(filled, settings=elsewhere, database=restored)
    assert hand_in(standing, changed(tthc__tong=998)).endswith("-SGTVT-3")  # what is added gets numbers of its own
    restored.dispose()


def test_a_backup_is_of_one_moment_while_others_write(filled: Context, tmp_path: Path) -> None:
    begun, ended, counted = threading.Event(), threading.Event(), []

    def write_on() -> None:
        while not ended.is_set():
            counted.append(len(counted))
            for_both = update(AgencyRow).values(name=f"Lần {len(counted)}")
            with filled.database.writing() as session:  # two steps of one change, in tables and rows far apart
                session.execute(for_both.where(AgencyRow.code == "STC"))
                session.execute(for_both.where(AgencyRow.code == "SGTVT"))
            begun.set()

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        assert begun.wait(60)  # until then they have names of their own
        made = [make_backup(filled.settings, filled.database, tmp_path / str(turn)) for turn in range(4)]
    finally:
        ended.set()
        writer.join(60)
    seen = []
    for backup in made:
        require_complete(backup, read_manifest(backup))
        copy = Database(f"sqlite:///{backup / 'tonghop.sqlite3'}")
        with copy.reading() as session:
            codes = AgencyRow.code.in_(["STC", "SGTVT"])
            (name,) = set(session.scalars(select(AgencyRow.name).where(codes)))
        copy.dispose()
        seen.append(name)
    assert len(set(seen)) > 1  # others did write meanwhile


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda backup: (backup / "tonghop.sqlite3").unlink(), "tonghop.sqlite3: thiếu tệp"),
        (lambda backup: (backup / "khac.txt").write_text("x"), "khac.txt: tệp lạ, không có trong bản kê"),
        (lambda backup: _flip(backup / "tonghop.sqlite3"), "tonghop.sqlite3: tệp đã bị thay đổi"),
    ],
    ids=["missing", "added", "altered"],
)
def test_what_is_no_longer_as_it_was_made_is_named_and_not_restored(
    sqlite_context: Context, tmp_path: Path, harm: object, said: str
) -> None:
    backup = backed_up(sqlite_context, tmp_path / "kept")
    assert callable(harm)
    harm(backup)
    new = Settings(tmp_path / "new", f"sqlite:///{tmp_path / 'new' / 'tonghop.sqlite3'}")
    with pytest.raises(TonghopError) as refused:
        restore_backup(new, backup, new_key=True)
    assert [f"{problem.place}: {problem.message}" for problem in refused.value.problems] == [said]
    assert not new.data.exists()


def test_rows_that_were_taken_out_are_missed_although_the_list_of_files_was_renewed(
    sqlite_context: Context, tmp_path: Path
) -> None:
    backup = backed_up(sqlite_context, tmp_path / "kept")
    told = json.loads((backup / "manifest.json").read_text())
    told["rows"]["agency"] += 1
    (backup / "manifest.json").write_text(json.dumps(told))
    new = Settings(tmp_path / "new", f"sqlite:///{tmp_path / 'new' / 'tonghop.sqlite3'}")
    with pytest.raises(TonghopError, match="không đủ dữ liệu"):
        restore_backup(new, backup, new_key=True)
    assert new.sqlite_file is not None and not new.sqlite_file.exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 1}', "khong phai"])
def test_a_folder_that_is_no_backup_is_called_so(tmp_path: Path, content: str) -> None:
    (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(TonghopError, match="không phải bản sao lưu"):
        read_manifest(tmp_path)
    with pytest.raises(TonghopError, match="không phải bản sao lưu"):
        read_manifest(tmp_path / "nowhere")


def test_nothing_is_restored_over_data_or_without_the_key(filled: Context, elsewhere: Settings, tmp_path: Path) -> None:
    backup = backed_up(filled, tmp_path / "kept")
    with pytest.raises(ConflictError, match=r"cookie\.secret"):
        restore_backup(elsewhere, backup)
    (elsewhere.data / "cookie.secret").write_text("mot-khoa-khac-" * 4)
    with pytest.raises(ConflictError, match="--new-key"):
        restore_backup(elsewhere, backup)
    restore_backup(elsewhere, backup, new_key=True)
    with pytest.raises(ConflictError, match=r"chưa có dữ liệu|đã có dữ liệu"):
        restore_backup(elsewhere, backup, new_key=True)


def test_the_key_is_not_in_a_backup_and_own_templates_are(sqlite_context: Context, tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(Path("templates/reports"), own)
    settings = replace(sqlite_context.settings, own_templates=own, given=("TONGHOP_TEMPLATES",))
    backup = make_backup(settings, sqlite_context.database, tmp_path / "kept")
    key = load_signing_key(settings).encode()
    assert not [path for path in backup.rglob("*") if path.is_file() and key in path.read_bytes()]
    manifest = read_manifest(backup)
    assert manifest.settings == ("TONGHOP_TEMPLATES",) and manifest.has_templates
    new = Settings(tmp_path / "new", f"sqlite:///{tmp_path / 'new' / 'tonghop.sqlite3'}", secret=key.decode())
    restore_backup(new, backup)
    assert (new.data / "templates" / "cchc" / "2022" / "rules.csv").read_bytes() == (
        own / "cchc" / "2022" / "rules.csv"
    ).read_bytes()


def test_a_day_has_one_backup_and_the_oldest_end(sqlite_context: Context, tmp_path: Path) -> None:
    folder = tmp_path / "kept"

    def at(moment: datetime) -> Path | None:
        settings = replace(sqlite_context.settings, backups=folder, backups_kept=2)
        return back_up_when_due(replace(sqlite_context, settings=settings, clock=_Stands(moment)))

    first = at(NIGHT - timedelta(hours=5))
    assert first is not None  # there was none at all
    assert at(NIGHT - timedelta(minutes=31)) is None  # not yet one o'clock
    second = at(NIGHT)
    assert second is not None and second.name == "tonghop-20261128T183000Z"
    assert at(NIGHT + timedelta(hours=23)) is None
    third = at(NIGHT + timedelta(days=1, hours=7))  # it did not run at night
    assert backups_in(folder) == [second, third]
    assert back_up_when_due(sqlite_context) is None  # nobody wants one
    later = at(NIGHT + timedelta(days=400))
    assert later is not None
    assert at(NIGHT + timedelta(days=2, hours=7)) is not None, "one made before the clock was set back is none of today"


def test_a_backup_that_breaks_off_leaves_nothing(sqlite_context: Context, tmp_path: Path) -> None:
    settings = replace(sqlite_context.settings, own_templates=tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError):
        make_backup(settings, sqlite_context.database, tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_copy_is_one_file_that_needs_no_other(sqlite_context: Context, tmp_path: Path) -> None:
    backup = backed_up(sqlite_context, tmp_path / "kept")
    assert sorted(path.name for path in backup.iterdir()) == ["manifest.json", "tonghop.sqlite3"]
    # Bytes 18 and 19 of the header: 1 without a log beside the file, 2 with one.
    assert (backup / "tonghop.sqlite3").read_bytes()[18:20] == b"\x01\x01"
    copy = Database(f"sqlite:///{backup / 'tonghop.sqlite3'}")
    assert row_counts(copy)["agency"] == row_counts(sqlite_context.database)["agency"] > 20
    copy.dispose()


class _Stands(FixedClock):
    """A clock whose real time stands as well."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment=moment)

    def real(self) -> datetime:
        """That moment."""
        return self.moment


def _flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)


def test_a_damaged_database_is_not_put_in_place(sqlite_context: Context, tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"khong phai co so du lieu" * 100)
    with pytest.raises(TonghopError, match="bị hỏng"):
        require_intact(broken)
    with contextlib.closing(sqlite3.connect(tmp_path / "good.sqlite3")) as connection:
        connection.execute("create table a (b)")
    require_intact(tmp_path / "good.sqlite3")
