"""The certificate authorities that an installation trusts, and what they have revoked, from files that it was given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from service.domain.errors import TonghopError, message
from service.domain.notation.fingerprint import sha256_of

_CERTIFICATE, _REVOKED = b"-----BEGIN CERTIFICATE-----", b"-----BEGIN X509 CRL-----"
_ENDINGS = frozenset({".pem", ".crt", ".cer", ".crl"})
_MOST_FILES, _LARGEST = 500, 20 * 1024 * 1024


@dataclass(frozen=True)
class Authorities:
    """Certificates of authorities and lists of what they revoked, each in DER."""

    certificates: tuple[bytes, ...] = ()
    revoked: tuple[bytes, ...] = ()

    @property
    def mark(self) -> str:
        """By what one set of them is told from another."""
        return sha256_of(b"".join(sorted((*self.certificates, *self.revoked))))


def read_authorities(name: str, text: str) -> Authorities:
    """Those in a PEM file, or in the PEM files of a folder; raises TonghopError where there are none."""
    path = Path(text)
    try:
        files = sorted(item for item in path.iterdir() if item.suffix.lower() in _ENDINGS) if path.is_dir() else [path]
        contents = [(file, _content(file)) for file in files[:_MOST_FILES]]
    except OSError as error:
        raise TonghopError(
            message("{name}: không đọc được «{path}» (tệp hoặc thư mục chứng thư PEM).", name=name, path=text)
        ) from error
    certificates = tuple(one for file, content in contents for one in _certificates(name, file, content))
    if not certificates:
        raise TonghopError(message("{name}: «{path}» không có chứng thư nào dạng PEM.", name=name, path=text))
    revoked = tuple(one for file, content in contents for one in _lists(name, file, content))
    return Authorities(tuple(dict.fromkeys(certificates)), tuple(dict.fromkeys(revoked)))


def _content(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_LARGEST)


def _certificates(name: str, file: Path, content: bytes) -> Iterator[bytes]:
    if _CERTIFICATE in content:
        try:
            yield from (item.public_bytes(Encoding.DER) for item in x509.load_pem_x509_certificates(content))
        except ValueError as error:
            raise TonghopError(message("{name}: chứng thư trong «{path}» bị hỏng.", name=name, path=file)) from error


def _lists(name: str, file: Path, content: bytes) -> Iterator[bytes]:
    for part in content.split(_REVOKED)[1:]:
        try:
            yield x509.load_pem_x509_crl(_REVOKED + part).public_bytes(Encoding.DER)
        except ValueError as error:
            raise TonghopError(
                message("{name}: danh sách thu hồi trong «{path}» bị hỏng.", name=name, path=file)
            ) from error
