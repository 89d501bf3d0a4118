"""All settings: one table of what the environment may say, and one frozen dataclass, read once."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from service.authorities import Authorities, read_authorities
from service.domain.errors import Message, TonghopError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.quota import Quota
from service.domain.organization.retention import DEFAULT_DAYS, Retention, RetentionKind
from service.setting_values import (
    MEGABYTE,
    Setting,
    as_address,
    as_database,
    as_hook_address,
    as_key,
    as_mail_server,
    as_megabytes,
    as_megabytes_or_none,
    as_positive,
    as_queue,
    as_secret,
    as_sender,
    as_text,
    as_whole,
    as_words,
    as_yes,
)

PROVINCE = "tỉnh Hưng Yên"
SIGN_ON_LABEL = "Đăng nhập một lần của tỉnh"
# The kernel takes 107 bytes (Linux) or 103 (macOS) as the path of a unix socket, and clients of the queues' server
# read its own description of a connection, in which a blank or an equals sign in the path misleads them.
SOCKET_PATH = re.compile(r"[A-Za-z0-9_./+@~-]{1,100}")

UNTOLD_PROXY = message(
    "Trang web đứng sau máy chủ trung gian (proxy) nhưng TONGHOP_PROXIES đang là 0: mọi người dùng bị coi là cùng một "
    "địa chỉ mạng, một người nhập sai mật khẩu làm chậm cả tỉnh. Đặt TONGHOP_PROXIES bằng số máy chủ trung gian, "
    "thường là TONGHOP_PROXIES=1, rồi khởi động lại."
)


DATA = Setting("TONGHOP_DATA", as_text, "data", "data folder, the same as `--data`", "`./data`")
DATABASE = Setting(
    "DATABASE_URL", as_database, "", "PostgreSQL instead of SQLite: `postgresql://user:password@host/name`"
)
QUEUE = Setting("REDIS_URL", as_queue, "", "a queue server instead of the embedded Valkey: `redis://host:6379/0`")
TEMPLATES = Setting("TONGHOP_TEMPLATES", as_text, "", "folder of the province's own report templates")
NAME = Setting("TONGHOP_PROVINCE", as_text, PROVINCE, "the name in titles", f"«{PROVINCE}»")
ADDRESS = Setting(
    "TONGHOP_ADDRESS", as_address, "http://127.0.0.1:8000",
    "the address that people use, for links in letters and for verification", "`http://127.0.0.1:8000`",
)  # fmt: skip
SECRET = Setting(
    "TONGHOP_SECRET", as_secret, "",
    "key of the sign-in cookies, of links in mails and of what is sealed in the database, to be set alike where there "
    "are several machines; at least 32 random characters (`openssl rand -base64 48`)",
    "made and kept in the data folder",
)  # fmt: skip
MAIL_SERVER = Setting(
    "TONGHOP_SMTP_URL", as_mail_server, "", "mail server: `smtp://user:password@host:587` or `smtps://…`",
    "mails are kept to be read",
)  # fmt: skip
SENDER = Setting(
    "TONGHOP_MAIL_SENDER", as_sender, "tonghop <tonghop@localhost>", "sender of mails: `Name <address>`",
    "`tonghop <tonghop@localhost>`",
)  # fmt: skip
PACE = Setting(
    "TONGHOP_MAILS_PER_MINUTE", as_positive, 120,
    "most mails, and as many webhook calls, handed over a minute by all workers together", "120",
)  # fmt: skip
HOOK = Setting(
    "TONGHOP_WEBHOOK_URL", as_hook_address, "", "reminders also as signed calls by the Standard Webhooks convention"
)
HOOK_KEY = Setting(
    "TONGHOP_WEBHOOK_SECRET", as_key, b"",
    "the key that signs them: `whsec_` and 32 random bytes in base64; needed with the address",
)  # fmt: skip
ISSUER = Setting(
    "TONGHOP_OIDC_ISSUER", as_text, "",
    "single sign-on by OpenID Connect; an account is found by its verified address the first time and by the "
    "provider's `sub` from then on",
)  # fmt: skip
CLIENT = Setting("TONGHOP_OIDC_CLIENT_ID", as_text, "", "tonghop's name at the provider; needed with it")
CLIENT_KEY = Setting("TONGHOP_OIDC_CLIENT_SECRET", as_text, "", "tonghop's secret at the provider; needed with it")
LABEL = Setting("TONGHOP_OIDC_LABEL", as_text, SIGN_ON_LABEL, "what the button says", f"«{SIGN_ON_LABEL}»")
VOUCHED = Setting(
    "TONGHOP_OIDC_EMAIL_VERIFIED", as_yes, False,
    "`1`: the provider verifies all addresses although it sends no `email_verified` (0: such an address is not "
    "believed)",
    "0",
)  # fmt: skip
FACTOR = Setting[tuple[str, ...]](
    "TONGHOP_OIDC_FACTOR_ACR", as_words, (),
    "values of `acr`, separated by blanks, that mean a second factor; `amr` with `mfa`, `otp`, `hwk` … means it too. "
    "Where a second factor is asked for and the provider says nothing of one, tonghop asks for its own",
)  # fmt: skip
PROXIES = Setting(
    "TONGHOP_PROXIES", as_whole, 0,
    "how many proxies stand before it; without it everybody behind a proxy is taken to be at one address, which is "
    "said at the start and in the log",
    "0",
)  # fmt: skip
WORKERS = Setting("TONGHOP_WEB_WORKERS", as_whole, 2, "web processes", "2")
LARGEST_FILE = Setting("TONGHOP_MAX_UPLOAD_MB", as_megabytes, 20 * MEGABYTE, "largest file taken, in MB", "20")
LARGEST_JSON = Setting("TONGHOP_MAX_JSON_MB", as_megabytes, 4 * MEGABYTE, "largest JSON taken, in MB", "4")
FILINGS = Setting(
    "TONGHOP_FILINGS_PER_HOUR", as_whole, 120,
    "most submissions that one agency may hand in within an hour; 0: no limit", "120",
)  # fmt: skip
STORED = Setting(
    "TONGHOP_MB_PER_DAY", as_megabytes_or_none, 1000 * MEGABYTE,
    "most that one agency may hand in within 24 hours, submissions and files beside them, in MB; 0: no limit", "1000",
)  # fmt: skip
CALLS = Setting(
    "TONGHOP_CALLS_PER_MINUTE", as_whole, 600,
    "most calls of the API with one token within a minute; 0: no limit", "600",
)  # fmt: skip
TOKEN_BYTES = Setting(
    "TONGHOP_TOKEN_MB_PER_DAY", as_megabytes_or_none, 5000 * MEGABYTE,
    "most that programs may send with one token within a day, for whichever agencies, in MB; 0: no limit", "5000",
)  # fmt: skip

CONTACT = Setting(
    "TONGHOP_CONTACT", as_text, "",
    "whom people ask for help, in free words: name, telephone and address of the person at Home Affairs; stands on "
    "every page and in the help",
)  # fmt: skip

AUTHORITIES = Setting(
    "TONGHOP_AUTHORITIES", read_authorities, Authorities(),
    "certificate authorities whose signatures on PDFs are trusted: a PEM file, or a folder of them, with lists of "
    "revoked certificates (`X509 CRL`) where there are any; without it only the integrity of a signed file is checked",
)  # fmt: skip

BACKUPS = Setting(
    "TONGHOP_BACKUPS", as_text, "",
    "folder for a backup a day, made after one in the night or as soon as it runs again; better on "
    "another disk", "no backups are made",
)  # fmt: skip
BACKUPS_KEPT = Setting("TONGHOP_BACKUPS_KEPT", as_positive, 14, "how many of them are kept", "14")

# After how many days what is of a kind goes; reports that count, editions, decisions and evidence never do.
KEPT: Mapping[RetentionKind, Setting[int]] = {
    RetentionKind.FILINGS: Setting(
        "TONGHOP_KEEP_FILINGS_DAYS", as_whole, DEFAULT_DAYS[RetentionKind.FILINGS],
        "days for which files of submissions are kept that a later one replaced, in closed periods; 0: for ever", "0",
    ),
    RetentionKind.WORKBOOKS: Setting(
        "TONGHOP_KEEP_WORKBOOKS_DAYS", as_whole, DEFAULT_DAYS[RetentionKind.WORKBOOKS],
        "days for which workbooks are kept that were built while their period was open, but its newest; 0: for ever",
        "0",
    ),
    RetentionKind.CONSOLIDATIONS: Setting(
        "TONGHOP_KEEP_CONSOLIDATIONS_DAYS", as_whole, DEFAULT_DAYS[RetentionKind.CONSOLIDATIONS],
        "days for which merged reports are kept that a later one replaced, and that no edition or workbook stands on; "
        "0: for ever",
        "90",
    ),
    RetentionKind.MAILS: Setting(
        "TONGHOP_KEEP_MAILS_DAYS", as_whole, DEFAULT_DAYS[RetentionKind.MAILS],
        "days for which the words of mails are kept that were sent or need not go any more; 0: for ever", "0",
    ),
    RetentionKind.EVENTS: Setting(
        "TONGHOP_KEEP_EVENTS_DAYS", as_whole, DEFAULT_DAYS[RetentionKind.EVENTS],
        "days for which sign-ins, refused attempts and downloads in the log are kept; 0: for ever", "0",
    ),
    RetentionKind.LINKS: Setting(
        "TONGHOP_KEEP_LINKS_DAYS", as_whole, DEFAULT_DAYS[RetentionKind.LINKS],
        "days for which links and sign-ins after their end are kept; 0: for ever", "30",
    ),
}  # fmt: skip

QUOTA = Quota(FILINGS.default, STORED.default)

# All of them, in the order of the README.
SETTINGS: tuple[Setting[Any], ...] = (
    DATA, DATABASE, QUEUE, TEMPLATES, NAME, CONTACT, ADDRESS, SECRET, MAIL_SERVER, SENDER, PACE, HOOK, HOOK_KEY, ISSUER,
    CLIENT, CLIENT_KEY, LABEL, VOUCHED, FACTOR, PROXIES, WORKERS, LARGEST_FILE, LARGEST_JSON, FILINGS, STORED, CALLS,
    TOKEN_BYTES, AUTHORITIES, BACKUPS, BACKUPS_KEPT, *KEPT.values(),
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
    """How this installation runs; `redis_url` is None with the embedded Valkey, `given` are names of settings."""

    data: Path
    database_url: str
    redis_url: str | None = None
    own_templates: Path | None = None
    province: str = NAME.default
    contact: str = CONTACT.default
    max_upload: int = LARGEST_FILE.default
    max_json: int = LARGEST_JSON.default
    quota: Quota = QUOTA
    calls_per_minute: int = CALLS.default
    token_bytes_a_day: int = TOKEN_BYTES.default
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
    backups: Path | None = None
    backups_kept: int = BACKUPS_KEPT.default
    retention: Retention = field(default_factory=Retention)
    given: tuple[str, ...] = ()

    @property
    def sqlite_file(self) -> Path | None:
        """The file of the database; None where a server or memory holds it."""
        path = self.database_url.removeprefix("sqlite:///")
        return Path(path) if path != self.database_url and path else None

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
    own, backups = TEMPLATES.of(environment), BACKUPS.of(environment)
    return Settings(
        data=folder,
        database_url=DATABASE.of(environment) or f"sqlite:///{folder / 'tonghop.sqlite3'}",
        redis_url=QUEUE.of(environment) or None,
        own_templates=Path(own).resolve() if own else None,
        province=NAME.of(environment),
        contact=CONTACT.of(environment),
        max_upload=LARGEST_FILE.of(environment),
        max_json=LARGEST_JSON.of(environment),
        quota=Quota(FILINGS.of(environment), STORED.of(environment)),
        calls_per_minute=CALLS.of(environment),
        token_bytes_a_day=TOKEN_BYTES.of(environment),
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
        backups=Path(backups).resolve() if backups else None,
        backups_kept=BACKUPS_KEPT.of(environment),
        retention=Retention({kind: setting.of(environment) for kind, setting in KEPT.items()}),
        given=tuple(setting.name for setting in SETTINGS if environment.get(setting.name)),
    )


def is_loopback(address: str) -> bool:
    """Whether an address leads to the machine itself, so that nobody else can open it."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def loopback_notice(address: str) -> Message | None:
    """What is said where links in mails lead to the machine itself; else None."""
    if not is_loopback(address):
        return None
    return message(
        "Liên kết trong thư sẽ dẫn đến {address}, người nhận ở máy khác không mở được: đặt TONGHOP_ADDRESS bằng địa "
        "chỉ mọi người dùng để mở trang, giống nhau trên mọi máy.",
        address=address,
    )


def address_notice(settings: Settings, own: str = "") -> Message | None:
    """What is said at the start of links in mails that nobody could open; `own` stands in for an address not set."""
    is_set = ADDRESS.name in settings.given
    notice = loopback_notice(settings.address if is_set or not own else own)
    return notice if settings.smtp_url or not is_set else None


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
    return WebhookSettings(url, HOOK_KEY.of(environment) or as_key(HOOK_KEY.name, "")) if url else None
