"""A damaged file of hints keeps nothing from starting: it is set aside, and the queues begin empty."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from service.queue import connect
from service.settings import Settings
from tests.support.processes import wait_until
from tests.support.valkey import wait_until_written
from workers.append_only_file import ASIDE, HINTS, KEPT, HintFile
from workers.supervisor import SupervisedProcess
from workers.valkey import FolderLock, ping, valkey_command

Damage = Callable[[Path], None]


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def zeros(folder: Path) -> None:
    file = only(folder, "*.incr.aof")
    file.write_bytes(bytes(file.stat().st_size))


def zeros_at_the_end(folder: Path) -> None:
    with only(folder, "*.incr.aof").open("ab") as file:
        file.write(bytes(4096))


def flipped(folder: Path) -> None:
    file = only(folder, "*.incr.aof")
    content = bytearray(file.read_bytes())
    for place in range(0, len(content), 37):
        content[place] ^= 0x55
    file.write_bytes(content)


def a_changed_command(folder: Path) -> None:
    file = only(folder, "*.incr.aof")
    file.write_bytes(file.read_bytes().replace(b"RPUSH", b"RPESH", 1))


def garbled_base(folder: Path) -> None:
    file = only(folder, "*.base.*")
    file.write_bytes(b"\xff" * file.stat().st_size)


def truncated_base(folder: Path) -> None:
    file = only(folder, "*.base.*")
    file.write_bytes(file.read_bytes()[:-20])


def missing_base(folder: Path) -> None:
    only(folder, "*.base.*").unlink()


def missing_manifest(folder: Path) -> None:
    only(folder, "*.manifest").unlink()


def empty_manifest(folder: Path) -> None:
    only(folder, "*.manifest").write_bytes(b"")


def zero_manifest(folder: Path) -> None:
    file = only(folder, "*.manifest")
    file.write_bytes(bytes(file.stat().st_size))


def other_words_in_the_manifest(folder: Path) -> None:
    only(folder, "*.manifest").write_text("tệp seq 1\n")


def a_file_in_its_place(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("một tệp")


DAMAGES: tuple[Damage, ...] = (
    zeros, zeros_at_the_end, flipped, a_changed_command, garbled_base, truncated_base, missing_base, missing_manifest,
    empty_manifest, zero_manifest, other_words_in_the_manifest, a_file_in_its_place,
)  # fmt: skip


@contextlib.contextmanager
def started(settings: Settings) -> Iterator[SupervisedProcess]:
    """A server that may need several starts; it has to answer in the end."""
    lock = FolderLock(settings.data)
    child = SupervisedProcess(valkey_command(settings, lock))
    child.start()
    try:
        answer(child, settings)
        yield child
    finally:
        child.ask_to_end()
        child.end(time.monotonic() + 5)
        lock.release()


def answer(child: SupervisedProcess, settings: Settings) -> None:
    """Keep it alive until it answers."""

    def does() -> bool:
        child.keep_alive()
        return child.alive and ping(settings)

    wait_until(does, 90, "the answer of Valkey")


def kill(child: SupervisedProcess) -> None:
    assert child.process is not None
    child.process.kill()
    child.process.wait(60)


def put_hints(settings: Settings) -> None:
    with connect(settings.queue_url) as connection:
        for number in range(20):
            connection.rpush("rq:queue:submissions", f"job-{number}")
            connection.hset(f"rq:job:job-{number}", mapping={"data": "x" * 50})
    wait_until_written(settings, b"job-19")


def waiting(settings: Settings) -> int:
    with connect(settings.queue_url) as connection:
        return connection.llen("rq:queue:submissions")


def hints_of(settings: Settings) -> Path:
    return settings.data / "valkey" / HINTS


def aside(settings: Settings) -> list[Path]:
    return sorted((settings.data / "valkey").glob(f"{ASIDE}*"))


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_after_a_loss_of_power_it_starts_with_empty_queues(settings: Settings, damage: Damage) -> None:
    with started(settings) as child:
        put_hints(settings)
        kill(child)
    damage(hints_of(settings))
    with started(settings):
        assert waiting(settings) == 0
        put_hints(settings)
    assert len(aside(settings)) == 1
    with started(settings):  # and what is kept from now on is whole
        assert waiting(settings) == 20
    assert len(aside(settings)) == 1


@pytest.mark.parametrize("damage", [zeros, empty_manifest], ids=lambda damage: damage.__name__)
def test_while_it_runs_it_comes_back_with_empty_queues(settings: Settings, damage: Damage) -> None:
    with started(settings) as child:
        put_hints(settings)
        kill(child)
        damage(hints_of(settings))
        answer(child, settings)
        assert waiting(settings) == 0
    assert len(aside(settings)) == 1


def test_a_file_that_breaks_off_in_the_middle_keeps_what_came_before(settings: Settings) -> None:
    with started(settings) as child:
        put_hints(settings)
        kill(child)
    file = only(hints_of(settings), "*.incr.aof")
    file.write_bytes(file.read_bytes()[:-10])
    with started(settings):
        assert waiting(settings) == 20
    assert aside(settings) == []


def test_what_was_set_aside_is_what_was_there_and_only_the_newest_are_kept(settings: Settings) -> None:
    with started(settings) as child:
        for number in range(KEPT + 2):
            kill(child)
            only(hints_of(settings), "*.manifest").write_text(f"hỏng {number}\n")
            answer(child, settings)
    kept = [only(folder, "*.manifest").read_text() for folder in aside(settings)]
    assert kept == [f"hỏng {number}\n" for number in range(2, KEPT + 2)]


@pytest.mark.parametrize(
    "words",
    [
        "Can't open or create append-only dir appendonlydir: Permission denied",
        "Can't open or create append-only dir appendonlydir: No space left on device",
        "Can't open or create append-only dir appendonlydir: Read-only file system",
        "Fatal error: can't open the append log file appendonly.aof.1.incr.aof for reading: Permission denied",
        "Fatal error: can't open the AOF manifest file appendonly.aof.manifest for reading: Input/output error",
        "Error writing to the AOF file: No space left on device",
        "Failed opening Unix socket: bind: Address already in use",
        "Failed listening on port 6379 (tcp), aborting.",
        "Fatal: Can't initialize Background Jobs. Error message: Resource temporarily unavailable",
    ],
)
def test_what_is_no_damage_leaves_the_file_alone(tmp_path: Path, words: str) -> None:
    log, folder = tmp_path / "valkey.log", tmp_path / HINTS
    folder.mkdir()
    (folder / "appendonly.aof.manifest").write_text("file appendonly.aof.1.incr.aof seq 1 type i\n")
    hints = HintFile(folder, log)
    log.write_text(f"1:M 27 Nov 2026 19:28:44.867 # {words}\n")
    hints.set_aside_if_damaged()
    assert [file.name for file in tmp_path.iterdir() if file.is_dir()] == [HINTS]


def test_what_was_said_before_this_start_does_not_count(tmp_path: Path) -> None:
    log, folder = tmp_path / "valkey.log", tmp_path / HINTS
    folder.mkdir()
    log.write_text("1:M # Bad file format reading the append only file appendonly.aof.1.incr.aof: make a backup\n")
    hints = HintFile(folder, log)
    hints.set_aside_if_damaged()
    assert folder.exists()
    with log.open("a") as file:
        file.write("1:M # Bad file format reading the append only file appendonly.aof.1.incr.aof: make a backup\n")
    hints.set_aside_if_damaged()
    assert not folder.exists()
