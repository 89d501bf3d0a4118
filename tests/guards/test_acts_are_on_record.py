"""Every action that changes something puts it on record, or stands here with the reason why it does not."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ACTIONS = ROOT / "service" / "actions"
PACKAGE = "service.actions"
OPENS = {"transaction", "statement_transaction"}
OF_ITSELF = "the row itself says who did it and when"
OF_NOBODY = "nobody's act: the system goes on with what was asked for, which is on record"
OF_DRAFTS = "a draft, every value of which says who wrote it and when; what is filed of it is on record"
OF_MAILS = "each mail's own row says what became of it"
SPARED = {
    "consolidation.build.request_workbook": OF_ITSELF,
    "consolidation.build.build_workbook": OF_NOBODY,
    "consolidation.build._build": OF_NOBODY,
    "consolidation.build._progress": OF_NOBODY,
    "consolidation.build._finish_failed": OF_NOBODY,
    "consolidation.merge.store_consolidation": OF_NOBODY,
    "intake.confirmation.keep_proposal": OF_DRAFTS,
    "intake.confirmation.keep_choices": OF_DRAFTS,
    "intake.confirmation.drop_reading": OF_DRAFTS,
    "intake.drafts.change_draft_safely": OF_DRAFTS,
    "intake.submit._insert": f"{OF_ITSELF}; it is sealed when it is checked",
    "intake.submit._insert_with": f"{OF_ITSELF}; it is sealed when it is checked",
    "intake.validate._take_group": OF_NOBODY,
    "notifications.deliver._hand_over": OF_MAILS,
    "notifications.deliver._next": OF_MAILS,
    "notifications.deliver._try_again": OF_MAILS,
    "notifications.notices.open_notice": "a mark that only the person sees",
    "notifications.notices.read_all": "a mark that only the person sees",
    "operations.health._write_to_database": "writes nothing that stays",
    "operations.unfinished_work._give_back_letter": OF_MAILS,
    "operations.unfinished_work.keep_claim": OF_NOBODY,
    "organization.accounts.send_asked_links": "the request is on record, with the address that it came from",
    "organization.sign_in.find_sign_in": "a sign-in that goes on, whose beginning is on record",
    "organization.throttle._count": "counts an answer, whose outcome is on record",
    "organization.tokens._note_use": "when a token was used last, whose issue is on record",
    "organization.throttle.was_right": "forgets what was counted; the outcome is on record",
    "review.remark_drafts.save_draft_remarks": "a draft of the person's own; what is sent of it is on record",
    "review.remark_drafts.save_remarks": "a draft of the person's own; what is sent of it is on record",
    "periods.board_views.forget_board_view": "a choice that only the person sees",
    "periods.board_views.save_board_view": "a choice that only the person sees",
    "reminders.digests._enter": OF_MAILS,
    "reminders.send._forget_premature": "nobody's act: steps that only a wrong clock had skipped",
    "work.attempts._give_back": OF_NOBODY,
}


def functions(module: str, tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of a module and methods of its classes; what is defined within one belongs to it."""
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        yield from ((f"{module}.{item.name}", item) for item in inner if isinstance(item, ast.FunctionDef))


def known_names(module: str, tree: ast.Module) -> dict[str, str]:
    """What the names of a module stand for: its own functions, and those that it takes from other actions."""
    names = {name.rpartition(".")[2]: name for name, _ in functions(module, tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{PACKAGE}."):
            origin = str(node.module).removeprefix(f"{PACKAGE}.")
            names |= {item.asname or item.name: f"{origin}.{item.name}" for item in node.names}
    return names


def called(function: ast.FunctionDef, names: Mapping[str, str]) -> set[str]:
    """All that it calls or passes on: functions in full, methods by their names alone."""
    nodes = list(ast.walk(function))
    methods = {node.func.attr for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)}
    return methods | {names[node.id] for node in nodes if isinstance(node, ast.Name) and node.id in names}


def off_the_record(sources: Mapping[str, str]) -> set[str]:
    """Every function that opens a transaction and puts nothing on record, by itself or by what it calls."""
    trees = {module: ast.parse(text) for module, text in sources.items()}
    calls = {
        name: called(item, known_names(module, tree))
        for module, tree in trees.items()
        for name, item in functions(module, tree)
    }
    recording = {"record"}
    while grown := {name for name, names in calls.items() if names & recording} - recording:
        recording |= grown
    return {name for name in calls if calls[name] & OPENS and name not in recording}


def modules() -> dict[str, str]:
    """The source of every module of the actions but the door itself."""
    paths = [path for path in ACTIONS.rglob("*.py") if path.name not in {"transaction.py", "context.py"}]
    assert len(paths) > 50
    return {".".join(path.relative_to(ACTIONS).with_suffix("").parts): path.read_text("utf-8") for path in paths}


def test_every_change_is_on_record_or_spared_for_a_reason() -> None:
    assert off_the_record(modules()) == set(SPARED)


def test_the_guard_sees_an_act_that_is_on_no_record() -> None:
    silent = (
        "def praise(context):\n    with context.transaction(x) as tx:\n        put(tx)\n\ndef put(tx):\n    tx.add(1)\n"
    )
    assert off_the_record({"unit": silent}) == {"unit.praise"}
    assert off_the_record({"unit": silent.replace("tx.add(1)", "tx.record(1)")}) == set()
