"""A chain of events tells of any single change: which event, and what was done to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.domain.audit_chain import START, AuditLink, AuditSeal, ChainCheck, Fault, FaultKind, digest_of, next_seal

BEGUN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TEXTS = st.sampled_from(["", "a", "ế", "\x00", "\ud800"])


@dataclass
class Log:
    """Events by number and the chain over them, both to be tampered with."""

    events: dict[int, tuple[datetime, str]]
    seals: list[AuditSeal]

    def faults(self) -> list[tuple[int, FaultKind]]:
        return [(fault.position, fault.kind) for fault in self.check().faults()]

    def check(self) -> ChainCheck:
        check = ChainCheck()
        for seal in sorted(self.seals):
            found = self.events.get(seal.event)
            check.take(AuditLink(seal, digest_of(*found), found[0]) if found else AuditLink(seal, ""))
        return check

    def renumber(self) -> None:
        self.seals = [seal._replace(position=number) for number, seal in enumerate(self.seals, 1)]


def log_of(said: list[str]) -> Log:
    """Events with gaps between their numbers, as broken off changes leave them."""
    events = {number * 2: (BEGUN + timedelta(hours=number), f"{number} {text}") for number, text in enumerate(said, 1)}
    seals: list[AuditSeal] = []
    for number, event in events.items():
        seals.append(next_seal(seals[-1] if seals else START, number, digest_of(*event)))
    return Log(events, seals)


@st.composite
def logs(draw: st.DrawFn) -> tuple[Log, int]:
    """A log and a place in it that some follow and some precede."""
    log = log_of(draw(st.lists(TEXTS, min_size=3, max_size=12)))
    return log, draw(st.integers(0, len(log.seals) - 2))


@given(st.lists(TEXTS, max_size=12))
def test_an_untouched_chain_is_whole(said: list[str]) -> None:
    check = log_of(said).check()
    assert (check.count, check.faults()) == (len(said), ())


@given(logs(), st.sampled_from(["text", "moment", "digest", "hash"]))
def test_an_altered_event_or_link_is_named(case: tuple[Log, int], what: str) -> None:
    log, place = case
    seal = log.seals[place]
    at, text = log.events[seal.event]
    if what in {"text", "moment"}:
        log.events[seal.event] = (at, f"{text}!") if what == "text" else (at + timedelta(microseconds=1), text)
    else:
        forged = digest_of(BEGUN, "giả")
        log.seals[place] = seal._replace(digest=forged) if what == "digest" else seal._replace(sha256=forged)
    assert log.faults() == [(place + 1, FaultKind.ALTERED)]


@given(logs(), st.sampled_from(["event", "link", "both"]))
def test_a_missing_event_or_link_is_named(case: tuple[Log, int], what: str) -> None:
    log, place = case
    if what in {"event", "both"}:
        del log.events[log.seals[place].event]
    if what in {"link", "both"}:
        del log.seals[place]
    assert log.faults() == [(place + 1, FaultKind.MISSING)]


@given(logs())
def test_a_link_removed_with_all_later_ones_moved_up_breaks_the_chain_there(case: tuple[Log, int]) -> None:
    log, place = case
    del log.seals[place]
    log.renumber()
    kind = FaultKind.ALTERED if place + 1 == len(log.seals) else FaultKind.UNLINKED
    assert log.faults() == [(place + 1, kind)]


@given(logs(), st.data())
def test_two_that_changed_places_are_named(case: tuple[Log, int], data: st.DataObject) -> None:
    log, one = case
    other = data.draw(st.integers(one + 1, len(log.seals) - 1))
    first, second = log.seals[one], log.seals[other]
    how = data.draw(st.sampled_from(["events", "numbers", "links"]))
    if how == "events":
        log.events[first.event], log.events[second.event] = log.events[second.event], log.events[first.event]
    elif how == "numbers":
        log.seals[one] = first._replace(event=second.event)
        log.seals[other] = second._replace(event=first.event)
    else:
        log.seals[one] = second._replace(position=first.position)
        log.seals[other] = first._replace(position=second.position)
    found = log.faults()
    assert found[0] == (one + 1, FaultKind.REORDERED)
    assert {position for position, _ in found} == {one + 1, other + 1}


@given(logs(), st.booleans())
def test_an_inserted_event_is_named(case: tuple[Log, int], well_linked: bool) -> None:
    log, place = case
    log.events[99] = (BEGUN, "chèn")
    before = log.seals[place - 1] if place else START
    forged = next_seal(before, 99, digest_of(*log.events[99]))
    log.seals.insert(place, forged if well_linked else forged._replace(sha256=digest_of(BEGUN, "giả")))
    log.renumber()
    assert log.faults() == [(place + 1, FaultKind.INSERTED)]


def test_what_was_rewritten_with_its_link_is_seen_at_the_next_one() -> None:
    log = log_of(["a", "b", "c", "d"])
    log.events[4] = (BEGUN, "khác")
    log.seals[1] = next_seal(log.seals[0], 4, digest_of(*log.events[4]))
    assert log.check().faults() == (Fault(3, FaultKind.UNLINKED, 6, BEGUN + timedelta(hours=3)),)


def test_what_is_missing_is_said_with_the_last_event_before_it() -> None:
    log = log_of(["a", "b", "c", "d"])
    del log.seals[2]
    assert log.check().faults() == (Fault(3, FaultKind.MISSING, None, BEGUN + timedelta(hours=2)),)


def test_the_form_of_a_link_never_changes() -> None:
    """Printed hashes are compared for decades; these were worked out with sha256sum."""
    at = datetime(2026, 11, 28, 17, 0, 0, 5, tzinfo=UTC)
    digest = digest_of(at, "Nguyễn An", 7, None, "")
    assert digest == "7a0f4c45c70d7a7b5b5a193b66602ae979175e31cccc67479168d0b8b8580be9"
    assert next_seal(START, 1, digest) == AuditSeal(
        1, 1, digest, "671f783383de999703411a80144082e0d5ba13e4e77e8155ff6726a774a232cf"
    )
    assert START.sha256 == "0" * 64
