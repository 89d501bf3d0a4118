"""Settings that cannot be right are named in one sentence before anything is started."""

from __future__ import annotations

import pytest

from service.domain.errors import TonghopError
from service.settings import faults_of, settings_from

WRONG = {
    "REDIS_URL": ["abc", "http://x", "redis://x:cổng", "localhost:6379", "valkey://x"],
    "TONGHOP_ADDRESS": ["abc", "tonghop.hungyen.gov.vn", "ftp://x", "https://", "https://a b", "http://x:99999"],
    "TONGHOP_SMTP_URL": ["abc", "http://x:25", "smtp://", "mail.hungyen.gov.vn", "smtp:mail", "smtp://x:abc"],
    "TONGHOP_MAIL_SENDER": ["abc", "Sở Nội vụ", "@x.vn", "a@", "Sở Nội vụ <snv>"],
    "TONGHOP_SECRET": ["a", "bí mật", "a" * 64, "1234567890" * 3],
}
RIGHT = {
    "REDIS_URL": ["redis://x:6379/0", "rediss://:mật@x:6379/1", "unix:///run/valkey.sock", "redis://[::1]:6379"],
    "TONGHOP_ADDRESS": ["https://tonghop.hungyen.gov.vn", "http://127.0.0.1:8000", "http://[::1]:8000/"],
    "TONGHOP_SMTP_URL": ["smtp://u:p@mail.x.vn:587", "smtps://mail.x.vn", "smtp://127.0.0.1:25"],
    "TONGHOP_MAIL_SENDER": ["Sở Nội vụ <snv@hungyen.gov.vn>", "snv@hungyen.gov.vn", "tonghop <tonghop@localhost>"],
    "TONGHOP_SECRET": ["Zk3vJ8sQ0pWm4xTn7cRb2yLd6fHg9aUe", "0123456789abcdef" * 2],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in WRONG.items() for text in texts])
def test_what_cannot_be_right_is_named(name: str, text: str) -> None:
    with pytest.raises(TonghopError, match=f"^{name} ") as refused:
        settings_from({name: text})
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in RIGHT.items() for text in texts])
def test_what_may_be_right_is_taken(name: str, text: str) -> None:
    assert faults_of(settings_from({name: text})) == []


def test_a_secret_is_not_told() -> None:
    with pytest.raises(TonghopError) as refused:
        settings_from({"TONGHOP_SECRET": "mật-khẩu-ngắn"})
    assert "mật-khẩu-ngắn" not in str(refused.value)


def test_nothing_set_is_right() -> None:
    assert faults_of(settings_from({})) == []
    assert faults_of(settings_from(dict.fromkeys(WRONG, ""))) == []
