"""Whoever decides from an old page is told what happened since, whatever that was."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.domain.audit import TRACES, AuditEvent
from service.domain.reporting.stale_page import DEEDS, overtaken

SUBMISSION_EVENTS = [event for event in AuditEvent if event.value.startswith("filing.") and event not in TRACES]


@pytest.mark.parametrize("event", [AuditEvent.SUBMISSION_FILED, *SUBMISSION_EVENTS, *DEEDS])
def test_every_act_that_can_overtake_a_page_has_words(event: AuditEvent) -> None:
    said = str(overtaken(event, "Lê Văn Cường", datetime(2023, 9, 18, 1, 0, tzinfo=UTC)))
    assert said.startswith("Lê Văn Cường đã ")
    assert "08:00 18/09/2023" in said
