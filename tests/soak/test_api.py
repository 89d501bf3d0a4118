"""Thousands of calls of the API made from its description, as each role and as a stranger."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.soak.budget import rounds
from tests.support.api_cases import WHOEVER, lived_in, operations_of, probe
from tests.support.web import Web

EXAMPLES = 25


@pytest.mark.parametrize("role", WHOEVER)
def test_whatever_a_role_asks_is_answered_as_described(
    web: Web, role: str, record_property: Callable[[str, object], None]
) -> None:
    operations, cases = operations_of(lived_in(web)), 0
    for number in rounds("API", 1 / len(WHOEVER)):
        cases += probe(web, operations[number % len(operations)], EXAMPLES, [role]).total()
    record_property("api_cases", cases)
