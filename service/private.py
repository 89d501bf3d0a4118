"""What this installation keeps is its own user's: nobody else on the machine reads the data folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import structlog

from service.settings import Settings
from service.signing_key import NAME

FOLDER, FILE = 0o700, 0o600
# What an installation makes in its data folder.
OWN = ("tonghop.sqlite3", "tonghop.sqlite3-wal", "tonghop.sqlite3-shm", "tonghop.lock", NAME)
QUEUE = "valkey"

log = structlog.get_logger()


def keep_private(settings: Settings) -> None:
    """From now on make files for this user only, and set right what was made otherwise before.

    A folder that others use too stays as it is, with a word in the log; links are not followed.
    """
    os.umask(0o077)
    for path in _files(settings):
        _narrow(path, FILE, stat.S_ISREG)
    for path in _below(settings.data / QUEUE):
        if path.is_socket():
            continue  # Valkey makes it for its user alone
        is_folder = path.is_dir() and not path.is_symlink()
        _narrow(path, FOLDER if is_folder else FILE, stat.S_ISDIR if is_folder else stat.S_ISREG)
    if any((settings.data / name).exists() for name in (*OWN, QUEUE)):
        _narrow_folder(settings.data)


def _files(settings: Settings) -> list[Path]:
    found = [settings.data / name for name in OWN]
    if settings.sqlite_file is not None:
        found += [Path(f"{settings.sqlite_file}{end}") for end in ("", "-wal", "-shm")]
    return found


def _below(folder: Path) -> list[Path]:
    if folder.is_symlink() or not folder.is_dir():
        return []
    return [folder, *(Path(top) / name for top, folders, files in os.walk(folder) for name in (*folders, *files))]


def _narrow_folder(folder: Path) -> None:
    others = [path.name for path in folder.iterdir() if path.lstat().st_uid != os.geteuid()]
    mode = folder.stat().st_mode
    if others or mode & stat.S_ISVTX or folder in {Path.home(), Path("/")}:
        if mode & 0o077:
            log.warning("the data folder is not this installation's alone and stays open to others", folder=str(folder))
        return
    _narrow(folder, FOLDER, stat.S_ISDIR)


def _narrow(path: Path, mode: int, is_kind: Callable[[int], bool]) -> None:
    """Give it the mode where it is ours, of the kind, and no link; what is not there needs nothing."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    except OSError as error:
        log.warning("left as it is", path=str(path), error=str(error))
        return
    try:
        found = os.fstat(descriptor)
        if not is_kind(found.st_mode) or found.st_uid != os.geteuid():
            log.warning("left as it is: it is another user's or no plain file", path=str(path))
        elif found.st_mode & 0o077:
            os.fchmod(descriptor, mode)
    finally:
        os.close(descriptor)
