"""A workbook as PDF for printing, by the office program where it is installed."""

from __future__ import annotations

import math
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from service.domain.errors import ConflictError, TonghopError, message

NAMES = ("soffice", "libreoffice")
# Numbers and dates as people in Vietnam write them, whatever the language of the server.
SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi</value></prop></item></oor:items>
"""
LONGEST = 900.0  # seconds
BREATH = 5.0


def require_office() -> str:
    """The office program; raises ConflictError saying that there is none."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    raise ConflictError(
        message("Máy chủ chưa cài LibreOffice nên chưa lập được bản in PDF: chọn bản Excel, hoặc nhờ quản trị cài đặt.")
    )


def to_pdf(workbook: bytes, breath: Callable[[], None], longest: float = LONGEST) -> bytes:
    """Convert the workbook to PDF; `breath` is called every few seconds meanwhile. Raises TonghopError."""
    office = require_office()
    with tempfile.TemporaryDirectory(prefix="tonghop-in-") as name:
        folder = Path(name)
        (folder / "bang.xlsx").write_bytes(workbook)
        (folder / "profile" / "user").mkdir(parents=True)
        (folder / "profile" / "user" / "registrymodifications.xcu").write_text(SETTINGS, encoding="utf-8")
        command = [
            office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
            "--outdir", name, str(folder / "bang.xlsx"),
        ]  # fmt: skip
        # Everything that it starts ends with it, also where it hangs.
        with _begun(command) as process:
            said = _said(process, breath, longest)
        result = folder / "bang.pdf"
        if not result.exists():
            raise TonghopError(message("LibreOffice không lập được bản in PDF: {said}", said=said or "không rõ lý do"))
        return result.read_bytes()


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


def _said(process: subprocess.Popen[bytes], breath: Callable[[], None], longest: float) -> str:
    """What the program complained of, once it has ended; it is ended where its time is up or nobody waits for it."""
    try:
        return _wait(process, breath, longest)
    except BaseException:
        # It is the leader of a session of its own, and what it started ends with it.
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise


def _wait(process: subprocess.Popen[bytes], breath: Callable[[], None], longest: float) -> str:
    for _ in range(math.ceil(longest / BREATH)):
        try:
            _, said = process.communicate(timeout=BREATH)
        except subprocess.TimeoutExpired:
            breath()
        else:
            return said.decode(errors="replace").strip()[-300:]
    raise TonghopError(message("LibreOffice không lập xong bản in PDF trong thời gian cho phép."))
