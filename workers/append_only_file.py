"""The file in which the queues' server keeps the hints: where it is damaged it is set aside, since hints can be lost.

What waited in it the sweeper finds in the database.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import structlog

from service.clock import Clock

HINTS, LOG = "appendonlydir", "valkey.log"
ASIDE = "damaged-"
# How many damaged ones are kept for whoever wants to look into them.
KEPT = 3
# The end of the server's log that may tell why it ended, in bytes.
LAST_WORDS = 64 * 1024
# What the server says of content that it cannot understand, or of a part that is missing. A full or failing disk and
# a missing permission have other words, and there the file is left alone.
DAMAGE = re.compile(
    rb"Bad file format reading the append only file"
    rb"|Unexpected end of file reading the append only file"
    rb"|Error reading the append only file [^\n]*, error:"
    rb"|Internal error in RDB reading|Short read or OOM loading DB|RDB CRC error"
    rb"|FATAL AOF MANIFEST FILE ERROR|Found an empty AOF manifest|Invalid AOF manifest file format"
    rb"|The AOF manifest file contains too long line"
    rb"|(?:AOF|append)[^\n]*: (?:No such file or directory|Is a directory|Not a directory)"
    rb"|BUG REPORT START"
)

log = structlog.get_logger()


class HintFile:
    """The folder of the file, and the log of the server that writes it."""

    def __init__(self, folder: Path, words: Path) -> None:
        self._folder = folder
        self._words = words
        self._read = _size(words)

    def set_aside_if_damaged(self) -> None:
        """Rename the folder where the server's last words or a missing part say that it cannot be used."""
        why = self._complaint() or self._lack()
        if why and (self._folder.exists() or self._folder.is_symlink()):
            self._set_aside(why)

    def _complaint(self) -> str:
        """What the server said of it since this was last asked; empty where it did not complain."""
        begin, self._read = self._read, _size(self._words)
        if self._read <= begin:
            return ""
        with self._words.open("rb") as file:
            file.seek(max(begin, self._read - LAST_WORDS))
            found = DAMAGE.search(file.read())
        return found[0].decode(errors="replace") if found else ""

    def _lack(self) -> str:
        """The server would begin anew beside files that nothing describes, and stumble over them later."""
        if not self._folder.is_dir():
            return ""
        names = [file.name for file in self._folder.iterdir()]
        return "" if not names or any(name.endswith(".manifest") for name in names) else "no manifest"

    def _set_aside(self, why: str) -> None:
        name = f"{ASIDE}{Clock().real():%Y%m%dT%H%M%S.%fZ}"
        try:
            self._folder.rename(self._folder.with_name(name))
        except OSError as error:
            log.warning("the damaged file of hints cannot be set aside", folder=str(self._folder), error=str(error))
            return
        log.error("the file of hints was damaged and is set aside, the queues begin empty", found=why, kept_as=name)
        for old in sorted(self._folder.parent.glob(f"{ASIDE}*"))[:-KEPT]:
            shutil.rmtree(old, ignore_errors=True) if old.is_dir() else old.unlink()


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
