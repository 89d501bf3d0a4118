"""Settings that cannot be right are named in one sentence before anything is started."""

from __future__ import annotations

from email.utils import parseaddr
from pathlib import Path

import pytest

from service.domain.errors import TonghopError
from service.settings import SETTINGS, address_notice, loopback_notice, settings_from

OIDC = {
    "TONGHOP_OIDC_ISSUER": "https://dang-nhap.tinh.vn/",
    "TONGHOP_OIDC_CLIENT_ID": "tonghop",
    "TONGHOP_OIDC_CLIENT_SECRET": "bí mật",
}
WRONG = {
    "REDIS_URL": ["abc", "http://x", "redis://x:cổng", "localhost:6379", "valkey://x"],
    "TONGHOP_ADDRESS": ["abc", "tonghop.hungyen.gov.vn", "ftp://x", "https://", "https://a b", "http://x:99999"],
    "TONGHOP_SMTP_URL": ["abc", "http://x:25", "smtp://", "mail.hungyen.gov.vn", "smtp:mail", "smtp://x:abc"],
    "TONGHOP_MAIL_SENDER": [
        "abc",
        "Sở Nội vụ",
        "@x.vn",
        "a@",
        "Sở Nội vụ <snv>",
        "a@x.vn, b@x.vn",
        "hoà@x.vn",
        "a@x..vn",
        ".a@x.vn",
        "a@-x.vn",
        "Sở <a@x.vn> Nội vụ",
    ],
    "TONGHOP_SECRET": ["a", "bí mật", "a" * 64, "1234567890" * 3],
}
RIGHT = {
    "REDIS_URL": ["redis://x:6379/0", "rediss://:mật@x:6379/1", "unix:///run/valkey.sock", "redis://[::1]:6379"],
    "TONGHOP_ADDRESS": ["https://tonghop.hungyen.gov.vn", "http://127.0.0.1:8000", "http://[::1]:8000/"],
    "TONGHOP_SMTP_URL": ["smtp://u:p@mail.x.vn:587", "smtps://mail.x.vn", "smtp://127.0.0.1:25"],
    "TONGHOP_MAIL_SENDER": [
        "Sở Nội vụ <snv@hungyen.gov.vn>",
        "snv@hungyen.gov.vn",
        "tonghop <tonghop@localhost>",
        "UBND tỉnh Hưng Yên, Sở Nội vụ <snv@hungyen.gov.vn>",
        '"Sở Nội vụ, CCHC" <a@b.vn>',
    ],
    "TONGHOP_SECRET": ["Zk3vJ8sQ0pWm4xTn7cRb2yLd6fHg9aUe", "0123456789abcdef" * 2],
}


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in WRONG.items() for text in texts])
def test_what_cannot_be_right_is_named(name: str, text: str) -> None:
    with pytest.raises(TonghopError, match=f"^{name} ") as refused:
        settings_from({name: text})
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in RIGHT.items() for text in texts])
def test_what_may_be_right_is_taken(name: str, text: str) -> None:
    settings_from({name: text})


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_comma_in_the_senders_name_is_part_of_the_name(quote: str) -> None:
    settings = settings_from({"TONGHOP_MAIL_SENDER": f"{quote}UBND tỉnh, Sở Nội vụ{quote} <snv@hungyen.gov.vn>"})
    assert parseaddr(settings.mail_sender) == ("UBND tỉnh, Sở Nội vụ", "snv@hungyen.gov.vn")


def test_a_secret_is_not_told() -> None:
    with pytest.raises(TonghopError) as refused:
        settings_from({"TONGHOP_SECRET": "mật-khẩu-ngắn"})
    assert "mật-khẩu-ngắn" not in str(refused.value)


def test_nothing_set_is_right() -> None:
    assert settings_from({}) == settings_from({setting.name: "" for setting in SETTINGS})


def test_an_address_without_a_word_is_believed_only_where_it_is_set_so(tmp_path: Path) -> None:
    for given, believed in (({}, False), ({"TONGHOP_OIDC_EMAIL_VERIFIED": "1"}, True)):
        provider = settings_from({**OIDC, **given}, tmp_path).oidc
        assert provider is not None and provider.verifies_all is believed
    with pytest.raises(TonghopError, match="TONGHOP_OIDC_EMAIL_VERIFIED cần là 1"):
        settings_from({**OIDC, "TONGHOP_OIDC_EMAIL_VERIFIED": "có"}, tmp_path)


def test_levels_that_mean_a_second_factor_are_separated_by_blanks(tmp_path: Path) -> None:
    provider = settings_from({**OIDC, "TONGHOP_OIDC_FACTOR_ACR": "muc-3  muc-4"}, tmp_path).oidc
    assert provider is not None and provider.factor_levels == ("muc-3", "muc-4")


@pytest.mark.parametrize(
    ("given", "untold"),
    [
        ({}, False),
        ({"TONGHOP_ADDRESS": "https://bao-cao.tinh.vn"}, True),
        ({"TONGHOP_ADDRESS": "https://bao-cao.tinh.vn", "TONGHOP_PROXIES": "1"}, False),
        ({"TONGHOP_ADDRESS": "http://10.0.0.5:8000"}, False),
    ],
)
def test_pages_served_by_https_stand_behind_a_proxy(tmp_path: Path, given: dict[str, str], untold: bool) -> None:
    assert settings_from(given, tmp_path).is_proxy_untold is untold


def described(readme: str) -> list[str]:
    """The rows of the README's table of settings."""
    _, _, after = readme.partition("| setting | default | meaning |\n|---|---|---|\n")
    return [line for line in after.partition("\n\n")[0].splitlines() if line.startswith("|")]


def test_the_readme_describes_each_setting_as_it_is() -> None:
    rows = described((Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8"))
    assert rows == [f"| `{setting.name}` | {setting.shown} | {setting.words} |" for setting in SETTINGS]


def test_every_setting_is_read_and_refuses_what_cannot_be_right(tmp_path: Path) -> None:
    numbers = {setting.name for setting in SETTINGS if isinstance(setting.default, int)}
    assert len(numbers) == 17
    for name in numbers:
        with pytest.raises(TonghopError, match=rf"^{name} cần"):
            settings_from({**OIDC, name: "nhiều"}, tmp_path)


def test_a_webhook_is_refused_without_a_key_that_cannot_be_guessed(tmp_path: Path) -> None:
    for key in ({}, {"TONGHOP_WEBHOOK_SECRET": ""}, {"TONGHOP_WEBHOOK_SECRET": "whsec_YQ=="}):
        with pytest.raises(TonghopError, match=r"^TONGHOP_WEBHOOK_SECRET cần có dạng whsec_"):
            settings_from({"TONGHOP_WEBHOOK_URL": "https://tinh.vn/nhan", **key}, tmp_path)


@pytest.mark.parametrize(
    ("address", "is_told"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://127.9.9.9", True),
        ("http://localhost:8000", True),
        ("http://[::1]:8000", True),
        ("https://bao-cao.hungyen.gov.vn", False),
        ("http://10.0.0.5:8000", False),
        ("http://127.vn", False),
    ],
)
def test_links_that_lead_to_the_machine_itself_are_told(address: str, is_told: bool) -> None:
    said = loopback_notice(address)
    assert (said is not None) is is_told
    assert said is None or address in str(said)


def test_the_start_tells_of_links_that_nobody_could_open(tmp_path: Path) -> None:
    own, far, mail = "http://127.0.0.1:9", "https://bao-cao.tinh.vn", {"TONGHOP_SMTP_URL": "smtp://x"}
    assert own in str(address_notice(settings_from({}, tmp_path), own))
    assert "http://127.0.0.1:8000" in str(address_notice(settings_from(mail, tmp_path)))
    assert own in str(address_notice(settings_from({**mail, "TONGHOP_ADDRESS": own}, tmp_path)))
    for given in ({"TONGHOP_ADDRESS": own}, {"TONGHOP_ADDRESS": far}, {**mail, "TONGHOP_ADDRESS": far}):
        assert address_notice(settings_from(given, tmp_path), own) is None
