"""Kinds with labels: a value for the program, words for people."""

from __future__ import annotations

import pickle
from enum import Enum
from importlib import import_module
from pkgutil import walk_packages

import pytest

import service
from service.domain.notation.labelled import Labelled
from service.domain.reporting.submission import State


def kinds() -> list[type[Enum]]:
    """Every enumeration of the application whose members have a label."""
    modules = [import_module(part.name) for part in walk_packages(service.__path__, "service.") if _is_plain(part.name)]
    found = {kind for module in modules for kind in vars(module).values() if isinstance(kind, type)}
    return [kind for kind in found if issubclass(kind, Enum) and any(hasattr(item, "label") for item in kind)]


def _is_plain(name: str) -> bool:
    """Whether the module may be imported for itself."""
    return not name.endswith("__main__") and ".migrations" not in name


def test_a_member_is_its_value_and_says_its_label() -> None:
    assert (State.VALID, State.VALID.value, State.VALID.label, f"{State.VALID}") == (
        "valid", "valid", "hợp lệ", "valid",
    )  # fmt: skip
    assert State("valid") is State.VALID and pickle.loads(pickle.dumps(State.VALID)) is State.VALID
    with pytest.raises(ValueError, match="nowhere"):
        State("nowhere")


def test_every_kind_with_labels_is_made_one_way_and_has_them_all() -> None:
    found = kinds()
    assert len(found) >= 10
    assert {kind.__name__ for kind in found if not issubclass(kind, Labelled)} == set()
    assert [item for kind in found for item in kind if not item.label.strip()] == []  # type: ignore[attr-defined]
