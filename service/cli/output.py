"""Files that commands write: whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path


def _umask() -> int:
    """What new files are not to allow; it can only be asked for by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


# As whoever called has it: what a command writes for them is theirs to share, whereas the data folder is not.
UMASK = _umask()


def write_whole(path: Path, content: bytes) -> None:
    """Put the content at the path; where that cannot be done to its end, what was there stays. Raises OSError."""
    if path.exists() and not path.is_file():  # a pipe or a device has nothing to keep
        path.write_bytes(content)
        return
    try:
        _replace(path.resolve(), content)  # where it is a link, what it leads to is replaced
    except OSError as error:
        # By the name that whoever called knows.
        raise OSError(error.errno, error.strerror, str(path)) from error


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, beside)
        else:
            beside.chmod(0o666 & ~UMASK)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
