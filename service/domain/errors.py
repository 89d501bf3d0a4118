"""Messages for people and the errors that carry them; the web turns each error into one HTTP answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from service.domain.bilingual import Bilingual

_GAP = re.compile(r"\{([\w.]+)\}")


@dataclass(frozen=True)
class Message:
    """A Vietnamese sentence with named gaps, kept apart from its values so that it can be translated later.

    A value that is words of ours is a Message itself, or Bilingual where a report template has the words; what people
    wrote and figures are text, and stay as they are.
    """

    text: str
    values: Mapping[str, str | Message] = field(default_factory=dict)

    def __str__(self) -> str:
        return _GAP.sub(lambda gap: str(self.values[gap[1]]), self.text) if self.values else self.text


def message(text: str, /, **values: object) -> Message:
    """A Message whose values are the given ones, as text where they are no words of ours."""
    ours = (Message, Bilingual)
    return Message(text, {name: value if isinstance(value, ours) else str(value) for name, value in values.items()})


class Level(StrEnum):
    """How grave a finding is: an error makes a filing invalid, a warning asks for an explanation."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """What a rule or a reader said: `subjects` are JSON paths into the payload, `place` is where people look.

    `explanation` is what the unit said to a warning; empty where it said nothing.
    """

    rule: str
    level: Level
    message: Message
    subjects: tuple[str, ...] = ()
    place: str = ""
    operands: Mapping[str, str] = field(default_factory=dict)
    explanation: str = ""


MOST_FINDINGS = 500


class FirstFindings:
    """Keeps the first five hundred errors, and as many warnings: nobody reads more, and memory has an end.

    Its length is how many there were in all.
    """

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self._counts = dict.fromkeys(Level, 0)

    def add(self, finding: Finding) -> None:
        """Keep the finding while there is room for one as grave."""
        self._counts[finding.level] += 1
        if self._counts[finding.level] <= MOST_FINDINGS:
            self._found.append(finding)

    @property
    def is_full(self) -> bool:
        """Whether there are so many errors that looking for more is of no use."""
        return self._counts[Level.ERROR] >= MOST_FINDINGS

    def __bool__(self) -> bool:
        return bool(self._found)

    def __len__(self) -> int:
        return sum(self._counts.values())

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._found)


class TonghopError(Exception):
    """An error that a person caused or can mend; its message is meant for that person."""

    def __init__(self, said: Message, problems: Sequence[Finding] = ()) -> None:
        super().__init__(str(said))
        self.said = said
        self.problems = tuple(problems)

    def __reduce__(self) -> tuple[type[TonghopError], tuple[Message, tuple[Finding, ...]]]:
        """What another process needs to raise the same error."""
        return type(self), (self.said, self.problems)


class UnreadableError(TonghopError):
    """The bytes cannot be understood as a report; `problems` names every place."""


class UsedKeyError(TonghopError):
    """A key by which a request is told from others was used for another one."""


class TooLargeError(TonghopError):
    """The file is larger than what is taken in."""


class WrongTypeError(TonghopError):
    """The bytes are of a kind that is not taken in."""


class ConflictError(TonghopError):
    """The request was understood and does not fit the present state, such as a closed period."""


class EntryError(ConflictError):
    """What was entered in a field will not do; `field` is the name under which the field is sent."""

    def __init__(self, field: str, said: Message) -> None:
        super().__init__(said)
        self.field = field

    def __reduce__(self) -> tuple[type[EntryError], tuple[str, Message]]:  # type: ignore[override]
        return type(self), (self.field, self.said)


class NotFoundError(TonghopError):
    """What was named does not exist."""


class HiddenError(NotFoundError):
    """What was named exists, and is not the caller's to know of."""


class ForbiddenError(TonghopError):
    """The caller may not do this."""


class UnauthenticatedError(TonghopError):
    """The caller did not say who they are, or said it wrongly."""


class UnavailableError(TonghopError):
    """What is needed does not answer just now; the same request may succeed a little later."""


class StorageFullError(UnavailableError):
    """There is no room left to write to; somebody has to make some, and then the same request succeeds."""


class CatalogueError(TonghopError):
    """A file of the report catalogue is faulty; the message names file, row and column."""
