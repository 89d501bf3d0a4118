"""Words of a report template, which its authors give in Vietnamese and may give in English."""

from __future__ import annotations


class Bilingual(str):
    """A Vietnamese text with its `english`, empty where nobody wrote it; everything else takes it as its Vietnamese.

    It is put into the reader's language where it is shown, and nowhere else.
    """

    __slots__ = ("english",)
    english: str

    def __new__(cls, vietnamese: str, english: str = "") -> Bilingual:
        """The text in both languages."""
        made = super().__new__(cls, vietnamese)
        made.english = english
        return made

    def __reduce__(self) -> tuple[type[Bilingual], tuple[str, str]]:
        """What another process needs to have the same words."""
        return type(self), (str(self), self.english)


def english_of(text: str) -> str:
    """The English of a text that has one, else nothing."""
    return text.english if isinstance(text, Bilingual) else ""


def in_both(text: str, english: str) -> str:
    """The text with its English where there is one."""
    return Bilingual(text, english) if english else text
