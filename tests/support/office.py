"""LibreOffice as people use it: opens a file, computes it anew, and saves it."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

LIMIT = 180


def resaved(raw: bytes, profile: Path, kind: str = "xlsx", of: str = "xlsx", infilter: str = "") -> bytes:
    """The file, `of` one kind, after LibreOffice opened, computed and saved it as another.

    `profile` is a folder of its own; `infilter` says how the file is to be opened, where that is not plain.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        source = folder / "in" / f"book.{of}"
        source.write_bytes(raw)
        subprocess.run(
            [
                "soffice", "--headless", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", kind,
                "--outdir", str(folder), *([f"--infilter={infilter}"] if infilter else []), str(source),
            ],
            check=True, capture_output=True, timeout=LIMIT,
        )  # fmt: skip
        return (folder / f"book.{kind}").read_bytes()
