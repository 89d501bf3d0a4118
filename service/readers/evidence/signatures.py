"""The signatures of a PDF: whose, when, over how much of the file, and whether the signer's certificate is trusted.

Nothing is asked of any network: what was revoked is known from the file itself and from the lists that are at hand.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError, ValidationInfoReadingError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from service.authorities import Authorities
from service.domain.notation.text import one_line
from service.domain.reporting.evidence import Cover, Moment, Signature, Trust

_MOST_SIGNATURES, _LONGEST_NAME = 50, 200
# What a certificate is for that signs documents; one of these suffices.
_USES = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
# What the libraries raise for broken files and certificates: they follow what stands in them without looking.
_BROKEN = (
    PdfError, SignatureValidationError, ValidationInfoReadingError, ValueError, TypeError, LookupError, AttributeError,
    AssertionError, ArithmeticError, NotImplementedError, OSError, RecursionError,
)  # fmt: skip

# They tell the log of every oddity in a stranger's file.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class LockedError(Exception):
    """The file does not open without a password."""


def signatures_in(raw: bytes, authorities: Authorities, now: datetime) -> tuple[Signature, ...]:
    """The signatures in the order of their fields; raises LockedError, or ValueError where the file is damaged."""
    try:
        reader = PdfFileReader(io.BytesIO(raw), strict=False)
        if reader.encrypted and reader.decrypt("").status is AuthStatus.FAILED:
            raise LockedError
        fields = [
            (name, field)
            for name, value, field in enumerate_sig_fields(reader, filled_status=True)
            if value is not None
        ][:_MOST_SIGNATURES]
        judge = _Judge(reader, authorities, now)
    except _BROKEN as error:
        raise ValueError("the file is damaged") from error
    found = [_signature(judge, reader, name, field) for name, field in fields]
    return tuple(item for item in found if item is not None)


def _signature(judge: _Judge, reader: PdfFileReader, name: str, field: Any) -> Signature | None:
    try:
        embedded = EmbeddedPdfSignature(reader, field.get_object(), name)
        if embedded.sig_object_type == "/DocTimeStamp":
            return None  # says when something was there, and nobody signed by it
        return judge.signature(embedded)
    except _BROKEN:
        return Signature("", Cover.UNREADABLE, Trust.UNKNOWN)


class _Judge:
    """Looks at one signature after the other with the same authorities."""

    def __init__(self, reader: PdfFileReader, authorities: Authorities, now: datetime) -> None:
        self._now = now.astimezone(UTC)
        self._names = {name for name, _, _ in enumerate_sig_fields(reader)}
        self._roots = [x509.Certificate.load(item) for item in authorities.certificates]
        self._others, self._crls, self._ocsps = _carried(reader)
        self._revoked = dict(_revoked(authorities))
        self._reader = reader

    def signature(self, embedded: EmbeddedPdfSignature) -> Signature:
        """What one is worth."""
        status = self._status(embedded, self._now)
        stamp = status.timestamp_validity
        if stamp is not None and not (stamp.intact and stamp.valid):
            stamp = None
        held, moment, at = self._now, Moment.CLAIMED, status.signer_reported_dt
        if stamp is not None:
            moment, at = Moment.STAMPED if stamp.trusted else Moment.STAMP_UNTRUSTED, stamp.timestamp
        if stamp is not None and stamp.trusted and not (status.trusted and self._revocation(embedded, status) is None):
            # What was valid when the trusted stamp was set stays so.
            held = stamp.timestamp
            status = self._status(embedded, held)
        if at is not None and at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        signer = embedded.signer_cert
        return Signature(
            _name_of(signer.subject), self._cover(embedded, status), self._trust(embedded, status, held), at, moment,
            _name_of(signer.issuer),
        )  # fmt: skip

    def _status(self, embedded: EmbeddedPdfSignature, moment: datetime) -> PdfSignatureStatus:
        context = ValidationContext(
            trust_roots=self._roots, other_certs=self._others, crls=self._crls, ocsps=self._ocsps, moment=moment,
            allow_fetching=False, revocation_mode="soft-fail", retroactive_revinfo=True,
        )  # fmt: skip
        return validate_pdf_signature(embedded, context, context, key_usage_settings=_USES)

    def _cover(self, embedded: EmbeddedPdfSignature, status: PdfSignatureStatus) -> Cover:
        if not (status.intact and status.valid):
            return Cover.BROKEN
        if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
            return Cover.WHOLE
        if embedded.signed_revision == self._reader.xrefs.total_revisions - 1:
            return self._at_the_end(embedded, status)
        if status.coverage is not SignatureCoverageLevel.ENTIRE_REVISION:
            return Cover.PART
        level = status.modification_level
        if not status.docmdp_ok or level is None or level > ModificationLevel.FORM_FILLING:
            return Cover.CHANGED_AFTER
        changed = set(getattr(embedded.diff_result, "changed_form_fields", ()))
        return Cover.FILLED_AFTER if changed - self._names else Cover.SIGNED_AFTER

    def _at_the_end(self, embedded: EmbeddedPdfSignature, status: PdfSignatureStatus) -> Cover:
        """The same of a signature after which the file goes on without any update."""
        if status.coverage is not SignatureCoverageLevel.ENTIRE_REVISION:
            return Cover.PART
        *_, begin, length = embedded.byte_range
        self._reader.stream.seek(int(begin) + int(length))
        return Cover.CHANGED_AFTER if self._reader.stream.read().strip() else Cover.WHOLE

    def _revocation(self, embedded: EmbeddedPdfSignature, status: PdfSignatureStatus) -> datetime | None:
        """Since when one of the certificates behind a signature stands on a list at hand; None where none does."""
        path = [embedded.signer_cert, *(status.validation_path or ())]
        moments = [self._revoked.get((item.issuer.dump(), item.serial_number)) for item in path]
        return min((moment for moment in moments if moment is not None), default=None)

    def _trust(self, embedded: EmbeddedPdfSignature, status: PdfSignatureStatus, held: datetime) -> Trust:
        signer = embedded.signer_cert
        since = self._revocation(embedded, status)
        if status.revoked or (since is not None and since <= held):
            return Trust.REVOKED
        if status.trusted:
            return Trust.TRUSTED
        if signer.not_valid_after < self._now:
            return Trust.EXPIRED
        if signer.not_valid_before > self._now:
            return Trust.NOT_YET
        if not self._roots:
            return Trust.UNKNOWN
        return Trust.SELF_SIGNED if signer.subject == signer.issuer else Trust.UNTRUSTED


def _carried(
    reader: PdfFileReader,
) -> tuple[list[x509.Certificate], list[crl.CertificateList], list[ocsp.OCSPResponse]]:
    """The certificates and the answers about revocation that the file carries."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except (NoDSSFoundError, ValidationInfoReadingError):
        return [], [], []
    return (
        list(store.load_certs()),
        list(_loaded(crl.CertificateList, store.crls)),
        list(_loaded(ocsp.OCSPResponse, store.ocsps)),
    )


def _revoked(authorities: Authorities) -> Iterator[tuple[tuple[bytes, int], datetime]]:
    """Issuer and number of each certificate on the lists at hand, and since when it stands there."""
    for item in authorities.revoked:
        known = crl.CertificateList.load(item)
        for entry in known["tbs_cert_list"]["revoked_certificates"] or ():
            yield (known.issuer.dump(), entry["user_certificate"].native), entry["revocation_date"].native


def _loaded(kind: Any, references: Iterable[Any]) -> Iterator[Any]:
    for reference in references:
        yield kind.load(reference.get_object().data)


def _name_of(name: x509.Name) -> str:
    """What people call whoever the name stands for, with the organization where it says one."""
    said = name.native
    parts = [said.get("common_name"), said.get("organization_name")]
    shown = [part if isinstance(part, str) else ", ".join(part) for part in parts if part]
    return one_line(" – ".join(dict.fromkeys(shown)) or name.human_friendly)[:_LONGEST_NAME]
