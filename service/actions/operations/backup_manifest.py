"""What a backup says about itself: which files it has, whose key its secrets need, and how much is in it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from service import __version__
from service.domain.errors import Finding, Level, Message, TonghopError, message

NAME, DATABASE, TEMPLATES = "manifest.json", "tonghop.sqlite3", "templates"
FORMAT = 1


@dataclass(frozen=True)
class BackupFile:
    """One file of a backup: its path within, its size in bytes, and its SHA-256."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """A backup's description.

    `key` is a mark of the key that seals secrets, which is not in the backup; `rows` of each table; `settings` the
    names of what the environment had set.
    """

    made_at: datetime
    kind: str
    key: str
    rows: Mapping[str, int]
    settings: tuple[str, ...]
    files: tuple[BackupFile, ...]
    version: str = __version__

    @property
    def has_templates(self) -> bool:
        """Whether the province's own report templates are in it."""
        return any(file.path.startswith(f"{TEMPLATES}/") for file in self.files)


def mark_of_key(secret: str) -> str:
    """What tells one key from another and opens nothing."""
    return hashlib.blake2b(secret.encode(), digest_size=8, person=b"tonghop backup").hexdigest()


def describe(folder: Path) -> tuple[BackupFile, ...]:
    """All files of a backup but its description."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != NAME)
    return tuple(BackupFile(path.relative_to(folder).as_posix(), path.stat().st_size, _sha256(path)) for path in paths)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put the description beside what it describes."""
    told = {"format": FORMAT, **asdict(manifest), "made_at": manifest.made_at.isoformat()}
    (folder / NAME).write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The description; raises TonghopError where the folder is no backup that this version reads."""
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if told.pop("format") != FORMAT:
            raise TonghopError(message("Bản sao lưu «{folder}» do phiên bản tonghop khác tạo ra.", folder=folder))
        return Manifest(
            **{**told, "made_at": datetime.fromisoformat(told["made_at"]), "settings": tuple(told["settings"])}
            | {"files": tuple(BackupFile(**file) for file in told["files"])}
        )
    except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise TonghopError(
            message(
                "«{folder}» không phải bản sao lưu của tonghop: không đọc được tệp {name}.", folder=folder, name=NAME
            )
        ) from error


def require_complete(folder: Path, manifest: Manifest) -> None:
    """Raises TonghopError that names every file which is missing, altered or not of the backup."""
    found = {file.path: file for file in describe(folder)}
    listed = {file.path: file for file in manifest.files}
    problems = [
        _fault(path, message("thiếu tệp") if path not in found else message("tệp đã bị thay đổi"))
        for path, file in listed.items()
        if found.get(path) != file
    ]
    problems += [_fault(path, message("tệp lạ, không có trong bản kê")) for path in found if path not in listed]
    if problems or DATABASE not in listed:
        raise TonghopError(message("Bản sao lưu «{folder}» không còn nguyên vẹn.", folder=folder), problems=problems)


def _fault(path: str, said: Message) -> Finding:
    return Finding("backup", Level.ERROR, said, place=path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
