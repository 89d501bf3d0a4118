"""What Home Affairs settled of an indicator: on which document it rests, and in which words it is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from service.domain.reporting.definition import Definition, Evidence


@dataclass(frozen=True)
class Settlement:
    """The document that says so, with the place in it, and who settled it when.

    `text` is what is counted in other words, empty where those of the file stand.
    """

    document: str
    article: str
    text: str
    by: str
    at: datetime

    @property
    def source(self) -> str:
        """Document and place, as the file of definitions has them."""
        return f"{self.document}, {self.article}" if self.article else self.document


def settled_definition(definition: Definition, settlement: Settlement | None) -> Definition:
    """A definition as it holds: as its file has it, unless it was settled."""
    if settlement is None:
        return definition
    text = settlement.text or definition.text
    return replace(definition, text=text, source=settlement.source, evidence=Evidence.SOURCE)


def settled_definitions(
    definitions: Mapping[str, Definition], settlements: Mapping[str, Settlement]
) -> Mapping[str, Definition]:
    """The same of all, by indicator; what was settled of an indicator without a definition waits for one."""
    return {code: settled_definition(item, settlements.get(code)) for code, item in definitions.items()}
