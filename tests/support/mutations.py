"""Files and texts changed at random, each read as production reads it, with what that took; one engine for all kinds.

Changed are bytes of the whole, or of one of its parts, which is packed again.
"""

from __future__ import annotations

import csv
import io
import random
import re
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import NamedTuple

from service.actions.work.bounded import MARKING, READING, READING_WORDS, _annotated
from service.actions.work.understanding import understand_report
from service.demo import AGENCIES_CSV
from service.domain.errors import Finding, Level, TonghopError, message
from service.domain.reporting.expression import condition_formula, holds, parse_condition, to_json
from service.domain.reporting.expression.nodes import Operand
from service.readers.accounts import HEADS, read_accounts
from service.readers.agencies import read_agencies
from service.readers.document import read_document
from service.readers.excel import read_excel
from service.readers.json import read_json
from service.sandbox import MEGABYTE, Bounds, run_bounded
from tests.support.consolidations import CATALOGUE
from tests.support.filings import raw, real_report
from tests.support.installation import MORNING, PERIOD
from tests.support.processes import ROOT
from tests.support.workbooks import filled, parts, zipped
from tests.support.written_documents import Placed, paragraph, pdf_file, table, word_file, wrapped

FOUND = (Finding("R10", Level.WARNING, message("Xem lại."), ("$.indicators.ho_so.tiep_nhan",), "II.2!E12"),)
# No file may take more: seconds of a processor, bytes of memory.
MOST_SECONDS, MOST_MEMORY = 5.0, 300 * MEGABYTE
AT_A_TIME = 2
# Bytes that a piece may become which is repeated, so that what is short stays short enough to be read at all.
LONGEST_BLOW_UP = 300_000


@dataclass(frozen=True)
class Kind:
    """Files of one kind: what is changed, how many of a thousand are of it, and how production reads it.

    `is_packed` of parts; `work` raises TonghopError where it refuses. It runs in a child within `bounds`.
    """

    share: int
    wholes: Callable[[], tuple[bytes, ...]]
    work: Callable[[bytes], object]
    bounds: Bounds
    is_packed: bool = False

    def changed(self, seed: int, count: int) -> Iterator[bytes]:
        """So many of them, each changed at random."""
        chosen = random.Random(seed)
        wholes = self.wholes()
        for _ in range(count):
            whole = chosen.choice(wholes)
            if not self.is_packed or chosen.random() < 0.3:
                yield _changed(chosen, whole)
            else:
                content = _parts(whole)
                name = chosen.choice(sorted(content))
                yield zipped({**content, name: _changed(chosen, content[name])})


@dataclass
class Tally:
    """What came of the files: how many there were, how many were refused, and those that took the most."""

    tried: int = 0
    refused: int = 0
    crashed: list[str] = field(default_factory=list)
    slowest: float = 0.0
    largest: float = 0.0

    def take(self, name: str, took: Took | TonghopError) -> None:
        """Count one more; whatever else than a refusal in words came of it is kept as a crash."""
        self.tried += 1
        if isinstance(took, TonghopError):
            self.crashed.append(f"{name}: {took}")
            return
        self.refused += took.is_refused
        self.slowest, self.largest = max(self.slowest, took.seconds), max(self.largest, took.memory / MEGABYTE)
        if took.seconds > MOST_SECONDS or took.memory > MOST_MEMORY:
            self.crashed.append(f"{name}: {took}")

    def tell(self, tell: Callable[[str, object], None]) -> None:
        """Tell the figures."""
        for name, value in (("tried", self.tried), ("refused", self.refused), ("crashed", len(self.crashed))):
            tell(f"files_{name}", value)
        tell("slowest_file", round(self.slowest, 2))
        tell("largest_file", round(self.largest, 1))


class Took(NamedTuple):
    """What a file took of a processor and of memory, and whether it was refused in words."""

    seconds: float
    memory: int
    is_refused: bool


def measured(work: Callable[[bytes], object], raw: bytes) -> Took:
    """Do the work in this process, which nothing else uses meanwhile, and say what it took."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here on
    held, begun, is_refused = _memory("VmRSS"), time.process_time(), False
    with warnings.catch_warnings(action="ignore"):  # which are no errors in production
        try:
            work(raw)
        except TonghopError:
            is_refused = True
    return Took(time.process_time() - begun, _memory("VmHWM") - held, is_refused)


def _memory(what: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:"))


def read_and_mark(raw: bytes) -> None:
    """An agency's Excel form, given back with comments at its cells."""
    findings = tuple(read_excel(raw, CATALOGUE.get).findings)
    _annotated(raw, findings or FOUND, MORNING)


def read_payload(raw: bytes) -> None:
    """A program's report."""
    read_json(raw, CATALOGUE.get)


def understand(name: str, raw: bytes) -> None:
    """A report in words."""
    understand_report(CATALOGUE, read_document(name, raw), (), PERIOD)


def read_rule(raw: bytes) -> None:
    """A condition of a rule, for the server, the browser and the workbook."""
    condition = parse_condition(raw.decode("utf-8", "replace"))
    to_json(condition)
    for figure in (Decimal(0), Decimal("12.50"), None):
        holds(condition, partial(_looked_up, figure))
    condition_formula(condition, lambda operand: f"'II.2'!E{len(operand.code)}", lambda _operand: True)


def _looked_up(figure: Decimal | None, _operand: Operand) -> Decimal | None:
    return figure


@cache
def _excel() -> tuple[bytes, ...]:
    return (filled(),)


@cache
def _json() -> tuple[bytes, ...]:
    documents = [{"kind": "Công văn", "number": "5/SGTVT", "date": "2023-09-01", "title": "Trả lời"}] * 3
    return raw(real_report()), raw({**real_report(), "documents": documents})


@cache
def _words() -> tuple[str, ...]:
    """The beginning of a real report, as much as can be understood soon."""
    lines = (ROOT / "tests" / "data" / "sgtvt-2023-q3.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line.strip())[:40]


@cache
def _word_files() -> tuple[bytes, ...]:
    body = [paragraph(line) for line in _words()]
    return word_file(*body), word_file(*body, table(("Chỉ tiêu", "Kỳ này"), ("Hồ sơ tiếp nhận", "7.266")))


@cache
def _pdf_files() -> tuple[bytes, ...]:
    placed: list[Placed] = []
    for line in _words():
        placed += wrapped(line, placed[-1].top + 24 if placed else 60)
    pages = [[one for one in placed if one.top <= 760], [one for one in placed if 760 < one.top <= 1400]]
    return pdf_file(pages[0], [one._replace(top=one.top - 700) for one in pages[1]]), pdf_file(pages[0])


@cache
def _rules() -> tuple[bytes, ...]:
    texts = [file.read_text("utf-8") for file in sorted((ROOT / "templates" / "reports").rglob("rules.csv"))]
    return tuple(row["expression"].encode() for text in texts for row in csv.DictReader(io.StringIO(text)))


@cache
def _people() -> tuple[bytes, ...]:
    head = ",".join(HEADS.values())
    people = [f"Nguyễn Văn {n},an{n}@sgtvt.gov.vn,cán bộ,SGTVT" for n in range(30)]
    return ("\n".join([head, *people]).encode(), "\n".join([head, *people]).replace(",", ";").encode("utf-16"))


def _agencies() -> tuple[bytes, ...]:
    return (AGENCIES_CSV,)


_parts = lru_cache(maxsize=8)(parts)
KINDS = {
    "Excel": Kind(300, _excel, read_and_mark, MARKING, is_packed=True),
    "JSON": Kind(200, _json, read_payload, READING),
    "agencies as CSV": Kind(60, _agencies, read_agencies, READING),
    "people as CSV": Kind(60, _people, read_accounts, READING),
    "Word": Kind(200, _word_files, partial(understand, "báo cáo.docx"), READING_WORDS, is_packed=True),
    "PDF": Kind(40, _pdf_files, partial(understand, "báo cáo.pdf"), READING_WORDS),
    "rules": Kind(140, _rules, read_rule, READING),
}


def try_all(tally: Tally, seed: int, count: int) -> None:
    """Try so many files of all kinds, each kind as often as its share says; some at a time, each in a child."""
    with ThreadPoolExecutor(AT_A_TIME) as hands:
        for name, kind in KINDS.items():
            files = kind.changed(seed, max(1, count * kind.share // 1000))
            for number, took in enumerate(hands.map(partial(_tried, kind), files)):
                tally.take(f"{name} {number} of {seed}", took)


def _tried(kind: Kind, raw: bytes) -> Took | TonghopError:
    try:
        return run_bounded(kind.bounds, measured, kind.work, raw)
    except TonghopError as error:
        return error


def _changed(chosen: random.Random, raw: bytes) -> bytes:
    made = bytearray(raw)
    for _ in range(chosen.randint(1, 4)):
        at = chosen.randrange(len(made) + 1)
        match chosen.randrange(6):
            case 0:
                made[at : at + 1] = bytes([chosen.randrange(256)])
            case 1:
                del made[at : at + chosen.randint(1, 40)]
            case 2:
                made[at:at] = made[at : at + chosen.randint(1, 40)]
            case 3:
                made[at : at + 1] = str(chosen.choice([0, -1, 99999999, 1048576, "", "A1:XFD1048576"])).encode()
            case 4:
                piece = bytes(made[at : at + chosen.randint(1, 60)])
                times = min(chosen.choice([10, 100, 1_000, 10_000]), LONGEST_BLOW_UP // max(1, len(piece)))
                made[at:at] = piece * times
            case _:
                digits = [found.start() for found in re.finditer(rb"\d", made)]
                if digits:
                    made[chosen.choice(digits)] = ord(str(chosen.randrange(10)))
    return bytes(made)
