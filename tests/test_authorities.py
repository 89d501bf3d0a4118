"""Certificate authorities out of settings: a file or a folder of PEM, with what they revoked, or one clear sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.authorities import Authorities
from service.domain.errors import TonghopError
from service.settings import AUTHORITIES, settings_from
from tests.support.signing import NOW, authority, identity, revocation_list


def trusted(path: Path) -> Authorities:
    """What the settings make of a path."""
    return settings_from({AUTHORITIES.name: str(path)}).authorities


def test_a_file_or_a_folder_of_certificates_is_read_once_each(tmp_path: Path) -> None:
    other = identity("CA khác", is_authority=True)
    (tmp_path / "ca.pem").write_bytes(authority().pem + other.pem)
    (tmp_path / "again.crt").write_bytes(authority().pem)
    (tmp_path / "README").write_text("không phải chứng thư")
    (tmp_path / "thu-hoi.crl").write_bytes(revocation_list(authority(), other, NOW))
    assert set(trusted(tmp_path / "ca.pem").certificates) == {authority().der, other.der}
    folder = trusted(tmp_path)
    assert set(folder.certificates) == {authority().der, other.der}
    assert len(folder.certificates) == 2 and len(folder.revoked) == 1


def test_nothing_is_trusted_unless_it_is_set() -> None:
    assert settings_from({}).authorities == Authorities()


@pytest.mark.parametrize(
    "content", [b"", b"xin chao", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_what_holds_no_certificate_stops_the_start_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ca.pem").write_bytes(content)
    with pytest.raises(TonghopError, match="TONGHOP_AUTHORITIES"):
        trusted(tmp_path / "ca.pem")
    with pytest.raises(TonghopError, match="TONGHOP_AUTHORITIES"):
        trusted(tmp_path / "khong-co")
