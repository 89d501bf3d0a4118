"""All settings: one table of what the environment may say, and one frozen dataclass, read once."""

from __future__ import annotations

import base64
import re
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar
from urllib.parse import SplitResult, quote, urlsplit

from service.authorities import Authorities, read_authorities
from service.domain.errors import TonghopError, message
from service.domain.notation.fingerprint import sha256_of

Value = TypeVar("Value")
MEGABYTE = 1024 * 1024
PROVINCE = "tỉnh Hưng Yên"
SIGN_ON_LABEL = "Đăng nhập một lần của tỉnh"
# A webhook's secret as the convention has it; in bytes.
SECRET_PREFIX, SHORTEST_SECRET = "whsec_", 24
# What signs and seals must not be guessed: letters in all, and different ones.
SHORTEST_KEY, DIFFERENT_LETTERS = 32, 8
# The kernel takes 107 bytes (Linux) or 103 (macOS) as the path of a unix socket, and clients of the queues' server
# read its own description of a connection, in which a blank or an equals sign in the path misleads them.
# An address that every mail server takes; of a server's own name a domain may be one word.
_SENDER_USER = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_SENDER_DOMAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")
SOCKET_PATH = re.compile(r"[A-Za-z0-9_./+@~-]{1,100}")

UNTOLD_PROXY = message(
    "Trang web đứng sau máy chủ trung gian (proxy) nhưng TONGHOP_PROXIES đang là 0: mọi người dùng bị coi là cùng một "
    "địa chỉ mạng, một người nhập sai mật khẩu làm chậm cả tỉnh. Đặt TONGHOP_PROXIES bằng số máy chủ trung gian, "
    "thường là TONGHOP_PROXIES=1, rồi khởi động lại."
)


@dataclass(frozen=True)
class Setting(Generic[Value]):
    """What one variable of the environment may say; left out or empty, it says `default`.

    `read` takes the name and the text, and raises TonghopError where the text cannot be right. `words` and `shown`, the
    default as people write it, are for the README.
    """

    name: str
    read: Callable[[str, str], Value]
    default: Value
    words: str
    shown: str = ""

    def of(self, environment: Mapping[str, str]) -> Value:
        """Its value; raises TonghopError."""
        text = environment.get(self.name)
        return self.read(self.name, text) if text else self.default


def _text(_name: str, text: str) -> str:
    return text


def _folder(_name: str, text: str) -> Path:
    return Path(text).resolve()


def _database(_name: str, url: str) -> str:
    """The address with the driver that tonghop ships; hosting services write postgres:// or postgresql://."""
    scheme, separator, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if separator and scheme in {"postgres", "postgresql"} else url


def _queue(_name: str, text: str) -> str:
    url = _split(text)
    if url is None or url.scheme not in {"redis", "rediss", "unix"}:
        raise TonghopError(
            message("REDIS_URL cần có dạng redis://máy-chủ:6379/0, rediss://máy-chủ:6379/0 hoặc unix:///đường-dẫn.")
        )
    return text


def _address(_name: str, text: str) -> str:
    if not _is_address(text, {"http", "https"}):
        raise TonghopError(
            message(
                "TONGHOP_ADDRESS cần có dạng https://máy-chủ, đang là «{text}»: đây là địa chỉ người dùng mở trên "
                "trình duyệt.",
                text=text,
            )
        )
    return text.rstrip("/")


def _secret(_name: str, text: str) -> str:
    if len(text) < SHORTEST_KEY or len(set(text)) < DIFFERENT_LETTERS:
        raise TonghopError(
            message(
                "TONGHOP_SECRET quá ngắn hoặc dễ đoán: cần ít nhất {least} ký tự ngẫu nhiên, ví dụ kết quả của lệnh: "
                "openssl rand -base64 48",
                least=SHORTEST_KEY,
            )
        )
    return text


def _mail_server(_name: str, text: str) -> str:
    if not _is_address(text, {"smtp", "smtps"}):
        raise TonghopError(message("TONGHOP_SMTP_URL cần có dạng smtp://máy-chủ:587 hoặc smtps://máy-chủ:465."))
    return text


def _sender(_name: str, text: str) -> str:
    # The name may have commas, which would part two senders where it is not quoted.
    found = re.fullmatch(r"(?P<name>[^<>]*)<(?P<address>[^<>\s]+)>|(?P<bare>[^<>\s]+)", text.strip())
    address = "" if found is None else found["address"] or found["bare"]
    user, _, domain = address.rpartition("@")
    if found is None or not _SENDER_USER.fullmatch(user) or not _SENDER_DOMAIN.fullmatch(domain):
        raise TonghopError(
            message("TONGHOP_MAIL_SENDER cần có dạng «Tên <dia-chi@ten-mien>», đang là «{text}».", text=text)
        )
    name = (found["name"] or "").strip().strip('"').replace("\\", "").replace('"', "")
    return f'"{name}" <{address}>' if name else address


def _hook_address(_name: str, text: str) -> str:
    if urlsplit(text).scheme not in {"http", "https"} or not urlsplit(text).hostname:
        raise TonghopError(message("TONGHOP_WEBHOOK_URL cần có dạng https://máy-chủ/đường-dẫn."))
    return text


def _yes(name: str, text: str) -> bool:
    if text not in {"0", "1"}:
        raise TonghopError(message("{name} cần là 1 (có) hoặc 0 (không), đang là «{text}».", name=name, text=text))
    return text == "1"


def _words(_name: str, text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _key(_name: str, text: str) -> bytes:
    try:
        key = base64.b64decode(text.removeprefix(SECRET_PREFIX), validate=True)
    except ValueError:
        key = b""
    if not text.startswith(SECRET_PREFIX) or len(key) < SHORTEST_SECRET:
        raise TonghopError(
            message(
                "TONGHOP_WEBHOOK_SECRET cần có dạng {prefix} và tiếp theo là ít nhất {least} byte ngẫu nhiên viết ở "
                "dạng base64, ví dụ kết quả của lệnh: echo {prefix}$(openssl rand -base64 32)",
                prefix=SECRET_PREFIX,
                least=SHORTEST_SECRET,
            )
        )
    return key


def _whole(name: str, text: str) -> int:
    if not text.isdecimal():
        raise TonghopError(message("{name} cần là số nguyên, đang là «{text}».", name=name, text=text))
    return int(text)


def _positive(name: str, text: str) -> int:
    found = _whole(name, text)
    if found == 0:
        raise TonghopError(message("{name} cần là số nguyên dương.", name=name))
    return found


def _megabytes(name: str, text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise TonghopError(message("{name} cần là số nguyên dương (MB), đang là «{text}».", name=name, text=text))
    return int(text) * MEGABYTE


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


DATA = Setting("TONGHOP_DATA", _text, "data", "data folder, the same as `--data`", "`./data`")
DATABASE = Setting(
    "DATABASE_URL", _database, "", "PostgreSQL instead of SQLite: `postgresql://user:password@host/name`"
)
QUEUE = Setting("REDIS_URL", _queue, "", "a queue server instead of the embedded Valkey: `redis://host:6379/0`")
TEMPLATES = Setting("TONGHOP_TEMPLATES", _text, "", "folder of the province's own report templates")
NAME = Setting("TONGHOP_PROVINCE", _text, PROVINCE, "the name in titles", f"«{PROVINCE}»")
ADDRESS = Setting(
    "TONGHOP_ADDRESS", _address, "http://127.0.0.1:8000",
    "the address that people use, for links in letters and for verification", "`http://127.0.0.1:8000`",
)  # fmt: skip
SECRET = Setting(
    "TONGHOP_SECRET", _secret, "",
    "key of the sign-in cookies, of links in mails and of what is sealed in the database, to be set alike where there "
    "are several machines; at least 32 random characters (`openssl rand -base64 48`)",
    "made and kept in the data folder",
)  # fmt: skip
MAIL_SERVER = Setting(
    "TONGHOP_SMTP_URL", _mail_server, "", "mail server: `smtp://user:password@host:587` or `smtps://…`",
    "mails are kept to be read",
)  # fmt: skip
SENDER = Setting(
    "TONGHOP_MAIL_SENDER", _sender, "tonghop <tonghop@localhost>", "sender of mails: `Name <address>`",
    "`tonghop <tonghop@localhost>`",
)  # fmt: skip
PACE = Setting(
    "TONGHOP_MAILS_PER_MINUTE", _positive, 120,
    "most mails, and as many webhook calls, handed over a minute by all workers together", "120",
)  # fmt: skip
HOOK = Setting(
    "TONGHOP_WEBHOOK_URL", _hook_address, "", "reminders also as signed calls by the Standard Webhooks convention"
)
HOOK_KEY = Setting(
    "TONGHOP_WEBHOOK_SECRET", _key, b"",
    "the key that signs them: `whsec_` and 32 random bytes in base64; needed with the address",
)  # fmt: skip
ISSUER = Setting(
    "TONGHOP_OIDC_ISSUER", _text, "",
    "single sign-on by OpenID Connect; an account is found by its verified address the first time and by the "
    "provider's `sub` from then on",
)  # fmt: skip
CLIENT = Setting("TONGHOP_OIDC_CLIENT_ID", _text, "", "tonghop's name at the provider; needed with it")
CLIENT_KEY = Setting("TONGHOP_OIDC_CLIENT_SECRET", _text, "", "tonghop's secret at the provider; needed with it")
LABEL = Setting("TONGHOP_OIDC_LABEL", _text, SIGN_ON_LABEL, "what the button says", f"«{SIGN_ON_LABEL}»")
VOUCHED = Setting(
    "TONGHOP_OIDC_EMAIL_VERIFIED", _yes, False,
    "`1`: the provider verifies all addresses although it sends no `email_verified` (0: such an address is not "
    "believed)",
    "0",
)  # fmt: skip
FACTOR = Setting[tuple[str, ...]](
    "TONGHOP_OIDC_FACTOR_ACR", _words, (),
    "values of `acr`, separated by blanks, that mean a second factor; `amr` with `mfa`, `otp`, `hwk` … means it too. "
    "Where a second factor is asked for and the provider says nothing of one, tonghop asks for its own",
)  # fmt: skip
PROXIES = Setting(
    "TONGHOP_PROXIES", _whole, 0,
    "how many proxies stand before it; without it everybody behind a proxy is taken to be at one address, which is "
    "said at the start and in the log",
    "0",
)  # fmt: skip
WORKERS = Setting("TONGHOP_WEB_WORKERS", _whole, 2, "web processes", "2")
LARGEST_FILE = Setting("TONGHOP_MAX_UPLOAD_MB", _megabytes, 20 * MEGABYTE, "largest file taken, in MB", "20")
LARGEST_JSON = Setting("TONGHOP_MAX_JSON_MB", _megabytes, 4 * MEGABYTE, "largest JSON taken, in MB", "4")

CONTACT = Setting(
    "TONGHOP_CONTACT", _text, "",
    "whom people ask for help, in free words: name, telephone and address of the person at Home Affairs; stands on "
    "every page and in the help",
)  # fmt: skip

AUTHORITIES = Setting(
    "TONGHOP_AUTHORITIES", read_authorities, Authorities(),
    "certificate authorities whose signatures on PDFs are trusted: a PEM file, or a folder of them, with lists of "
    "revoked certificates (`X509 CRL`) where there are any; without it only the integrity of a signed file is checked",
)  # fmt: skip

# All of them, in the order of the README.
SETTINGS: tuple[Setting[Any], ...] = (
    DATA, DATABASE, QUEUE, TEMPLATES, NAME, CONTACT, ADDRESS, SECRET, MAIL_SERVER, SENDER, PACE, HOOK, HOOK_KEY, ISSUER,
    CLIENT, CLIENT_KEY, LABEL, VOUCHED, FACTOR, PROXIES, WORKERS, LARGEST_FILE, LARGEST_JSON,
    AUTHORITIES,
)  # fmt: skip


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
class WebhookSettings:
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
    province: str = NAME.default
    contact: str = CONTACT.default
    max_upload: int = LARGEST_FILE.default
    max_json: int = LARGEST_JSON.default
    address: str = ADDRESS.default
    secret: str = ""
    smtp_url: str | None = None
    mail_sender: str = SENDER.default
    mails_per_minute: int = PACE.default
    webhook: WebhookSettings | None = None
    oidc: Provider | None = None
    proxies: int = PROXIES.default
    web_workers: int = WORKERS.default
    authorities: Authorities = AUTHORITIES.default

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
    folder = (data or Path(DATA.of(environment))).resolve()
    own = TEMPLATES.of(environment)
    return Settings(
        data=folder,
        database_url=DATABASE.of(environment) or f"sqlite:///{folder / 'tonghop.sqlite3'}",
        redis_url=QUEUE.of(environment) or None,
        own_templates=Path(own).resolve() if own else None,
        province=NAME.of(environment),
        contact=CONTACT.of(environment),
        max_upload=LARGEST_FILE.of(environment),
        max_json=LARGEST_JSON.of(environment),
        address=ADDRESS.of(environment),
        secret=SECRET.of(environment),
        smtp_url=MAIL_SERVER.of(environment) or None,
        mail_sender=SENDER.of(environment),
        mails_per_minute=PACE.of(environment),
        webhook=_hook(environment),
        oidc=_provider(environment),
        proxies=PROXIES.of(environment),
        web_workers=max(1, WORKERS.of(environment)),
        authorities=AUTHORITIES.of(environment),
    )


def _provider(environment: Mapping[str, str]) -> Provider | None:
    issuer = ISSUER.of(environment)
    if not issuer:
        return None
    for needed in (CLIENT, CLIENT_KEY):
        if not needed.of(environment):
            raise TonghopError(message("Đăng nhập một lần cần thêm {name}.", name=needed.name))
    return Provider(
        issuer.rstrip("/"), CLIENT.of(environment), CLIENT_KEY.of(environment), LABEL.of(environment),
        verifies_all=VOUCHED.of(environment), factor_levels=FACTOR.of(environment),
    )  # fmt: skip


def _hook(environment: Mapping[str, str]) -> WebhookSettings | None:
    url = HOOK.of(environment)
    # Without a key the address is refused with what a key looks like.
    return WebhookSettings(url, HOOK_KEY.of(environment) or _key(HOOK_KEY.name, "")) if url else None
