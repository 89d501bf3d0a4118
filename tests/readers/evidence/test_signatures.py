"""Signatures of PDFs: whose, when, over what, and whether to be trusted; files made with a little authority's keys."""

from __future__ import annotations

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from service.authorities import Authorities
from service.domain.reporting.evidence import Cover, Legibility, Moment, Signature, Trust
from service.readers.evidence import examine_file
from tests.support.signing import (
    DAY,
    NOW,
    authority,
    blank_pdf,
    changed,
    encrypted,
    identity,
    leader,
    partly_signed,
    revocation_list,
    signed,
    stamper,
)

TRUSTING = Authorities((authority().der,))


def only(raw: bytes, authorities: Authorities = TRUSTING, now=NOW) -> Signature:
    (found,) = examine_file(raw, authorities, now).signatures
    return found


@pytest.mark.parametrize("pades", [True, False])
def test_a_signature_over_the_whole_file_is_valid(pades: bool) -> None:
    found = examine_file(signed(blank_pdf(), leader(), pades=pades), TRUSTING, NOW)
    (one,) = found.signatures
    assert (one.cover, one.trust, one.moment) == (Cover.WHOLE, Trust.TRUSTED, Moment.CLAIMED)
    assert one.signer == "Nguyễn Văn A – Sở thử nghiệm" and one.issuer.startswith("CA thử nghiệm")
    assert one.at is not None
    assert found.legibility is Legibility.TEXT
    assert str(one.said).startswith("chữ ký hợp lệ: Nguyễn Văn A – Sở thử nghiệm, ký lúc ")


def test_a_timestamp_says_when_and_proves_that_an_expired_certificate_was_valid_then() -> None:
    short = identity("Trần Thị B", authority(), last=NOW + DAY)
    raw = signed(blank_pdf(), short, stamp=stamper(authority(), NOW))
    later = only(raw, now=NOW + 30 * DAY)
    assert (later.trust, later.moment, later.at) == (Trust.TRUSTED, Moment.STAMPED, NOW)
    plain = only(signed(blank_pdf(), short), now=NOW + 30 * DAY)
    assert plain.trust is Trust.EXPIRED and not plain.is_sound
    unknown = only(signed(blank_pdf(), short, stamp=stamper(identity("CA lạ", is_authority=True), NOW)))
    assert unknown.moment is Moment.STAMP_UNTRUSTED


def test_a_certificate_that_is_not_valid_yet_is_said_so() -> None:
    early = identity("Lê C", authority(), first=NOW + 10 * DAY)
    assert only(signed(blank_pdf(), early)).trust is Trust.NOT_YET


def test_without_authorities_only_integrity_is_known() -> None:
    found = only(signed(blank_pdf(), leader()), Authorities())
    assert (found.cover, found.trust) == (Cover.WHOLE, Trust.UNKNOWN)
    assert "chưa đặt tổ chức chứng thực nên chỉ kiểm tra được tính toàn vẹn" in str(found.said)
    assert found.is_sound


def test_strangers_certificates_are_not_trusted() -> None:
    assert only(signed(blank_pdf(), identity("Tự ký"))).trust is Trust.SELF_SIGNED
    stranger = identity("CA lạ", is_authority=True)
    found = only(signed(blank_pdf(), identity("D", stranger)))
    assert found.trust is Trust.UNTRUSTED and not found.is_sound


def test_a_revoked_certificate_is_known_from_the_lists_at_hand() -> None:
    gone = identity("E", authority())
    listed = x509.load_pem_x509_crl(revocation_list(authority(), gone, NOW - 5 * DAY)).public_bytes(Encoding.DER)
    both = Authorities((authority().der,), (listed,))
    assert only(signed(blank_pdf(), gone), both).trust is Trust.REVOKED
    assert only(signed(blank_pdf(), leader()), both).trust is Trust.TRUSTED
    before = signed(blank_pdf(), gone, stamp=stamper(authority(), NOW - 10 * DAY))
    assert only(before, both).trust is Trust.TRUSTED  # it was revoked after it had signed


def test_two_signatures_each_say_what_came_after() -> None:
    raw = signed(signed(blank_pdf(), leader()), identity("F", authority()), "ChuKy2")
    first, second = examine_file(raw, TRUSTING, NOW).signatures
    assert (first.cover, second.cover) == (Cover.SIGNED_AFTER, Cover.WHOLE)
    assert first.is_sound and second.is_sound


def test_what_is_changed_behind_a_signature_is_found() -> None:
    raw = changed(signed(blank_pdf(), leader()))
    found = only(raw)
    assert found.cover is Cover.CHANGED_AFTER and not found.is_sound
    again = examine_file(signed(raw, leader(), "ChuKy2"), TRUSTING, NOW).signatures
    assert [item.cover for item in again] == [Cover.CHANGED_AFTER, Cover.WHOLE]


def test_a_changed_byte_breaks_the_signature() -> None:
    raw = signed(blank_pdf(), leader())
    found = only(raw.replace(b"72 700", b"72 600", 1))
    assert found.cover is Cover.BROKEN
    assert "nội dung đã ký bị thay đổi" in str(found.said)


def test_a_signature_over_a_part_of_the_file_is_said_so() -> None:
    found = only(partly_signed(blank_pdf(), leader()))
    assert found.cover is Cover.PART and not found.is_sound
    assert "chỉ ký trên một phần của tệp" in str(found.said)


def test_bytes_behind_a_signed_file_that_are_no_update_are_a_change() -> None:
    raw = signed(blank_pdf(), leader())
    assert only(raw + b"\n").cover is Cover.WHOLE
    assert only(raw + b"\n% more\n").cover is Cover.CHANGED_AFTER


def test_garbage_in_place_of_a_signature_does_not_hide_the_other() -> None:
    raw = signed(signed(blank_pdf(), leader()), leader(), "ChuKy2")
    start = raw.rindex(b"/Contents <") + len(b"/Contents <")
    spoilt = raw[:start] + b"00" * 40 + raw[start + 80 :]
    first, second = examine_file(spoilt, TRUSTING, NOW).signatures
    assert second.cover is Cover.UNREADABLE and not second.is_sound
    assert first.cover is Cover.SIGNED_AFTER
    assert "chữ ký bị hỏng" in str(second.said)


def test_a_file_behind_a_password_is_kept_and_said_to_be_locked() -> None:
    found = examine_file(encrypted(blank_pdf(), "chu", "mo"), TRUSTING, NOW)
    assert (found.legibility, found.signatures) == (Legibility.LOCKED, ())
    open_to_all = encrypted(blank_pdf(), "chu", "")
    assert examine_file(open_to_all, TRUSTING, NOW).legibility is Legibility.TEXT


def test_a_scan_is_said_not_to_be_readable() -> None:
    scan = examine_file(blank_pdf(""), TRUSTING, NOW)
    assert [str(item) for item in scan.sentences] == ["bản chụp, không đọc được chữ", "không có chữ ký số"]
    picture = examine_file(b"\x89PNG\r\n\x1a\n" + b"0" * 100, TRUSTING, NOW)
    assert [str(item) for item in picture.sentences] == ["bản chụp, không đọc được chữ"]
    assert examine_file(signed(blank_pdf(""), leader()), TRUSTING, NOW).legibility is Legibility.SCAN


@pytest.mark.parametrize("raw", [b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\x00garbage" * 100, blank_pdf()[:300]])
def test_a_damaged_file_is_said_to_be_damaged(raw: bytes) -> None:
    found = examine_file(raw, TRUSTING, NOW)
    assert found.legibility is Legibility.DAMAGED and not found.has_sound_signature


def test_an_authority_itself_may_be_the_signer() -> None:
    assert only(signed(blank_pdf(), leader()), Authorities((leader().der,))).trust is Trust.TRUSTED
