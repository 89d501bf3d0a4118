"""Whether the settings work: each is read and tried, and what is wrong is said in a sentence."""

from __future__ import annotations

import os
import smtplib
import socket
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import redis
import requests
from sqlalchemy.exc import SQLAlchemyError

from service import settings as known
from service.catalogue import load_catalogue
from service.channels.smtp import MailServer
from service.domain.errors import Message, TonghopError, message
from service.domain.notation.labelled import Labelled
from service.domain.notation.text import one_line
from service.domain.notifications.delivery import DeliveryError
from service.os_errors import why
from service.queue import connect
from service.sealing import Seal
from service.settings import Settings, loopback_notice, settings_from
from service.signing_key import NAME as KEY_FILE
from service.signing_key import stored_signing_key
from service.storage.engine.database import Database
from service.storage.engine.migrate import is_current
from service.storage.log_rights import LogRights, own_log_rights
from service.storage.organization.accounts import any_sealed_secret

WAIT = 5.0  # seconds for an answer of another machine


class SettingState(Labelled):
    """How a setting stands."""

    FINE = "fine", "được"
    NOTED = "noted", "chú ý"
    WRONG = "wrong", "sai"


@dataclass(frozen=True)
class CheckedSetting:
    """A setting, how it stands, and why in a sentence."""

    name: str
    state: SettingState
    said: Message | str


Found = tuple[SettingState, Message | str]


def check_settings(environment: Mapping[str, str], data: Path | None = None) -> tuple[CheckedSetting, ...]:
    """Every setting that is given or matters, tried one by one; nothing is made or changed by it."""
    unread = dict(_unread(environment))
    rest = {name: text for name, text in environment.items() if name not in unread}
    try:
        settings = settings_from(rest, data)
    except TonghopError as error:
        # What belongs together was given in part.
        return (*_refused(unread), CheckedSetting("TONGHOP_OIDC_*, TONGHOP_WEBHOOK_*", SettingState.WRONG, error.said))
    tried = (CheckedSetting(name, *_try(check, settings)) for name, check in CHECKS.items() if name not in unread)
    return (*_refused(unread), *tried)


def _unread(environment: Mapping[str, str]) -> Iterator[tuple[str, Message]]:
    for setting in known.SETTINGS:
        try:
            setting.of(environment)
        except TonghopError as error:
            yield setting.name, error.said


def _refused(unread: Mapping[str, Message]) -> Iterator[CheckedSetting]:
    return (CheckedSetting(name, SettingState.WRONG, said) for name, said in unread.items())


def _try(check: Callable[[Settings], Found], settings: Settings) -> Found:
    try:
        return check(settings)
    except (TonghopError, DeliveryError) as error:
        return SettingState.WRONG, one_line(str(error))
    except OSError as error:
        return SettingState.WRONG, message(
            "Không dùng được «{place}»: {why}.", place=error.filename or "", why=why(error)
        )


def _data(settings: Settings) -> Found:
    folder = settings.data
    if not folder.exists():
        _require_writable(folder.parent)
        return SettingState.NOTED, message("Chưa có thư mục «{folder}»: sẽ được tạo ở lần chạy đầu.", folder=folder)
    _require_writable(folder)
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return SettingState.NOTED, message(
            "Người dùng khác trên máy mở được thư mục «{folder}»: đặt quyền 0700.", folder=folder
        )
    return SettingState.FINE, message("Ghi được vào «{folder}».", folder=folder)


def _database(settings: Settings) -> Found:
    if settings.sqlite_file is not None and not settings.sqlite_file.exists():
        return SettingState.NOTED, message("Chưa có cơ sở dữ liệu: sẽ được tạo ở lần chạy đầu.")
    database = Database(settings.database_url)
    try:
        if not is_current(database):
            return SettingState.NOTED, message(
                "Cơ sở dữ liệu chưa ở phiên bản mới nhất: chạy «tonghop db upgrade» trước."
            )
        with database.reading() as session:
            rights = own_log_rights(session)
    finally:
        database.dispose()
    return _of_log(rights)


def _of_log(rights: LogRights | None) -> Found:
    """How a current database stands, by what its role may do with the log."""
    if rights is None:
        return SettingState.FINE, message("Cơ sở dữ liệu trả lời và ở phiên bản mới nhất.")
    if not rights.may_add:
        return SettingState.WRONG, message(
            "Vai trò «{role}» không đọc hoặc không ghi thêm được nhật ký, nên không việc nào làm được: cho superuser "
            "chạy những gì «tonghop db protect-log {role}» in ra.",
            role=rights.role,
        )
    if rights.may_alter:
        return SettingState.NOTED, message(
            "Vai trò «{role}» sửa, xóa được nhật ký: cho tonghop vào bằng vai trò riêng và chạy những gì «tonghop db "
            "protect-log» in ra.",
            role=rights.role,
        )
    return SettingState.FINE, message(
        "Cơ sở dữ liệu trả lời và ở phiên bản mới nhất; vai trò «{role}» chỉ ghi thêm được nhật ký.", role=rights.role
    )


def _queue(settings: Settings) -> Found:
    if settings.redis_url is None:
        return SettingState.FINE, message("Dùng máy chủ hàng đợi đi kèm, chạy cùng «tonghop up».")
    try:
        with connect(settings.redis_url) as connection:
            connection.ping()
    except (redis.RedisError, ValueError) as error:
        return SettingState.WRONG, message("Máy chủ hàng đợi không trả lời: {why}.", why=_reason(error))
    return SettingState.FINE, message("Máy chủ hàng đợi trả lời.")


def _mail_server(settings: Settings) -> Found:
    if settings.smtp_url is None:
        return SettingState.NOTED, message("Chưa đặt: thư không được gửi đi, được giữ ở trang «Hộp thư».")
    server = MailServer(settings.smtp_url, settings.mail_sender)
    try:
        server.require_answer()
    except DeliveryError as error:
        return SettingState.WRONG, message("Không dùng được máy chủ thư: {why}.", why=_reason(error))
    finally:
        server.close()
    return SettingState.FINE, message("Máy chủ thư trả lời và cho đăng nhập.")


def _sender(settings: Settings) -> Found:
    if settings.smtp_url is None:
        return SettingState.FINE, message("Chưa có máy chủ thư để hỏi.")
    server = MailServer(settings.smtp_url, settings.mail_sender)
    try:
        server.require_sender()
    except DeliveryError as error:
        if error.is_away:
            return SettingState.NOTED, message("Chưa hỏi được máy chủ thư.")
        return SettingState.WRONG, message(
            "Máy chủ thư không nhận người gửi «{sender}»: {why}.", sender=settings.mail_sender, why=one_line(str(error))
        )
    finally:
        server.close()
    if known.SENDER.name not in settings.given:
        return SettingState.NOTED, message(
            "Chưa đặt: thư đi từ «{sender}», nhiều máy chủ thư sẽ từ chối hoặc coi là thư rác.",
            sender=settings.mail_sender,
        )
    return SettingState.FINE, message("Máy chủ thư nhận người gửi «{sender}».", sender=settings.mail_sender)


def _address(settings: Settings) -> Found:
    url = urlsplit(settings.address)
    try:
        socket.getaddrinfo(url.hostname, url.port or url.scheme)
    except OSError:
        return SettingState.WRONG, message("Không tìm thấy máy chủ của địa chỉ {address}.", address=settings.address)
    status = _healthy(settings.address)
    if status not in {None, requests.codes.ok}:
        return SettingState.WRONG, message(
            "{address} trả lời {status}, không phải trang của tonghop.", address=settings.address, status=status
        )
    notice = loopback_notice(settings.address)
    if notice is not None:
        return SettingState.NOTED, notice
    if status is None:
        return SettingState.NOTED, message(
            "Chưa mở được {address}: không sao nếu hệ thống chưa chạy; nếu đang chạy thì kiểm tra máy chủ trung gian "
            "và chứng chỉ.",
            address=settings.address,
        )
    return SettingState.FINE, message("Mở được {address}.", address=settings.address)


def _healthy(address: str) -> int | None:
    """The status with which the sign of life is answered there; None where nothing answers."""
    try:
        return requests.get(f"{address}/healthz", timeout=WAIT, allow_redirects=False).status_code
    except requests.RequestException:
        return None


def _secret(settings: Settings) -> Found:
    secret = settings.secret or stored_signing_key(settings)
    if secret is None:
        return SettingState.NOTED, message("Chưa có khoá: sẽ được tạo trong thư mục dữ liệu ở lần chạy đầu.")
    _require_opens(settings, Seal(secret))
    if not settings.secret and (settings.redis_url or settings.sqlite_file is None):
        return SettingState.NOTED, message(
            "Khoá nằm ở tệp {file} của máy này: khi chạy trên nhiều máy, đặt TONGHOP_SECRET giống nhau trên mọi máy.",
            file=KEY_FILE,
        )
    return SettingState.FINE, message("Khoá dùng được.")


def _require_opens(settings: Settings, seal: Seal) -> None:
    """Raises SealError where what the database holds was sealed with another key."""
    if settings.sqlite_file is not None and not settings.sqlite_file.exists():
        return
    database = Database(settings.database_url)
    try:
        with database.reading() as session:
            sealed = any_sealed_secret(session)
    except (SQLAlchemyError, TonghopError):
        return  # said of the database itself
    finally:
        database.dispose()
    if sealed is not None:
        seal.open(sealed)


def _templates(settings: Settings) -> Found:
    versions = len(load_catalogue(settings.own_templates).templates)
    return SettingState.FINE, message("Đọc được {count} phiên bản biểu mẫu.", count=versions)


def _authorities(settings: Settings) -> Found:
    count = len(settings.authorities.certificates)
    if not count:
        return SettingState.FINE, message("Chưa đặt: chỉ kiểm tra tệp đã ký có bị sửa hay không.")
    return SettingState.FINE, message("Đọc được {count} chứng thư.", count=count)


def _backups(settings: Settings) -> Found:
    folder = settings.backups
    if folder is None:
        return SettingState.NOTED, message("Chưa đặt: không tự sao lưu hằng ngày.")
    _require_writable(next(path for path in (folder, *folder.parents) if path.exists()))
    return SettingState.FINE, message("Ghi được vào «{folder}».", folder=folder)


def _proxies(settings: Settings) -> Found:
    if settings.is_proxy_untold:
        return SettingState.NOTED, known.UNTOLD_PROXY
    return SettingState.FINE, message("{count} máy chủ trung gian.", count=settings.proxies)


def _provider(settings: Settings) -> Found:
    if settings.oidc is None:
        return SettingState.FINE, message("Không dùng đăng nhập một lần.")
    try:
        answer = requests.get(f"{settings.oidc.issuer}/.well-known/openid-configuration", timeout=WAIT)
        named = answer.json().get("issuer", "") if answer.ok else ""
    except (requests.RequestException, ValueError, AttributeError):
        named = ""
    if str(named).rstrip("/") != settings.oidc.issuer:
        return SettingState.WRONG, message(
            "«{issuer}» không trả lời như một máy chủ đăng nhập một lần (OpenID Connect).", issuer=settings.oidc.issuer
        )
    return SettingState.FINE, message("Máy chủ đăng nhập một lần trả lời.")


def _hook(settings: Settings) -> Found:
    if settings.webhook is None:
        return SettingState.FINE, message("Không dùng webhook.")
    url = urlsplit(settings.webhook.url)
    try:
        socket.create_connection((url.hostname or "", url.port or (443 if url.scheme == "https" else 80)), WAIT).close()
    except OSError as error:
        return SettingState.WRONG, message("Không nối được tới máy chủ nhận webhook: {why}.", why=_reason(error))
    return SettingState.FINE, message("Máy chủ nhận webhook nhận kết nối.")


def _reason(error: Exception) -> Message | str:
    """Why nobody answers, in words where the network is the reason."""
    for found in (error, error.__cause__, error.__context__):
        if isinstance(found, socket.gaierror):
            return message("không tìm thấy máy chủ")
        if isinstance(found, TimeoutError):
            return message("máy chủ không trả lời kịp thời")
        if isinstance(found, OSError) and not isinstance(found, smtplib.SMTPException):
            return why(found)
    return one_line(str(error))


def _require_writable(folder: Path) -> None:
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        raise TonghopError(message("Không ghi được vào thư mục «{folder}».", folder=folder))


# How each is tried, in the order of the README.
CHECKS: Mapping[str, Callable[[Settings], Found]] = {
    known.DATA.name: _data,
    known.DATABASE.name: _database,
    known.QUEUE.name: _queue,
    known.TEMPLATES.name: _templates,
    known.ADDRESS.name: _address,
    known.SECRET.name: _secret,
    known.MAIL_SERVER.name: _mail_server,
    known.SENDER.name: _sender,
    known.HOOK.name: _hook,
    known.ISSUER.name: _provider,
    known.PROXIES.name: _proxies,
    known.AUTHORITIES.name: _authorities,
    known.BACKUPS.name: _backups,
}
