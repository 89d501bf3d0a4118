"""Messages as JSON in the database, with the words of report templates in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.domain.bilingual import english_of, in_both
from service.domain.errors import Message


def encode_message(said: Message) -> dict[str, Any]:
    """Its text and values."""
    return {"text": _encode_value(said.text), "values": encode_values(said.values)}


def encode_values(values: Mapping[str, str | Message]) -> dict[str, Any]:
    """Its values: text as it is, a message in it as its text and values, words of a template in both languages."""
    return {name: _encode_value(value) for name, value in values.items()}


def decode_message(kept: Mapping[str, Any]) -> Message:
    """The message that was stored."""
    return message_of(_decode_text(kept["text"]), kept["values"])


def message_of(text: str, values: Mapping[str, Any]) -> Message:
    """The message of a text and stored values."""
    return Message(text, {name: _decode_value(value) for name, value in values.items()})


def _encode_value(value: str | Message) -> Any:
    if isinstance(value, Message):
        return encode_message(value)
    return {"vietnamese": value, "english": english_of(value)} if english_of(value) else value


def _decode_value(kept: Any) -> str | Message:
    return decode_message(kept) if isinstance(kept, dict) and "text" in kept else _decode_text(kept)


def _decode_text(kept: Any) -> str:
    return kept if isinstance(kept, str) else in_both(kept["vietnamese"], kept["english"])
