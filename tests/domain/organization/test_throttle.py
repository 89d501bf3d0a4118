"""Waits grow with wrong answers, end by themselves, and count a customer's whole IPv6 network as one."""

from __future__ import annotations

import pickle
from datetime import timedelta

import pytest

from service.domain.organization.throttle import BACKOFF_POLICIES, CounterKind, network_of, slow_down, who_is


@pytest.mark.parametrize("kind", list(CounterKind))
def test_waits_grow_from_nothing_to_a_longest_one(kind: CounterKind) -> None:
    pace = BACKOFF_POLICIES[kind]
    waits = [pace.wait(wrong) for wrong in range(200)]
    assert waits == sorted(waits)
    assert waits[: pace.free] == [timedelta()] * pace.free
    assert waits[pace.free] == pace.first
    assert waits[pace.free + 1] == 2 * pace.first
    assert max(waits) == pace.longest <= timedelta(minutes=15)


def test_what_others_do_never_keeps_a_person_waiting_for_more_than_a_minute() -> None:
    assert max(BACKOFF_POLICIES[kind].longest for kind in (CounterKind.ACCOUNT, CounterKind.NETWORK)) <= timedelta(
        minutes=1
    )


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.1.2.3", "10.1.2.3"), ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"), ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:10.1.2.3", "10.1.2.3"), ("fe80::1%eth0", "fe80::/64"), ("", "?"), (None, "?"), ("x", "?"),
    ],
)  # fmt: skip
def test_a_network_is_an_address_or_the_64_of_an_ipv6_one(address: str | None, network: str) -> None:
    assert network_of(address) == network


def test_an_address_is_counted_however_it_is_spelled() -> None:
    assert who_is(" Can.Bo@SGTVT.vn ") == who_is("can.bo@sgtvt.vn")
    assert len(who_is("\ud800" * 5000)) == 64


def test_the_wait_is_said_in_words_and_survives_a_process() -> None:
    error = slow_down(CounterKind.PAIR, timedelta(minutes=14, seconds=1))
    assert "chờ 15 phút" in str(error) and error.seconds == 841
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.seconds) == (str(error), 841)
    assert "chờ 1 giây" in str(slow_down(CounterKind.CODE, timedelta(milliseconds=3)))
