"""Messages as calls to the province's message bus, signed by the convention of standardwebhooks.com."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime

import requests

from service.channels.smtp import OutgoingMessage
from service.domain.notifications.delivery import DeliveryError
from service.settings import WebhookSettings

# Seconds for the connection, and for the answer.
TIMEOUT = (5.0, 15.0)
# The answers of a server, or of the proxy before it, that could take nothing else either for now.
AWAY = frozenset({429, 502, 503, 504})
SAID = 300


class Webhook:
    """A message bus; connections are kept until close()."""

    def __init__(self, hook: WebhookSettings) -> None:
        self.hook = hook
        self._session = requests.Session()

    def hand_over(self, parcel: OutgoingMessage, now: datetime) -> None:
        """Call it; raises DeliveryError where the answer is not one of success, or where none comes."""
        body = json.dumps(_content(parcel), ensure_ascii=False).encode()
        try:
            answer = self._session.post(
                self.hook.url, data=body, headers=self._headers(parcel.id, now, body), timeout=TIMEOUT,
                allow_redirects=False,
            )  # fmt: skip
        except requests.RequestException as error:
            raise DeliveryError(str(error), is_away=True) from error
        if not 200 <= answer.status_code < 300:
            said = " ".join(answer.text[:SAID].split())
            raise DeliveryError(
                f"HTTP {answer.status_code} {answer.reason}: {said}", is_away=answer.status_code in AWAY
            )

    def close(self) -> None:
        """Let the connections go."""
        self._session.close()

    def _headers(self, id_: str, now: datetime, body: bytes) -> dict[str, str]:
        timestamp = str(int(now.timestamp()))
        return {
            "Content-Type": "application/json",
            "User-Agent": "tonghop",
            "webhook-id": id_,
            "webhook-timestamp": timestamp,
            "webhook-signature": signature(self.hook.secret, id_, timestamp, body),
        }


def signature(secret: bytes, id_: str, timestamp: str, body: bytes) -> str:
    """The signature of a call: version 1, HMAC-SHA256 over id, moment and body, in base64."""
    digest = hmac.new(secret, f"{id_}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _content(parcel: OutgoingMessage) -> dict[str, object]:
    """What a call says: `agency` is null where the message is about many units."""
    facts = dict(parcel.facts or {})
    name, link = facts.pop("name", None), facts.pop("link", None)
    return {
        "id": parcel.id,
        **facts,
        "recipient": {"email": parcel.recipient, "name": name},
        "subject": parcel.written.subject,
        "text": parcel.written.text,
        "link": link,
    }
