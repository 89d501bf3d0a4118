"""The parts of a workbook file: sheets, names, shared texts and number formats, read without a cell more than needed.

A library would read each sheet twice, once for formulas and once for values, and all styles besides.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from posixpath import normpath
from typing import Any

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

from service.domain.errors import UnreadableError
from service.readers.excel.container import DAMAGED

# What zipfile and lxml raise for parts that are cut or mixed up, and what the numbers in them may do to int().
MALFORMED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, etree.LxmlError, KeyError, ValueError,
    NotImplementedError, OverflowError, RuntimeError,
)  # fmt: skip
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
# Entities and outside resources are how a small file becomes a large one, or reads ours.
_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


class Parts:
    """An opened workbook file; a part that is damaged raises one of MALFORMED."""

    def __init__(self, raw: bytes) -> None:
        self._archive = zipfile.ZipFile(BytesIO(raw))
        main = next(path for kind, _, path in self._relations("_rels/.rels", "") if kind == "officeDocument")
        book = self._tree(main)
        folder, _, name = main.rpartition("/")
        targets = {key: (kind, path) for kind, key, path in self._relations(f"{folder}/_rels/{name}.rels", folder)}
        self._by_kind = dict(targets.values())
        self.sheets = {
            item.get("name", ""): targets[item.get(_RELATION) or item.get(_STRICT_RELATION)][1]
            for item in book.iterfind("{*}sheets/{*}sheet")
        }
        self.names = {
            item.get("name", ""): item.text or ""
            for item in book.iterfind("{*}definedNames/{*}definedName")
            if item.get("localSheetId") is None
        }
        self.from_1904 = any(item.get("date1904") in {"1", "true"} for item in book.iterfind("{*}workbookPr"))

    @cached_property
    def texts(self) -> list[str]:
        """The shared texts, which cells refer to by number."""
        if "sharedStrings" not in self._by_kind:
            return []
        found = []
        with self._archive.open(self._by_kind["sharedStrings"]) as part:
            for _, item in etree.iterparse(part, tag="{*}si", **_SAFE):
                found.append(plain_text(item))
                item.clear()
        return found

    @cached_property
    def formats(self) -> list[str]:
        """The number format of each cell style: a code such as `0.0%`."""
        if "styles" not in self._by_kind:
            return []
        styles = self._tree(self._by_kind["styles"])
        own = {
            int(item.get("numFmtId", "0")): item.get("formatCode", "")
            for item in styles.iterfind("{*}numFmts/{*}numFmt")
        }
        return [
            own.get(number) or BUILTIN_FORMATS.get(number, "General")
            for number in (int(item.get("numFmtId", "0")) for item in styles.iterfind("{*}cellXfs/{*}xf"))
        ]

    @cached_property
    def dates(self) -> list[bool]:
        """Whether each cell style shows a date."""
        return [is_date_format(code) for code in self.formats]

    def rows(self, sheet: str) -> Iterator[Any]:
        """The row elements of a sheet, one at a time."""
        with self._archive.open(self.sheets[sheet]) as part:
            for _, row in etree.iterparse(part, tag="{*}row", **_SAFE):
                yield row
                row.clear()
                while row.getprevious() is not None:
                    del row.getparent()[0]

    def _tree(self, path: str) -> Any:
        return etree.fromstring(self._archive.read(path), etree.XMLParser(**_SAFE))

    def _relations(self, path: str, folder: str) -> Iterator[tuple[str, str, str]]:
        """What a part points to: the kind, its key, and the path of the other part."""
        for item in self._tree(path).iterfind("{*}Relationship"):
            target = item.get("Target", "")
            inside = target.lstrip("/") if target.startswith("/") else normpath(f"{folder}/{target}").lstrip("/")
            yield item.get("Type", "").rpartition("/")[2], item.get("Id", ""), inside


def plain_text(item: Any) -> str:
    """The text of a shared or inline string, its runs put together and reading aids left out."""
    runs = item.iterfind("{*}r")
    direct = [part.text or "" for part in item.iterfind("{*}t")]
    return "".join([*direct, *(part.text or "" for run in runs for part in run.iterfind("{*}t"))])


def opened(raw: bytes) -> Parts:
    """The parts of a file; raises UnreadableError where it is damaged."""
    try:
        return Parts(raw)
    except (*MALFORMED, StopIteration) as error:
        raise UnreadableError(DAMAGED) from error
