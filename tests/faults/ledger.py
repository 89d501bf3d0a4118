"""What clients hold in their hands: every report that was sent, and what they were answered."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field


@dataclass
class Sent:
    """A report as its unit sent it; `words` stand in no other report.

    `content` is empty where the server writes the bytes. `is_unanswered`: at least once the line broke before an
    answer, so that it may be there without a receipt.
    """

    unit: str
    words: str
    content: bytes = b""
    receipt: str = ""
    refusals: int = 0
    is_unanswered: bool = False

    @property
    def sha256(self) -> str:
        """The fingerprint of its bytes, empty where the server writes them."""
        return hashlib.sha256(self.content).hexdigest() if self.content else ""

    def is_held_by(self, raw: bytes) -> bool:
        """Whether these bytes are what was sent."""
        return raw == self.content if self.content else self.words.encode() in raw


@dataclass
class Ledger:
    """All reports of all clients, in the order in which they were begun."""

    sent: list[Sent] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, sent: Sent) -> Sent:
        """Note a report before it is sent for the first time."""
        with self.lock:
            self.sent.append(sent)
        return sent

    @property
    def receipts(self) -> dict[str, Sent]:
        """What was accepted, by the id on the receipt."""
        accepted = [sent for sent in self.sent if sent.receipt]
        found = {sent.receipt: sent for sent in accepted}
        assert len(found) == len(accepted), "two reports have the same receipt"
        return found

    @property
    def turned_away(self) -> int:
        """How often somebody was refused or not answered."""
        return sum(sent.refusals + sent.is_unanswered for sent in self.sent)
