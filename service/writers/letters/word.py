"""Filling a Word template: what is put in is text and nothing else, and the bytes follow from it alone."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined

from service.domain.notation.text import clean
from service.templates_folder import TEMPLATES
from service.writers.letters.carried import CustomPart, embed
from service.writers.reproducible_zip import repack

# So many characters of one text; the whole stays in the filing.
LONGEST = 60_000


@dataclass(frozen=True)
class Properties:
    """What a file says of itself: its title and the authority whose document it is."""

    title: str
    author: str


def fill(
    template: str, content: Mapping[str, Any], target: BinaryIO, moment: datetime, properties: Properties,
    carried: CustomPart | None = None,
) -> None:  # fmt: skip
    """Write the template of that name filled with `content`, as of `moment`; `carried` is a part that goes with it."""
    document = DocxTemplate(str(TEMPLATES / "letters" / f"{template}.docx"))
    document.render(_printable(content), Environment(autoescape=True, undefined=StrictUndefined))
    core = document.docx.core_properties
    core.title, core.author, core.last_modified_by = properties.title[:255], properties.author[:255], ""
    core.language, core.comments = "vi-VN", ""
    raw = io.BytesIO()
    document.save(raw)
    whole = raw.getvalue() if carried is None else embed(raw.getvalue(), carried)
    repack(io.BytesIO(whole), target, moment)


def _printable(value: Any) -> Any:
    """The same without the characters that no document may hold."""
    if isinstance(value, str):
        # A part of a sentence keeps the blanks that part it from the next.
        bare = value.strip(" ")
        before, _, after = value.partition(bare) if bare else (value, "", "")
        return f"{before}{clean(bare[:LONGEST])[0]}{after}"
    if isinstance(value, Mapping):
        return {name: _printable(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value
