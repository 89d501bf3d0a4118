"""The workbook's file, which a second thread writes: its order, its fingerprint, and what goes wrong in it."""

from __future__ import annotations

import gc
import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator

import pytest

from service.writers.consolidated_workbook.parallel_zip import LARGE, Output


class FullDisk(io.BytesIO):
    """Takes a megabyte and no more."""

    def write(self, piece: object, /) -> int:
        if self.tell() > 1_000_000:
            raise OSError("no space left")
        return super().write(piece)  # type: ignore[call-overload]


def noise(pieces: int) -> Iterator[bytes]:
    """Pieces that hardly get smaller, each as large as what is handed over at once."""
    for number in range(pieces):
        block = hashlib.sha256(bytes([number])).digest()
        yield hashlib.shake_256(block).digest(LARGE)


def test_parts_stand_in_order_and_only_those_asked_for_are_hashed_with_the_last_piece() -> None:
    target = io.BytesIO()
    with Output(target, 1) as output:
        output.part("first", noise(3), hashed=True)
        output.part("second", [b"small"], hashed=False)
        output.part("third", [b"a", b"b"], hashed=True)
        told = output.fingerprint([b"la", b"st"])
    with zipfile.ZipFile(target) as book:
        assert book.namelist() == ["first", "second", "third"]
        assert (book.read("second"), book.read("third")) == (b"small", b"ab")
        assert told == hashlib.sha256(book.read("first") + b"ab" + b"last").hexdigest()


def test_a_full_disk_is_said_and_no_thread_stays() -> None:
    before = threading.active_count()
    with pytest.raises(OSError, match="no space left"), Output(FullDisk(), 1) as output:
        for number in range(20):
            output.part(f"part {number}", noise(1), hashed=True)
    assert threading.active_count() == before
    # A file that was left open would complain now, which fails a test.
    gc.collect()


def test_giving_up_leaves_no_thread() -> None:
    before = threading.active_count()
    with pytest.raises(RuntimeError, match="given up"), Output(io.BytesIO(), 1) as output:
        output.part("first", noise(2), hashed=True)
        raise RuntimeError("given up")
    assert threading.active_count() == before
