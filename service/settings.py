"""All settings in one frozen dataclass, read from the environment once."""

from __future__ import annotations

import base64
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, quote, urlsplit

from service.domain.errors import Message, TonghopError, message
from service.domain.fingerprint import sha256_of

MEGABYTE = 1024 * 1024
PROVINCE = "tỉnh Hưng Yên"
SIGN_ON_LABEL = "Đăng nhập một lần của tỉnh"
# A webhook's secret as the convention has it; in bytes.
SECRET_PREFIX, SHORTEST_SECRET = "whsec_", 24
# What signs and seals must not be guessed: letters in all, and different ones.
SHORTEST_KEY, DIFFERENT_LETTERS = 32, 8
# The kernel takes 107 bytes (Linux) or 103 (macOS) as the path of a unix socket, and clients of the queues' server
# read its own description of a connection, in which a blank or an equals sign in the path misleads them.
SOCKET_PATH = re.compile(r"[A-Za-z0-9_./+@~-]{1,100}")

UNTOLD_PROXY = message(
    "Trang web đứng sau máy chủ trung gian (proxy) nhưng TONGHOP_PROXIES đang là 0: mọi người dùng bị coi là cùng một "
    "địa chỉ mạng, một người nhập sai mật khẩu làm chậm cả tỉnh. Đặt TONGHOP_PROXIES bằng số máy chủ trung gian, "
    "thường là TONGHOP_PROXIES=1, rồi khởi động lại."
)


@dataclass(frozen=True)
class Provider:
    """A provider of single sign-on by OpenID Connect.

    `verifies_all`: it vouches for every address, also where it leaves out the word for it. `factor_levels`: what it
    calls (`acr`) a sign-in with a second factor.
    """

    issuer: str
    client_id: str
    client_secret: str
    label: str
    verifies_all: bool = False
    factor_levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hook:
    """Where messages are called out to, and the secret that signs the calls."""

    url: str
    secret: bytes


@dataclass(frozen=True)
class Settings:
    """How this installation runs; `redis_url` is None where the embedded Valkey serves."""

    data: Path
    database_url: str
    redis_url: str | None = None
    own_templates: Path | None = None
    province: str = PROVINCE
    max_upload: int = 20 * MEGABYTE
    max_json: int = 4 * MEGABYTE
    address: str = "http://127.0.0.1:8000"
    secret: str = ""
    smtp_url: str | None = None
    mail_sender: str = "tonghop <tonghop@localhost>"
    mails_per_minute: int = 120
    webhook: Hook | None = None
    oidc: Provider | None = None
    proxies: int = 0
    web_workers: int = 2

    @property
    def valkey_socket(self) -> Path:
        """The embedded Valkey's private socket, in a folder of its own; a short one where that path would not do."""
        socket = self.data / "valkey" / "valkey.sock"
        if SOCKET_PATH.fullmatch(str(socket)):
            return socket
        name = sha256_of(bytes(self.data))[:16]
        return Path(tempfile.gettempdir()) / f"tonghop-{name}" / "valkey.sock"

    @property
    def queue_url(self) -> str:
        """Where the queues lie."""
        return self.redis_url or f"unix://{quote(str(self.valkey_socket))}"

    @property
    def is_proxy_untold(self) -> bool:
        """Whether a proxy must stand before the pages, since they are served by https, and nothing says so."""
        return self.address.startswith("https://") and self.proxies == 0


def settings_from(environment: Mapping[str, str], data: Path | None = None) -> Settings:
    """The settings that the environment asks for; `data` comes from the command line.

    Raises TonghopError for the first that cannot be right.
    """
    folder = (data or Path(environment.get("TONGHOP_DATA", "data"))).resolve()
    own = environment.get("TONGHOP_TEMPLATES")
    settings = Settings(
        data=folder,
        database_url=_database_url(environment.get("DATABASE_URL") or f"sqlite:///{folder / 'tonghop.sqlite3'}"),
        redis_url=environment.get("REDIS_URL") or None,
        own_templates=Path(own).resolve() if own else None,
        province=environment.get("TONGHOP_PROVINCE", Settings.province),
        max_upload=_megabytes(environment, "TONGHOP_MAX_UPLOAD_MB", Settings.max_upload),
        address=(environment.get("TONGHOP_ADDRESS") or Settings.address).rstrip("/"),
        secret=environment.get("TONGHOP_SECRET", ""),
        smtp_url=environment.get("TONGHOP_SMTP_URL") or None,
        mail_sender=environment.get("TONGHOP_MAIL_SENDER") or Settings.mail_sender,
        mails_per_minute=_positive(environment, "TONGHOP_MAILS_PER_MINUTE", Settings.mails_per_minute),
        webhook=_hook(environment),
        oidc=_provider(environment),
        proxies=_whole(environment, "TONGHOP_PROXIES", 0),
        web_workers=max(1, _whole(environment, "TONGHOP_WEB_WORKERS", Settings.web_workers)),
        max_json=_megabytes(environment, "TONGHOP_MAX_JSON_MB", Settings.max_json),
    )
    if faults := faults_of(settings):
        raise TonghopError(faults[0])
    return settings


def faults_of(settings: Settings) -> list[Message]:
    """What cannot be right in the settings, a sentence each, without asking any server."""
    return [said for look in CHECKS if (said := look(settings)) is not None]


def _address_fault(settings: Settings) -> Message | None:
    if _is_address(settings.address, {"http", "https"}):
        return None
    return message(
        "TONGHOP_ADDRESS cần có dạng https://máy-chủ, đang là «{text}»: đây là địa chỉ người dùng mở trên trình duyệt.",
        text=settings.address,
    )


def _queue_fault(settings: Settings) -> Message | None:
    url = None if settings.redis_url is None else _split(settings.redis_url)
    if settings.redis_url is None or (url is not None and url.scheme in {"redis", "rediss", "unix"}):
        return None
    return message("REDIS_URL cần có dạng redis://máy-chủ:6379/0, rediss://máy-chủ:6379/0 hoặc unix:///đường-dẫn.")


def _mail_server_fault(settings: Settings) -> Message | None:
    if settings.smtp_url is None or _is_address(settings.smtp_url, {"smtp", "smtps"}):
        return None
    return message("TONGHOP_SMTP_URL cần có dạng smtp://máy-chủ:587 hoặc smtps://máy-chủ:465.")


def _sender_fault(settings: Settings) -> Message | None:
    user, _, domain = parseaddr(settings.mail_sender)[1].rpartition("@")
    if user and domain and not re.search(r"\s", user + domain):
        return None
    return message(
        "TONGHOP_MAIL_SENDER cần có dạng «Tên <dia-chi@ten-mien>», đang là «{text}».", text=settings.mail_sender
    )


def _secret_fault(settings: Settings) -> Message | None:
    secret = settings.secret
    if not secret or (len(secret) >= SHORTEST_KEY and len(set(secret)) >= DIFFERENT_LETTERS):
        return None
    return message(
        "TONGHOP_SECRET quá ngắn hoặc dễ đoán: cần ít nhất {least} ký tự ngẫu nhiên, ví dụ kết quả của lệnh: "
        "openssl rand -base64 48",
        least=SHORTEST_KEY,
    )


# Each says what is wrong with a part of the settings; None where that part may be right.
CHECKS: tuple[Callable[[Settings], Message | None], ...] = (
    _queue_fault, _address_fault, _secret_fault, _mail_server_fault, _sender_fault,
)  # fmt: skip


def _is_address(text: str, schemes: set[str]) -> bool:
    url = _split(text)
    return url is not None and url.scheme in schemes and bool(url.hostname) and not re.search(r"\s", text)


def _split(text: str) -> SplitResult | None:
    """The parts of an address; None where it cannot be one, such as with a port that is no number."""
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError:
        return None
    return url


def _database_url(url: str) -> str:
    """The address with the driver that tonghop ships; hosting services write postgres:// or postgresql://."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if separator and scheme in {"postgres", "postgresql"} else url


def _provider(environment: Mapping[str, str]) -> Provider | None:
    issuer = environment.get("TONGHOP_OIDC_ISSUER")
    if not issuer:
        return None
    names = ("TONGHOP_OIDC_CLIENT_ID", "TONGHOP_OIDC_CLIENT_SECRET")
    for name in names:
        if not environment.get(name):
            raise TonghopError(message("Đăng nhập một lần cần thêm {name}.", name=name))
    label = environment.get("TONGHOP_OIDC_LABEL", SIGN_ON_LABEL)
    return Provider(
        issuer.rstrip("/"), environment[names[0]], environment[names[1]], label,
        verifies_all=_yes(environment, "TONGHOP_OIDC_EMAIL_VERIFIED"),
        factor_levels=tuple(environment.get("TONGHOP_OIDC_FACTOR_ACR", "").split()),
    )  # fmt: skip


def _hook(environment: Mapping[str, str]) -> Hook | None:
    url, secret = environment.get("TONGHOP_WEBHOOK_URL"), environment.get("TONGHOP_WEBHOOK_SECRET", "")
    if not url:
        return None
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise TonghopError(message("TONGHOP_WEBHOOK_URL cần có dạng https://máy-chủ/đường-dẫn."))
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except ValueError:
        key = b""
    if not secret.startswith(SECRET_PREFIX) or len(key) < SHORTEST_SECRET:
        raise TonghopError(
            message(
                "TONGHOP_WEBHOOK_SECRET cần có dạng {prefix} và tiếp theo là ít nhất {least} byte ngẫu nhiên viết ở "
                "dạng base64, ví dụ kết quả của lệnh: echo {prefix}$(openssl rand -base64 32)",
                prefix=SECRET_PREFIX,
                least=SHORTEST_SECRET,
            )
        )
    return Hook(url, key)


def _yes(environment: Mapping[str, str], name: str) -> bool:
    text = environment.get(name, "")
    if text not in {"", "0", "1"}:
        raise TonghopError(message("{name} cần là 1 (có) hoặc 0 (không), đang là «{text}».", name=name, text=text))
    return text == "1"


def _whole(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name)
    if not text:
        return default
    if not text.isdecimal():
        raise TonghopError(message("{name} cần là số nguyên, đang là «{text}».", name=name, text=text))
    return int(text)


def _positive(environment: Mapping[str, str], name: str, default: int) -> int:
    found = _whole(environment, name, default)
    if found == 0:
        raise TonghopError(message("{name} cần là số nguyên dương.", name=name))
    return found


def _megabytes(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name)
    if not text:
        return default
    if not text.isdecimal() or int(text) == 0:
        raise TonghopError(message("{name} cần là số nguyên dương (MB), đang là «{text}».", name=name, text=text))
    return int(text) * MEGABYTE
