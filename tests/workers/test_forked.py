"""A module that is forked runs as a program of its own: what it is forked from lends it what is loaded, no more."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import psutil
import pytest

from tests.support.processes import ROOT, is_running, launched, none_run, wait_until, words_of
from workers.supervisor import FORKS_ARE_SAFE

pytestmark = pytest.mark.skipif(not FORKS_ARE_SAFE, reason="nothing is forked on this system")

# Forks the module `below` with these arguments, and tells its number and then how it ended.
FORKS = """
import signal, sys
from workers.forked import ForkedProcess
folder, *arguments = sys.argv[1:]
sys.path.insert(0, folder)
signal.signal(signal.SIGTERM, lambda *_: None)
signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as under nohup, of which the fork is to know
held = open("/dev/null")
program = [sys.executable, "-m", "below", *arguments]
forked = ForkedProcess(program, {"OWN": "của riêng"}, signal.SIGKILL, talks=False)
print(forked.pid, flush=True)
print(forked.wait(), flush=True)
"""
# Says what it sees of itself.
TELLS = """
    import json, os, pathlib, signal, sys
    said = {
        "arguments": sys.argv[2:], "name": __name__, "own": os.environ["OWN"], "group": os.getpgid(0) == os.getpid(),
        "open": len(os.listdir("/proc/self/fd")), "stdin": sys.stdin.read(),
        "blocked": len(signal.pthread_sigmask(signal.SIG_BLOCK, [])),
        "handlers": [int(signal.getsignal(number)) for number in (signal.SIGTERM, signal.SIGHUP)],
    }
    pathlib.Path(sys.argv[1]).write_text(json.dumps(said))
"""
SLEEPS = "import time\ntime.sleep(600)"


def ended(folder: Path, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the one that forks it said of a module of this text, and what the module wrote."""
    (folder / "below.py").write_text(dedent(text), "utf-8")
    command = [sys.executable, "-c", FORKS, str(folder), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


def test_it_runs_as_a_program_with_its_own_arguments_environment_group_files_and_signals(tmp_path: Path) -> None:
    done = ended(tmp_path, TELLS, str(tmp_path / "said"), "thêm")
    assert (done.stdout.split()[1], done.stderr) == ("0", "")
    assert json.loads((tmp_path / "said").read_text()) == {
        "arguments": ["thêm"], "name": "__main__", "own": "của riêng", "group": True,
        "open": 4,  # the standard ones, and the one that lists them
        "stdin": "", "blocked": 0, "handlers": [signal.SIG_DFL, signal.SIG_IGN],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("pass", 0),
        ("raise SystemExit", 0),
        ("raise SystemExit(3)", 3),
        ("raise SystemExit('why')", 1),
        ("raise ValueError('gone wrong')", 1),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
    ],
)
def test_its_end_is_that_of_a_program(tmp_path: Path, text: str, code: int) -> None:
    assert ended(tmp_path, text).stdout.split()[1] == str(int(code))


def test_an_error_is_written_where_it_is_read(tmp_path: Path) -> None:
    assert "ValueError: gone wrong" in ended(tmp_path, "raise ValueError('gone wrong')").stderr
    assert ended(tmp_path, "raise SystemExit('why it ends')").stderr == "why it ends\n"


def test_what_it_prints_is_a_log_and_what_it_registered_for_its_end_is_done(tmp_path: Path) -> None:
    done = ended(tmp_path, "import atexit\nprint('said')\natexit.register(print, 'at the end')")
    assert (done.stdout.split()[1:], done.stderr) == (["0"], "said\nat the end\n")


def test_it_is_seen_under_its_own_name_and_ends_when_asked(tmp_path: Path) -> None:
    (tmp_path / "below.py").write_text(SLEEPS)
    with launched("-c", FORKS, str(tmp_path), "--queue", "mail") as parent:
        assert parent.stdout is not None
        below = psutil.Process(int(parent.stdout.readline()))
        wait_until(lambda: words_of(below) >= {"-m", "below", "--queue", "mail"}, what="the name")
        below.terminate()
        assert int(parent.stdout.readline()) == -signal.SIGTERM


def test_it_ends_with_the_one_that_it_was_forked_from(tmp_path: Path) -> None:
    (tmp_path / "below.py").write_text(SLEEPS)
    with launched("-c", FORKS, str(tmp_path)) as parent:
        assert parent.stdout is not None
        below = psutil.Process(int(parent.stdout.readline()))
        assert is_running(below.pid)
        parent.kill()
        wait_until(lambda: none_run([below]), what="its end")
