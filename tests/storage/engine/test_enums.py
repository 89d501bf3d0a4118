"""Members of enums in the database: stored as the words that were always there."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from service.actions.context import Context
from service.domain.consolidation.states import MergeState
from service.storage.models import PeriodRow
from tests.support.installation import PERIOD

CODE = PeriodRow.code == PERIOD


@pytest.mark.parametrize("state", MergeState)
def test_a_member_is_stored_as_its_word_and_read_as_the_member(context: Context, state: MergeState) -> None:
    with context.database.writing() as session:
        session.scalars(select(PeriodRow).where(CODE)).one().merge_state = state
    with context.database.reading() as session:
        raw = session.execute(text("SELECT merge_state FROM period WHERE code = :code"), {"code": PERIOD}).scalar_one()
        assert (raw, type(raw)) == (state.value, str)
        found = session.scalars(select(PeriodRow.merge_state).where(CODE, PeriodRow.merge_state == state)).one()
        assert found is state


def test_a_word_that_is_no_member_is_refused(context: Context) -> None:
    with pytest.raises(StatementError), context.database.writing() as session:
        session.execute(select(PeriodRow).where(PeriodRow.merge_state == "sleeping"))
