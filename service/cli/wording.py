"""What click itself says, in Vietnamese: help pages, and how a command was called wrongly.

A Vietnamese catalogue for click's gettext would leave English in the sentences: the kinds of values («integer»), ranges
and the quotes around names are not marked for translation. It would also be chosen by the environment alone, which the
programs started from here inherit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import click

_HEADINGS = {"Options": "Tùy chọn", "Commands": "Lệnh"}
_HELP = {
    "Show this message and exit.": "Hiện hướng dẫn này rồi thoát.",
    "Show the version and exit.": "Hiện phiên bản rồi thoát.",
}


class Formatter(click.HelpFormatter):
    """Help pages with Vietnamese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The first line."""
        super().write_usage(prog, args, prefix or "Cách dùng: ")

    def write_heading(self, heading: str) -> None:
        """A heading."""
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of options or commands."""
        super().write_dl([(term, _worded(text)) for term, text in rows], col_max, col_spacing)


class VietnameseContext(click.Context):
    """A command's context, whose help pages are Vietnamese."""

    formatter_class = Formatter


def speak_vietnamese(command: click.Command) -> None:
    """Let the command and all below it write Vietnamese help pages."""
    for one in _all_below(command):
        one.context_class = VietnameseContext


def said_of(error: click.UsageError) -> str:
    """What was wrong with the call, in one sentence."""
    match error:
        case click.MissingParameter(param=click.Parameter() as param):
            return f"thiếu {_name(param)}."
        case click.NoSuchOption():
            return f"không có tùy chọn «{error.option_name}»."
        case click.NoSuchCommand():
            return f"không có lệnh «{error.command_name}»."
        case click.BadParameter(param=click.Parameter() as param):
            given = re.search(r"'([^']*)' (?:is|does)\b", error.message)
            shown = f" «{given[1]}»" if given else ""
            return f"{_name(param)}{shown} không hợp lệ: {_wanted(param.type)}."
    stray = re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", error.message)
    if stray:
        return f"thừa «{stray[1]}»."
    return error.message


def _all_below(command: click.Command) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from _all_below(below)


def _worded(text: str) -> str:
    for english, vietnamese in _HELP.items():
        text = text.replace(english, vietnamese)
    return text.replace("[default: ", "[mặc định: ").replace("required]", "bắt buộc]")


def _name(param: click.Parameter) -> str:
    if isinstance(param, click.Option):
        return f"tùy chọn «{max(param.opts, key=len)}»"
    return f"«{param.make_metavar(click.Context(click.Command(None)))}»"


def _wanted(kind: click.ParamType[Any]) -> str:
    match kind:
        case click.Choice():
            return f"cần một trong {', '.join(str(choice) for choice in kind.choices)}"
        case click.Path():
            return "không có tệp hay thư mục này, hoặc không dùng được"
        case _:
            return "cần số nguyên" if kind is click.INT else "không hiểu giá trị này"
