"""A consolidation with everything that a workbook has to show, and an office program's profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.domain.consolidation.consolidation import Consolidation
from tests.support.consolidations import FEW, dated_consolidation, rich_consolidation


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office program's profile of this test process."""
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="session")
def consolidation() -> Consolidation:
    """Units missing, late, spared, included in another, explained and not."""
    return rich_consolidation()


@pytest.fixture(scope="session")
def dated(consolidation: Consolidation) -> Consolidation:
    """The same with both earlier periods; in the previous one two units were what is one now."""
    return dated_consolidation(consolidation)


@pytest.fixture(scope="session")
def few() -> Consolidation:
    """The same of few units, for what an office program opens often."""
    return dated_consolidation(rich_consolidation(FEW))
