"""The parts of a workbook file: sheets, names, shared texts and number formats, read without a cell more than needed.

A library would read each sheet twice, once for formulas and once for values, and all styles besides.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from posixpath import normpath
from typing import IO, Any

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS

from service.domain.errors import Message, TooLargeError, UnreadableError, message
from service.domain.notation.numbers import format_vietnamese, shorten
from service.readers.excel.container import DAMAGED, MAX_UNPACKED, TOO_MUCH, part_name

# A damaged part can fail in three ways, and in no other, since nothing here asks an element for more than its text
# and attributes: unpacking it (zipfile names BadZipFile, zlib.error, EOFError, OSError, NotImplementedError for
# methods it does not know, RuntimeError for passwords, struct.error for short headers), parsing it (LxmlError),
# and following what stands in it (LookupError for a sheet, text or style that is not there, ValueError and
# OverflowError for what int(), float() and dates cannot take).
MALFORMED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError,
    etree.LxmlError, LookupError, ValueError, OverflowError,
)  # fmt: skip
MEGABYTE = 1024 * 1024
# A tree of empty elements takes thirty times its bytes. A full form has a tenth of a megabyte a sheet.
MAX_TREE = 3 * MEGABYTE
# What Excel itself keeps: letters of a number format, cell styles of a workbook, columns of a sheet.
MAX_FORMAT, MAX_STYLES, MAX_COLUMNS = 255, 65_490, 16_384
# Of styles and of the workbook itself unpacked: offices copy cells for years, and their unused styles and names along.
MAX_LISTED = 16 * MEGABYTE
# What a styles part lists over and over.
_STYLES = ("numFmt", "xf", "cellStyle", "font", "fill", "border", "dxf")
_PRINT_AREA, _PRINT_TITLES, _BUILT_IN = "_xlnm.Print_Area", "_xlnm.Print_Titles", "_xlnm."
AROUND = (
    "row", "col", "mergeCell", "dataValidation", "conditionalFormatting", "autoFilter", "hyperlink", "headerFooter",
)  # fmt: skip
# How an element names the part or place that it relates to; the second in workbooks saved as strict.
RELATION_KEYS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
# Entities and outside resources are how a small file becomes a large one, or reads ours.
_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
# How a workbook writes what XML cannot carry: `_x000B_` is a vertical tab, `_x005F_` an underscore.
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# What a number format sets apart from its signs: text in quotes, colours, languages and conditions; not `[h]`, hours.
_SET_APART = re.compile(r'"[^"]*"|\[(?!hh?\]|mm?\]|ss?\])[^\[\]]*\]', re.IGNORECASE)
_DAY_OR_TIME = re.compile(r"(?<![_\\])[dmhys]", re.IGNORECASE)


class Metered:
    """A part being unpacked and parsed; TooLargeError where the tree made from it, or the whole, grows too large."""

    def __init__(self, part: IO[bytes], most: int) -> None:
        self._part = part
        self._left = most
        self._grown = 0

    def read(self, size: int) -> bytes:
        """The next bytes."""
        found = self._part.read(size)
        self._grown += len(found)
        self._left -= len(found)
        if self._grown > MAX_TREE or self._left < 0:
            raise TooLargeError(TOO_MUCH)
        return found

    def elements(self, *tags: str) -> Iterator[Any]:
        """The elements of these names, each gone from memory when the next is asked for."""
        for _, element in etree.iterparse(self, tag=tags, **_SAFE):
            yield element
            self._grown = 0
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]

    @property
    def left(self) -> int:
        """How many more bytes may be read."""
        return self._left


@dataclass(frozen=True)
class Limits:
    """What a workbook may hold: bytes of its sheets unpacked, rows and cells of all sheets together, shared texts."""

    sheets: int
    cells: int
    texts: int


# A full form has some four thousand cells and texts; people leave formatted ones around it.
FORM = Limits(16 * MEGABYTE, 500_000, 100_000)
# A workbook of ours, perhaps saved again by Excel; that of four thousand units has 66 MB and a million cells.
OURS = Limits(256 * MEGABYTE, 5_000_000, 1_000_000)


class Parts:
    """An opened workbook file; a part that is damaged raises one of MALFORMED."""

    def __init__(self, raw: bytes, limits: Limits = FORM) -> None:
        self._left = limits.sheets
        self._cells_left = limits.cells
        self._most_texts = limits.texts
        self._archive = zipfile.ZipFile(BytesIO(raw))
        # The names of parts are the same in small letters and capitals, and some programs write them with backslashes.
        self._entries = {part_name(entry.filename): entry for entry in self._archive.infolist()}
        main = next(path for kind, _, path in self._relations("_rels/.rels", "") if kind == "officeDocument")
        folder, _, name = main.rpartition("/")
        targets = {key: (kind, path) for kind, key, path in self._relations(f"{folder}/_rels/{name}.rels", folder)}
        self._by_kind = dict(targets.values())
        self.book_relations = tuple(targets.values())
        self.sheets: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.states: dict[str, str] = {}
        self.print_areas: dict[str, str] = {}
        self.print_titles: dict[str, str] = {}
        self.names_of_sheets: dict[tuple[str, str], str] = {}
        self.from_1904 = False
        for item in self._listed(main, "sheet", "definedName", "workbookPr"):
            match _local(item.tag):
                case "sheet":
                    relation = next(key for name in RELATION_KEYS if (key := item.get(name)))
                    self.sheets[item.get("name", "")] = targets[relation][1]
                    self.states[item.get("name", "")] = item.get("state", "visible")
                case "definedName" if item.get("localSheetId") is None:
                    self.names[item.get("name", "")] = item.text or ""
                case "definedName":
                    self._keep(list(self.sheets)[int(item.get("localSheetId", ""))], item.get("name", ""), item.text)
                case "workbookPr":
                    self.from_1904 = item.get("date1904") in {"1", "true"}

    def _keep(self, sheet: str, name: str, text: str | None) -> None:
        """A name that one sheet has for itself."""
        if name == _PRINT_AREA:
            self.print_areas[sheet] = text or ""
        elif name == _PRINT_TITLES:
            self.print_titles[sheet] = text or ""
        elif not name.startswith(_BUILT_IN):
            self.names_of_sheets[sheet, name] = text or ""

    @cached_property
    def texts(self) -> list[str]:
        """The shared texts, which cells refer to by number."""
        if "sharedStrings" not in self._by_kind:
            return []
        with self._open(self._by_kind["sharedStrings"]) as part:
            found: list[str] = []
            for item in Metered(part, MAX_UNPACKED).elements("{*}si"):
                if len(found) >= self._most_texts:
                    raise TooLargeError(TOO_MUCH)
                found.append(plain_text(item))
            return found

    @cached_property
    def formats(self) -> list[str]:
        """The number format of each cell style: a code such as `0.0%`."""
        if "styles" not in self._by_kind:
            return []
        own: dict[int, str] = {}
        numbers: list[int] = []
        for item in self._listed(self._by_kind["styles"], *_STYLES):
            around, name = item.getparent(), _local(item.tag)
            inside = "" if around is None else _local(around.tag)
            if (inside, name) == ("numFmts", "numFmt"):
                own[int(item.get("numFmtId", "0"))] = _format_code(item.get("formatCode", ""))
            elif (inside, name) == ("cellXfs", "xf"):
                if len(numbers) == MAX_STYLES:
                    raise TooLargeError(_too_many_styles())
                numbers.append(int(item.get("numFmtId", "0")))
        return [own.get(number) or BUILTIN_FORMATS.get(number, "General") for number in numbers]

    @cached_property
    def dates(self) -> list[bool]:
        """Whether each cell style shows a date."""
        shown = {code: is_date_format(code) for code in set(self.formats)}
        return [shown[code] for code in self.formats]

    def rows(self, sheet: str) -> Iterator[Any]:
        """The row elements of a sheet, one at a time."""
        with self._open(self.sheets[sheet]) as part:
            metered = Metered(part, self._left)
            try:
                for row in metered.elements("{*}row"):
                    self._count(row)
                    yield row
            finally:
                # Several sheets may be one part, so what was read is counted over all of them.
                self._left = metered.left

    def _count(self, row: Any) -> None:
        self._cells_left -= 1 + len(row)
        if len(row) > MAX_COLUMNS or self._cells_left < 0:
            raise TooLargeError(TOO_MUCH)

    def around_rows(self, sheet: str) -> Iterator[Any]:
        """What stands beside a sheet's cells, such as columns, merged cells and checks, and the rows."""
        with self._open(self.sheets[sheet]) as part:
            metered = Metered(part, self._left)
            try:
                yield from metered.elements(*(f"{{*}}{name}" for name in AROUND))
            finally:
                self._left = metered.left

    def related(self, kind: str) -> Any:
        """The workbook's part of that kind; None where it has none."""
        return self._tree(self._by_kind[kind]) if kind in self._by_kind else None

    def tree(self, path: str) -> Any:
        """A part that is small enough to be held as a whole."""
        return self._tree(path)

    def properties(self, kind: str) -> Any:
        """The part with the file's properties of that kind: `core`, `extended` or `custom`; None where it has none."""
        found = [path for name, _, path in self._relations("_rels/.rels", "") if name == f"{kind}-properties"]
        return self._tree(found[0]) if found else None

    def links_of(self, path: str) -> dict[str, str]:
        """Where a sheet's links lead that leave it, by their keys."""
        folder, _, name = path.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels"
        if part_name(relations) not in self._entries:
            return {}
        items = self._tree(relations).iterfind("{*}Relationship")
        return {
            item.get("Id", ""): item.get("Target", "") for item in items if item.get("Type", "").endswith("/hyperlink")
        }

    def relations_of(self, path: str) -> Iterator[tuple[str, str, bool]]:
        """What a part points to: kind, target, and whether that is outside of the file."""
        folder, _, name = path.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels"
        if part_name(relations) in self._entries:
            for item in self._tree(relations).iterfind("{*}Relationship"):
                kind, target = item.get("Type", "").rpartition("/")[2], item.get("Target", "")
                is_outside = item.get("TargetMode") == "External"
                yield kind, target if is_outside else _inside(target, folder), is_outside

    def keyed_relations(self, path: str) -> list[tuple[str, str, str]]:
        """What a part points to inside the file: kind, key and path."""
        folder, _, name = path.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels"
        return list(self._relations(relations, folder)) if part_name(relations) in self._entries else []

    def _tree(self, path: str) -> Any:
        entry = self._entries[part_name(path)]
        if entry.file_size > MAX_TREE:
            raise TooLargeError(TOO_MUCH)
        return etree.fromstring(self._archive.read(entry), etree.XMLParser(**_SAFE))

    def _open(self, path: str) -> IO[bytes]:
        return self._archive.open(self._entries[part_name(path)])

    def _listed(self, path: str, *names: str) -> Iterator[Any]:
        """The elements of these names in a part that may be long."""
        with self._open(path) as part:
            yield from Metered(part, MAX_LISTED).elements(*(f"{{*}}{name}" for name in names))

    def _relations(self, path: str, folder: str) -> Iterator[tuple[str, str, str]]:
        """What a part points to: the kind, its key, and the path of the other part."""
        for item in self._tree(path).iterfind("{*}Relationship"):
            inside = _inside(item.get("Target", ""), folder)
            yield item.get("Type", "").rpartition("/")[2], item.get("Id", ""), inside


def _local(tag: str) -> str:
    """The name of an element without its namespace; asked for half a million times of some files."""
    return tag.rpartition("}")[2]


def _too_many_styles() -> Message:
    return message(
        "Tệp Excel có hơn {limit} kiểu ô, là số kiểu nhiều nhất mà Excel giữ được: chép số liệu sang biểu mẫu mới.",
        limit=format_vietnamese(Decimal(MAX_STYLES)),
    )


def _format_code(code: str) -> str:
    """A number format; raises UnreadableError where it is longer than Excel writes them."""
    if len(code) > MAX_FORMAT:
        raise UnreadableError(
            message(
                "Tệp Excel có định dạng số «{code}» dài {count} ký tự, Excel chỉ cho tối đa {limit}: "
                "bỏ định dạng đó, hoặc chép số liệu sang biểu mẫu mới.",
                code=shorten(code),
                count=format_vietnamese(Decimal(len(code))),
                limit=MAX_FORMAT,
            )
        )
    return code


def is_date_format(code: str) -> bool:
    """Whether the first part of a number format shows a day or a time: a letter for one that is no mere text."""
    bare = _SET_APART.sub("", code.partition(";")[0])
    return _DAY_OR_TIME.search(bare) is not None


def _inside(target: str, folder: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(f"{folder}/{target}").lstrip("/")


def plain_text(item: Any) -> str:
    """The text of a shared or inline string, its runs put together and reading aids left out."""
    runs = item.iterfind("{*}r")
    direct = [part.text or "" for part in item.iterfind("{*}t")]
    return unescaped("".join([*direct, *(part.text or "" for run in runs for part in run.iterfind("{*}t"))]))


def unescaped(text: str) -> str:
    """The text with its written-out characters put in; half of a pair, which no text may hold, becomes a sign."""
    spelt = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return spelt.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def opened(raw: bytes) -> Parts:
    """The parts of a file; raises UnreadableError where it is damaged."""
    try:
        return Parts(raw)
    except (*MALFORMED, StopIteration) as error:
        raise UnreadableError(DAMAGED) from error
