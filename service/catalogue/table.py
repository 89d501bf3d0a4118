"""Reading the catalogue's files so that every fault is named by file, row and column."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from service.catalogue.faults import Faults
from service.domain.bilingual import Bilingual
from service.domain.errors import CatalogueError, message

E = TypeVar("E", bound=StrEnum)
_CELL = rb'(?:"(?:[^"]|"")*+"|[^",\r\n]*+)'
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_DAYS = re.compile(r"-?\d{1,2}")
_WORDS = re.compile(r"\w+_en|requirement")
_ENGLISH_KEY = re.compile(rb"(?m)^[a-z]+_en *= *(?:\[[^\]]*\]|[^\n]*)(?:\n|\Z)")


def fault(file: str, place: str, expected: str) -> CatalogueError:
    """An error that names the file, the place in it and what is expected there."""
    return CatalogueError(message("{file}, {place}: {expected}.", file=file, place=place, expected=expected))


@dataclass(frozen=True)
class CsvRow:
    """A line of a CSV file with its number; the header is line 1."""

    file: str
    line: int
    cells: Mapping[str, str]

    def fault(self, column: str, expected: str) -> CatalogueError:
        """An error at a cell of this row."""
        return fault(self.file, f"dòng {self.line}, cột «{column}»", expected)

    def text(self, column: str) -> str:
        """The cell's text, which must not be empty."""
        if not self.cells[column]:
            raise self.fault(column, "không được để trống")
        return self.cells[column]

    def optional(self, column: str) -> str:
        """The cell's text, perhaps empty."""
        return self.cells[column]

    def words(self, column: str, in_english: str) -> Bilingual:
        """The cell's text with the English of another cell, which may be empty or have no column."""
        return Bilingual(self.text(column), self.cells.get(in_english, ""))

    def name(self, column: str, example: str) -> str:
        """The cell as a name for programs."""
        if not _NAME.fullmatch(self.text(column)):
            raise self.fault(column, f"cần chữ thường không dấu, chữ số và gạch dưới, như {example}")
        return self.text(column)

    def require_short(self, column: str, longest: int) -> None:
        """Raises CatalogueError where the cell has more letters."""
        if len(self.text(column)) > longest:
            raise self.fault(column, f"dài tối đa {longest} ký tự")

    def days(self, column: str) -> int:
        """The cell as days before (below nought) or after something."""
        text = self.text(column)
        if not _DAYS.fullmatch(text):
            raise self.fault(column, f"«{text}» không hợp lệ, cần số ngày từ -99 đến 99")
        return int(text)

    def choice(self, column: str, kind: type[E]) -> E:
        """The cell as a member of an enumeration."""
        return kind(self._one_of(column, [member.value for member in kind], self.text(column)))

    def choices(self, column: str, kind: type[E]) -> frozenset[E]:
        """The cell as members separated by `|`."""
        allowed = [member.value for member in kind]
        return frozenset(kind(self._one_of(column, allowed, part)) for part in self.text(column).split("|"))

    def some_of(self, column: str, allowed: Collection[str]) -> tuple[str, ...]:
        """The cell's texts separated by `|`, each one of the allowed, in the order of those."""
        given = {self._one_of(column, allowed, part) for part in self.text(column).split("|")}
        return tuple(name for name in allowed if name in given)

    def one_of(self, column: str, allowed: Collection[str]) -> str:
        """The cell's text, which must be one of the allowed."""
        return self._one_of(column, allowed, self.text(column))

    def yes(self, column: str) -> bool:
        """The cell as yes or no."""
        return self._one_of(column, ("yes", "no"), self.text(column)) == "yes"

    def _one_of(self, column: str, allowed: Collection[str], value: str) -> str:
        if value not in allowed:
            raise self.fault(column, f"«{value}» không hợp lệ, cần một trong: {', '.join(sorted(allowed))}")
        return value


def read_rows(
    folder: Path, name: str, columns: tuple[str, ...], optional: tuple[str, ...] = (), faults: Faults | None = None
) -> Iterator[CsvRow]:
    """The lines of a CSV file with exactly these columns, and perhaps some of the optional ones after them.

    The cells of optional columns may be left out at the end of a line. A line with more or fewer cells raises
    CatalogueError, or is one of the `faults` that are gathered.
    """
    reader = csv.reader(io.StringIO(_read(folder, name), newline=""), strict=True)
    header = next(reader, [])
    more = tuple(header[len(columns) :])
    if tuple(header[: len(columns)]) != columns or len({*more}) < len(more) or not {*more} <= {*optional}:
        wanted = f"cần các cột {', '.join(columns)}{_after(optional)}"
        raise fault(name, "dòng 1", f"{wanted}, đang là {', '.join(header) or 'trống'}")
    needed, columns = len(columns), columns + more
    while True:
        try:
            values = next(reader, None)
        except csv.Error as error:
            raise fault(name, f"dòng {reader.line_num}", f"dòng CSV sai dấu ngoặc kép ({error})") from error
        if values is None:
            return
        if not needed <= len(values) <= len(columns):
            most = needed if len(values) < needed else len(columns)
            uneven = fault(name, f"dòng {reader.line_num}", f"cần {most} ô, đang có {len(values)}")
            if faults is None:
                raise uneven
            faults.add(uneven)
            continue
        values += [""] * (len(columns) - len(values))
        yield CsvRow(name, reader.line_num, dict(zip(columns, (value.strip() for value in values), strict=True)))


def _after(optional: tuple[str, ...]) -> str:
    return f", sau đó có thể thêm {', '.join(optional)}" if optional else ""


def read_toml(folder: Path, name: str) -> dict[str, Any]:
    """A TOML file's content."""
    try:
        return tomllib.loads(_read(folder, name))
    except tomllib.TOMLDecodeError as error:
        raise fault(name, "cú pháp TOML", str(error)) from error


def _read(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise fault(name, f"thư mục {folder}", "thiếu tệp này") from error
    except UnicodeDecodeError as error:
        raise fault(name, f"byte {error.start}", "cần mã hóa UTF-8") from error


def without_words(name: str, content: bytes) -> bytes:
    """A file of a template without its English and what its rules ask for, which are words alone.

    They are the columns at the end of a table, or `_en` keys.
    """
    if not name.endswith(".csv"):
        return _ENGLISH_KEY.sub(b"", content)
    header = next(csv.reader([content.partition(b"\n")[0].decode("utf-8").rstrip("\r")]), [])
    kept = next((at for at, column in enumerate(header) if _WORDS.fullmatch(column)), len(header))
    if kept in {0, len(header)}:
        return content
    return _cells_of(kept).sub(rb"\1", content)


def _cells_of(columns: int) -> re.Pattern[bytes]:
    """A line of a table, by its first columns and the rest."""
    return re.compile(rb"(?m)^((?:%b,){%d}%b)(?:,%b)*+(?=\r?$)" % (_CELL, columns - 1, _CELL, _CELL))


class CsvTable:
    """A table of a TOML file, whose faults are named by their path in it."""

    def __init__(self, file: str, path: str, content: Mapping[str, Any]) -> None:
        self.file = file
        self.path = path
        self.content = content

    def fault(self, key: str, expected: str) -> CatalogueError:
        """An error at a key of this table."""
        return fault(self.file, f"mục {self.path}{key}", expected)

    def get(self, key: str, kind: type[Any], default: Any = ...) -> Any:
        """The key's value of that type; raises where it is missing without a default or of another type."""
        value = self.content.get(key, default)
        if value is ...:
            raise self.fault(key, "thiếu khóa này")
        if value is not default and type(value) is not kind:
            raise self.fault(key, f"cần kiểu {kind.__name__}, đang là {type(value).__name__}")
        return value

    def words(self, key: str, default: Any = ...) -> Bilingual:
        """The key's text with its English under `<key>_en`, which may be missing."""
        return Bilingual(self.get(key, str, default), self.get(f"{key}_en", str, "").strip())

    def tables(self, key: str) -> list[CsvTable]:
        """The tables below `[[key]]`, in order."""
        items = self.get(key, list, [])
        for number, item in enumerate(items, start=1):
            if not isinstance(item, dict):
                raise self.fault(f"{key}[{number}]", f"cần kiểu dict, đang là {type(item).__name__}")
        return [CsvTable(self.file, f"{self.path}{key}[{number}].", item) for number, item in enumerate(items, start=1)]

    def texts(self, key: str) -> tuple[str, ...]:
        """The key's list of texts."""
        items = self.get(key, list)
        for number, item in enumerate(items, start=1):
            if not isinstance(item, str):
                raise self.fault(f"{key}[{number}]", f"cần kiểu str, đang là {type(item).__name__}")
        return tuple(items)

    def table(self, key: str) -> CsvTable:
        """The table below `[key]`."""
        return CsvTable(self.file, f"{self.path}{key}.", self.get(key, dict))

    def only(self, *keys: str) -> None:
        """Raises where the table has another key."""
        unknown = sorted(set(self.content) - set(keys))
        if unknown:
            raise self.fault(unknown[0], f"khóa không dùng đến; cần một trong: {', '.join(keys)}")
