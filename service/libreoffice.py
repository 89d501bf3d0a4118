"""LibreOffice, where it is installed: turns a file of one kind into another, in a process of its own within bounds."""

from __future__ import annotations

import math
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_NAMES = ("soffice", "libreoffice")
# Numbers and dates as people in Vietnam write them, whatever the language of the server; nothing that a file links to
# is fetched, and none of its macros run.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
BREATH = 5.0


@dataclass(frozen=True)
class Conversion:
    """What came of it: the bytes, or None and what the program complained of; `is_late` where its time was up."""

    content: bytes | None
    said: str = ""
    is_late: bool = False


def find_office() -> str | None:
    """The office program; None where there is none."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


def convert(office: str, content: bytes, of: str, to: str, longest: float, breath: Callable[[], None]) -> Conversion:
    """A file `of` one kind as another, in `longest` seconds; `breath` is called every few seconds meanwhile.

    `to` is the other's ending, or that and the filter with its options: «pdf:writer_pdf_Export:{…}».
    """
    with tempfile.TemporaryDirectory(prefix="tonghop-in-") as name:
        folder = Path(name)
        source = folder / f"tep.{of}"
        source.write_bytes(content)
        (folder / "out").mkdir()
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        command = [
            office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", to,
            "--outdir", str(folder / "out"), str(source),
        ]  # fmt: skip
        # Everything that it starts ends with it, also where it hangs.
        with _begun(command) as process:
            said = _said(process, longest, breath)
        result = folder / "out" / f"tep.{to.partition(':')[0]}"
        found = result.read_bytes() if result.exists() else None
        return Conversion(found, said or "", is_late=said is None)


def _begun(command: list[str]) -> subprocess.Popen[bytes]:
    """The program, begun without the bound on memory of the job that begins it: it needs more for a large province."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        return subprocess.Popen(  # noqa: S603 - no shell, and nothing in the command comes from outside
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        )
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _said(process: subprocess.Popen[bytes], longest: float, breath: Callable[[], None]) -> str | None:
    """What the program complained of, once it has ended; None where its time was up. It never goes on by itself."""
    try:
        said = _wait(process, longest, breath)
    except BaseException:
        _end(process)
        raise
    if said is None:
        _end(process)
    return said


def _end(process: subprocess.Popen[bytes]) -> None:
    # It is the leader of a session of its own, and what it started ends with it.
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _wait(process: subprocess.Popen[bytes], longest: float, breath: Callable[[], None]) -> str | None:
    for _ in range(math.ceil(longest / BREATH)):
        try:
            _, said = process.communicate(timeout=BREATH)
        except subprocess.TimeoutExpired:
            breath()
        else:
            return said.decode(errors="replace").strip()[-300:]
    return None
