"""What a command writes is there whole or not at all."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from service.cli.output import UMASK, write_whole
from tests.support.command import Run
from tests.support.files import good_folder


def test_new_and_earlier_files_get_the_content_and_nothing_lies_beside_them(tmp_path: Path) -> None:
    path = tmp_path / "bảng.xlsx"
    for content in (b"one", b"another, longer", b""):
        write_whole(path, content)
        assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_who_may_read_it_stays_as_it_was_or_is_usual(tmp_path: Path) -> None:
    kept, written = tmp_path / "kept", tmp_path / "written"
    kept.write_bytes(b"")
    kept.chmod(0o640)
    write_whole(kept, b"x")
    write_whole(written, b"x")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640
    # Whatever the process has made of its own since, a new file is as whoever called makes theirs.
    assert stat.S_IMODE(written.stat().st_mode) == 0o666 & ~UMASK


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    link = tmp_path / "bang.xlsx"
    link.symlink_to(tmp_path / "shared" / "bang.xlsx")
    write_whole(link, b"x")
    assert link.is_symlink()
    assert (tmp_path / "shared" / "bang.xlsx").read_bytes() == b"x"


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()), daemon=True)
    reader.start()
    write_whole(pipe, b"through")
    reader.join(10)
    assert read == [b"through"]
    assert pipe.is_fifo()


@pytest.mark.parametrize("name", ["missing/bang.xlsx", "."])
def test_where_nothing_can_be_written_the_error_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(OSError):
        write_whole(tmp_path / name, b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_earlier_workbook_and_says_so(run: Run, tmp_path: Path) -> None:
    folder = good_folder(tmp_path / "nop")
    words = ["consolidate", str(folder), "--period", "2023-Q3", "-o", "tong-hop.xlsx"]
    assert run(*words).exit_code == 0
    earlier = (tmp_path / "tong-hop.xlsx").read_bytes()

    def fill_up() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(earlier) - 1,) * 2)

    again = subprocess.run(
        [sys.executable, "-m", "service.cli", *words],
        cwd=tmp_path, preexec_fn=fill_up, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert again.returncode == 2
    assert again.stderr.startswith("Lỗi: không dùng được «tong-hop.xlsx»")
    assert (tmp_path / "tong-hop.xlsx").read_bytes() == earlier
    assert sorted(path.name for path in tmp_path.iterdir()) == ["nop", "tong-hop.xlsx"]
