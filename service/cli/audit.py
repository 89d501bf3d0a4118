"""Commands about the log: whether anybody has altered it, and what keeps the application itself from doing so."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from service.actions.context import Context
from service.actions.operations.audit import ChainState, check_chain, fault_in_words, find_hash
from service.cli.options import data_option, opened
from service.domain.audit_chain import AuditSeal
from service.domain.errors import NotFoundError
from service.domain.reporting.period import official_moment
from service.storage.log_rights import log_rights

OWNER = "tonghop_log"
Place = tuple[AuditSeal, datetime | None]


@click.command("verify-audit")
@data_option
@click.option("--contains", "copied", default="", help="Mã nhật ký chép từ biên nhận, bảng hoặc ấn bản.")
@click.option("--json", "as_json", is_flag=True, help="In kết quả dạng JSON.")
@click.pass_context
def verify_audit_command(ctx: click.Context, data: Path | None, copied: str, as_json: bool) -> None:
    """Kiểm tra chuỗi nhật ký: nguyên vẹn và có mã đã chép (0), bị thay đổi hoặc không có mã (1), lỗi (2)."""
    context = opened(data)
    place = _contained(context, copied) if copied else None
    found = check_chain(context)
    if as_json:
        contained = {} if not copied else {"contains": None if place is None else place[0]._asdict()}
        click.echo(json.dumps(_as_data(found) | contained, ensure_ascii=False))
    else:
        for line in (*_place_in_words(copied, place), *_in_words(found)):
            click.echo(line)
    ctx.exit(0 if found.is_whole and (place is not None or not copied) else 1)


def _contained(context: Context, copied: str) -> Place | None:
    """The link of a hash from paper with its event's moment; None where there is none. Raises TonghopError."""
    try:
        return find_hash(context, copied)
    except NotFoundError:
        return None


def _place_in_words(copied: str, place: Place | None) -> list[str]:
    if not copied:
        return []
    if place is None:
        return ["Mã đã chép không thuộc chuỗi nhật ký này."]
    seal, at = place
    moment = "" if at is None else f" lúc {official_moment(at)}"
    return [f"Mã {seal.sha256} thuộc chuỗi nhật ký này: vị trí {seal.position}, sự kiện số {seal.event}{moment}."]


@click.command("protect-log")
@click.argument("role")
@click.option("--owner", default=OWNER, show_default=True, help="Vai trò giữ hai bảng nhật ký.")
def protect_log_command(role: str, owner: str) -> None:
    """In ra lệnh SQL lấy của vai trò ROLE, mà tonghop dùng để vào PostgreSQL, quyền sửa và xóa nhật ký."""
    click.echo(log_rights(role, owner))


def _in_words(found: ChainState) -> list[str]:
    if found.is_whole:
        newest = "" if found.last_at is None else f", mới nhất lúc {official_moment(found.last_at)}"
        return [f"Chuỗi nhật ký nguyên vẹn: {found.count} sự kiện{newest}. Mã mới nhất: {found.last.sha256}"]
    lines = ["Chuỗi nhật ký đã bị thay đổi."]
    if found.faults:
        lines.append(f"Chỗ đầu tiên: {fault_in_words(found.faults[0])}")
        kinds = Counter(fault.kind.label for fault in found.faults)
        lines.append(f"Trong {found.count} sự kiện: {'; '.join(f'{count} {kind}' for kind, count in kinds.items())}.")
    if found.loose:
        number, at = found.loose[0]
        first = f"sự kiện số {number} lúc {official_moment(at)}"
        lines.append(f"{len(found.loose)} sự kiện không nằm trong chuỗi, đầu tiên là {first}.")
    return lines


def _as_data(found: ChainState) -> dict[str, Any]:
    return {
        "whole": found.is_whole,
        "events": found.count,
        "newest": {"position": found.last.position, "sha256": found.last.sha256},
        "faults": [
            {"position": fault.position, "kind": fault.kind.value, "event": fault.event,
             "at": None if fault.at is None else fault.at.isoformat()}
            for fault in found.faults
        ],
        "outside": [{"event": number, "at": at.isoformat()} for number, at in found.loose],
    }  # fmt: skip
