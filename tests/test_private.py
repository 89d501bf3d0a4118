"""What an installation keeps on disk is its own user's."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from service.domain.errors import TonghopError
from service.private import keep_private
from service.sealing import SealError, seal_of
from service.settings import Settings, settings_from
from service.signing_key import NAME, load_signing_key
from tests.support.processes import ROOT


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation's settings, whose folder everybody may read so far."""
    folder = tmp_path / "data"
    (folder / "valkey" / "appendonlydir").mkdir(parents=True)
    for name in ("tonghop.sqlite3", "tonghop.sqlite3-wal", "tonghop.sqlite3-shm", NAME, "valkey/appendonlydir/a.aof"):
        (folder / name).write_text("x" * 40)
        (folder / name).chmod(0o644)
    for path in (folder, folder / "valkey", folder / "valkey" / "appendonlydir"):
        path.chmod(0o755)
    return settings_from({}, folder)


@pytest.fixture(autouse=True)
def umask() -> object:
    """The tests' own umask comes back."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_modes_from_before_are_set_right_at_the_start(settings: Settings) -> None:
    keep_private(settings)
    for path in [settings.data, *settings.data.rglob("*")]:
        assert mode_of(path) == (0o700 if path.is_dir() else 0o600), path


def test_what_a_link_leads_to_keeps_its_mode(settings: Settings, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.write_text("x")
    target.chmod(0o644)
    (settings.data / "tonghop.lock").symlink_to(target)
    keep_private(settings)
    assert mode_of(target) == 0o644


def test_a_folder_that_holds_no_installation_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    keep_private(settings_from({}, tmp_path))
    assert mode_of(tmp_path) == 0o755


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_folder_with_files_of_another_user_keeps_its_mode(settings: Settings) -> None:
    other = settings.data / "of-somebody"
    other.write_text("x")
    os.chown(other, 12345, 12345)
    keep_private(settings)
    assert mode_of(settings.data) == 0o755
    assert mode_of(settings.data / "tonghop.sqlite3") == 0o600


def test_a_new_installation_is_made_for_its_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    command = [sys.executable, "-m", "service.cli", "db", "upgrade", "--data", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60)
    assert mode_of(folder) == 0o700
    assert {mode_of(path) for path in folder.iterdir()} == {0o600}


@pytest.mark.parametrize("content", [b"", b"\0" * 64, b"\n"])
def test_a_key_file_that_lost_its_content_is_made_anew_and_kept(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    settings = settings_from({}, tmp_path)
    found = load_signing_key(settings)
    assert len(found) >= 32
    assert load_signing_key(settings) == found == (tmp_path / NAME).read_text()


def test_a_key_file_that_is_too_short_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("ngan")
    with pytest.raises(TonghopError, match="bị hỏng"):
        load_signing_key(settings_from({}, tmp_path))


def test_a_key_from_the_settings_that_is_too_short_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(TonghopError, match="TONGHOP_SECRET quá ngắn"):
        settings_from({"TONGHOP_SECRET": "ngan"}, tmp_path)


def test_what_was_sealed_opens_with_the_same_key_only(tmp_path: Path) -> None:
    mine, other = Settings(tmp_path, "sqlite://", secret="a" * 40), Settings(tmp_path, "sqlite://", secret="b" * 40)
    sealed = seal_of(mine).close("bí mật")
    assert "bí mật" not in sealed
    assert seal_of(mine).open(sealed) == "bí mật"
    with pytest.raises(SealError):
        seal_of(other).open(sealed)
