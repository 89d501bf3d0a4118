"""Reports in different hands with what they say: how much of it is read, and what is taken for something else."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from service.domain.errors import UnreadableError
from service.domain.reading.reading import ReportReading, read_report
from service.readers.document import read_document
from tests.support.domain import TEMPLATE

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


@dataclass
class Score:
    """What was expected, read surely, offered among others, missed, and read wrongly (file, code, value, wanted).

    `refused` are the files said to be no report, and whether they are none.
    """

    expected: Counter[str] = field(default_factory=Counter)
    sure: Counter[str] = field(default_factory=Counter)
    offered: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str, Decimal, object]] = field(default_factory=list)
    refused: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """How many of the sure figures are right."""
        right = self.sure.total()
        return right / max(1, right + len(self.wrong))

    @property
    def recall(self) -> float:
        """How many of the expected figures are given as sure."""
        return self.sure.total() / max(1, self.expected.total())


def reports_of(folder: Path) -> list[tuple[Path, dict[str, Any]]]:
    """The reports of a folder with what is expected of each."""
    found = []
    for said in sorted(folder.glob("*.expected.json")):
        name = said.name.removesuffix(".expected.json")
        files = sorted(file for file in folder.glob(f"{name}.*") if file.suffix != ".json")
        found += [(file, json.loads(said.read_text(encoding="utf-8"))) for file in files]
    return found


def read_file(path: Path, period: str) -> ReportReading:
    """The reading of a report on disk."""
    assert TEMPLATE.reading is not None
    return read_report(read_document(path.name, path.read_bytes()), TEMPLATE, TEMPLATE.reading, (), period)


def score(reports: Iterable[tuple[Path, dict[str, Any]]]) -> Score:
    """How well reports are read."""
    total = Score()
    for path, said in reports:
        try:
            reading = read_file(path, said.get("period") or "")
        except UnreadableError:
            total.refused.append((path.name, not said.get("is_report", True)))
            continue
        _judge(total, path.name, reading, said)
    return total


def _judge(total: Score, name: str, reading: ReportReading, said: dict[str, Any]) -> None:
    wanted = {code: Decimal(str(value)) for code, value in said["indicators"].items() if value != "n/a"}
    for code, value in wanted.items():
        total.expected[code] += 1
        figure = reading.figures.get(code)
        if figure is not None and figure.sure and figure.value == value:
            total.sure[code] += 1
        elif figure is not None and value in {item.value for item in figure.candidates}:
            total.offered[code] += 1
            total.missed.append((name, code))
        else:
            total.missed.append((name, code))
    for code, figure in reading.figures.items():
        accepted = [Decimal(str(item)) for item in said.get("ambiguous", {}).get(code, ()) if item != "unsure"]
        if figure.sure and figure.value not in accepted and figure.value != wanted.get(code):
            total.wrong.append((name, code, figure.value, said["indicators"].get(code)))
