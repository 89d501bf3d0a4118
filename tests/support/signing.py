"""A little certificate authority, and PDFs that people signed with its certificates."""

from __future__ import annotations

import asyncio
import hashlib
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.font.basic import get_courier
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner, fields
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

NOW = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Identity:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

    @property
    def der(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate as settings take it."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def library_form(self) -> tuple[asn1_x509.Certificate, asn1_keys.PrivateKeyInfo]:
        """Certificate and key for the signing library."""
        form = (serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return asn1_x509.Certificate.load(self.der), asn1_keys.PrivateKeyInfo.load(self.key.private_bytes(*form))


def identity(
    name: str, issuer: Identity | None = None, *, is_authority: bool = False, stamps: bool = False,
    first: datetime = NOW - 100 * DAY, last: datetime = NOW + 100 * DAY,
) -> Identity:  # fmt: skip
    """A certificate for a name, by an issuer or by itself."""
    # The library's clock signs with such keys only.
    key = rsa.generate_private_key(65537, 2048) if stamps else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Sở thử nghiệm"), x509.NameAttribute(NameOID.COMMON_NAME, name)]
    )
    usage = dict.fromkeys(
        ("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
         "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"), False
    )  # fmt: skip
    usage |= {"key_cert_sign": True, "crl_sign": True} if is_authority else {"digital_signature": True}
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
    )
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Identity(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


@cache
def authority() -> Identity:
    """The one that all trust, for as long as the tests run."""
    return identity("CA thử nghiệm", is_authority=True, first=NOW - 2500 * DAY, last=NOW + 4000 * DAY)


@cache
def leader() -> Identity:
    """A person with a certificate of the authority."""
    return identity("Nguyễn Văn A", authority(), first=NOW - 2500 * DAY, last=NOW + 4000 * DAY)


def revocation_list(issuer: Identity, revoked: Identity, at: datetime) -> bytes:
    """The issuer's list, in PEM, on which a certificate stands since that moment."""
    gone = (
        x509.RevokedCertificateBuilder()
        .serial_number(revoked.certificate.serial_number)
        .revocation_date(at)
        .build()
    )  # fmt: skip
    whole = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(NOW - DAY)
        .next_update(NOW + 4000 * DAY)
        .add_revoked_certificate(gone)
    )
    return whole.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def blank_pdf(text: str = "Bao cao cai cach hanh chinh quy III nam 2023") -> bytes:
    """A PDF of one page with a line of text, or with none."""
    writer = PdfFileWriter()
    content = f"BT /F1 14 Tf 72 700 Td ({text}) Tj ET".encode()
    stream = writer.add_object(generic.StreamObject(stream_data=content if text else b""))
    resources = generic.DictionaryObject(
        {generic.pdf_name("/Font"): generic.DictionaryObject({generic.pdf_name("/F1"): get_courier(writer)})}
    )
    writer.insert_page(PageObject(stream, (0, 0, 595, 842), resources=resources))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def stamper(issuer: Identity, at: datetime) -> DummyTimeStamper:
    """A clock that everybody who trusts the issuer believes, and that shows that moment."""
    tsa = identity("Dấu thời gian", issuer, stamps=True, first=NOW - 2000 * DAY, last=NOW + 4000 * DAY)
    certificate, key = tsa.library_form
    return DummyTimeStamper(certificate, key, certs_to_embed=SimpleCertificateStore(), fixed_dt=at)


def signed(
    raw: bytes, who: Identity, name: str = "ChuKy1", *, pades: bool = True, stamp: DummyTimeStamper | None = None
) -> bytes:  # fmt: skip
    """The PDF with one more signature, added behind what is there."""
    certificate, key = who.library_form
    signer = SimpleSigner(signing_cert=certificate, signing_key=key, cert_registry=SimpleCertificateStore())
    writer = IncrementalPdfFileWriter(io.BytesIO(raw))
    how = fields.SigSeedSubFilter.PADES if pades else fields.SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    meta = PdfSignatureMetadata(field_name=name, md_algorithm="sha256", subfilter=how)
    out = io.BytesIO()
    PdfSigner(meta, signer=signer, timestamper=stamp).sign_pdf(writer, output=out)
    return out.getvalue()


def partly_signed(raw: bytes, who: Identity, left_out: int = 12) -> bytes:
    """The PDF with a signature that holds, over all but the last bytes of the file."""
    whole = signed(raw, who)
    found = re.search(rb"/ByteRange\s*\[([\d ]+)\]", whole)
    assert found is not None
    first, gap, begin, rest = map(int, found[1].split())
    ranges = f"{first} {gap} {begin} {rest - left_out}".encode().ljust(len(found[1]))
    whole = whole[: found.start(1)] + ranges + whole[found.end(1) :]
    digest = hashlib.sha256(whole[:gap] + whole[begin : begin + rest - left_out]).digest()
    certificate, key = who.library_form
    signer = SimpleSigner(signing_cert=certificate, signing_key=key, cert_registry=SimpleCertificateStore())
    content = asyncio.run(signer.async_sign(digest, "sha256", use_pades=True)).dump().hex().encode()
    room = begin - gap - 2
    return whole[: gap + 1] + content.ljust(room, b"0") + whole[gap + 1 + room :]


def changed(raw: bytes, text: str = "So khac") -> bytes:
    """The PDF with its page's text replaced by an update behind the signature."""
    writer = IncrementalPdfFileWriter(io.BytesIO(raw))
    page = writer.root["/Pages"]["/Kids"][0]
    stream = generic.StreamObject(stream_data=f"BT /F1 14 Tf 72 700 Td ({text}) Tj ET".encode())
    page[generic.pdf_name("/Contents")] = writer.add_object(stream)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def encrypted(raw: bytes, owner: str, user: str) -> bytes:
    """The PDF behind a password; with an empty `user` everybody may open it."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(raw)))
    writer.encrypt(owner_pass=owner, user_pass=user)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
