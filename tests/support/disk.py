"""Small disks that can be filled up."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def disk_of_its_own(folder: Path, size: str) -> Iterator[bool]:
    """A new folder that is a small disk; False where nobody lets us mount one, and it is a folder like any other."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=700", "tmpfs", str(folder)]
    is_mounted = os.geteuid() == 0 and subprocess.run(command, check=False).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=False)


@contextlib.contextmanager
def ballast(file: Path) -> Iterator[None]:
    """The disk is full to the last byte meanwhile, whatever others write or give back."""
    with file.open("wb", buffering=0) as heavy:
        _fill(heavy.fileno())
        try:
            yield
        finally:
            file.unlink()


def _fill(descriptor: int) -> None:
    for size in (1 << 20, 1 << 12, 1):
        try:
            while True:
                os.write(descriptor, bytes(size))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
