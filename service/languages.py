"""The languages that people read, and words of ours in each; Vietnamese is what they are written in."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from service.domain.bilingual import Bilingual
from service.domain.errors import Message

# By code; each is named as its readers name it.
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
VIETNAMESE = "vi"
TRANSLATIONS = Path(__file__).resolve().parent / "web" / "translations"


def translate(said: Message | str, language: str) -> str:
    """A message of the domain, or words of a report template, in a language; Vietnamese where nobody translated it."""
    if isinstance(said, Bilingual):
        return said.english if said.english and language == "en" else str(said)
    if isinstance(said, str):
        return _texts(language).gettext(said) if said else ""
    values = {name: str(in_language(value, language)) for name, value in said.values.items()}
    return str(Message(translate(said.text, language), values))


def in_language(value: object, language: str) -> object:
    """What is shown of a value: words of ours in the reader's language, anything else as it is."""
    return translate(value, language) if isinstance(value, Bilingual | Message) else value


@cache
def _texts(language: str) -> NullTranslations:
    if language == VIETNAMESE:
        return NullTranslations()
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.mo").open("rb") as made:
        return GNUTranslations(made)
