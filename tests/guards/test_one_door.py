"""Changes go through the transaction: nothing else writes, asks for jobs, or puts free words on record."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

from service.domain.audit import AuditEvent

ROOT = Path(__file__).resolve().parents[2]
DOOR = ROOT / "service" / "actions" / "transaction.py"
QUEUE = ROOT / "service" / "queue.py"
EVENTS = ROOT / "service" / "domain" / "audit.py"
# Neither opens the database nor asks for a job by itself; who else may is the door.
CALLS = {"writing", "writing_once"}
NAMES = {event.value for event in AuditEvent if "." in event.value}


def by_hand(source: str) -> Iterator[str]:
    """Every call that writes or asks for a job beside the door."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, owner = node.func.attr, ast.unparse(node.func.value)
            if name in CALLS or (name == "enqueue" and owner.endswith("queue")):
                yield f"line {node.lineno}: {owner}.{name}()"


def free_words(source: str) -> Iterator[str]:
    """Every stored event that is spelled out, and every record of what is no known act."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and node.value in NAMES:
            yield f"line {node.lineno}: {node.value!r}"
        elif is_record(node) and isinstance(node.args[0], ast.Constant | ast.JoinedStr | ast.BinOp):
            yield f"line {node.lineno}: {ast.unparse(node)}"


def is_record(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "record"


def sources(*but: Path) -> dict[str, str]:
    found = {
        str(p): p.read_text(encoding="utf-8") for top in ("service", "workers") for p in (ROOT / top).rglob("*.py")
    }
    assert len(found) > 50
    return {path: text for path, text in found.items() if Path(path) not in but}


def test_nothing_is_written_or_asked_for_beside_the_door() -> None:
    found = {path: list(by_hand(text)) for path, text in sources(DOOR, QUEUE).items()}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_events_are_members_of_the_enumeration() -> None:
    found = {path: list(free_words(text)) for path, text in sources(EVENTS).items()}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_every_event_has_words_and_fits_its_column() -> None:
    assert all(event.label and len(event.value) <= 64 for event in AuditEvent)
    assert len({event.label for event in AuditEvent}) == len(AuditEvent)


def test_the_guard_sees_what_goes_round_the_door() -> None:
    assert list(by_hand("context.queue.enqueue(Job.DELIVER)\nwith context.database.writing() as s:\n    pass\n")) == [
        "line 1: context.queue.enqueue()",
        "line 2: context.database.writing()",
    ]
    assert list(free_words('tx.record("unit.praised")\nx = "unit.extended"\n')) == [
        "line 1: tx.record('unit.praised')",
        "line 2: 'unit.extended'",
    ]
