"""Gathers every Vietnamese text that a reader of another language is shown, and renews its translation files.

Texts in `_()` and `message()` are found by Babel; texts that have no such call around them come from where they live:
the labels of the domain's kinds, the titles of errors. The words of report templates have their English beside them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from pkgutil import walk_packages

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from service import domain, settings
from service.domain.notation.labelled import Labelled
from service.web import errors as error_responses

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
KEYWORDS = {**DEFAULT_KEYWORDS, "message": None}
OTHER_LANGUAGES = ("en",)
COMMENT = "# Texts come from the code by `make translations`; the translations are written here."
_LAST_HEADER = ("Content-Transfer-Encoding", "8bit\n")
_GAP = re.compile(r"\{[\w.]+\}|%\(\w+\)s")


class StableCatalog(Catalog):
    """A catalogue whose header says nothing that differs from one day or machine to the next."""

    def _headers(self) -> list[tuple[str, str]]:
        kept = {"Language", "Plural-Forms", "MIME-Version", "Content-Type"}
        return [(name, value) for name, value in super()._get_mime_headers() if name in kept] + [_LAST_HEADER]

    mime_headers = property(_headers, Catalog._set_mime_headers)


def texts() -> list[tuple[str, str]]:
    """All texts to translate, each once, in order, with the context that tells two meanings apart, mostly none."""
    alone = (("", text) for text in (*labels(), *errors(), *defaults()))
    return sorted({(context, text) for context, text in (*called(), *alone) if text})


def called() -> Iterator[tuple[str, str]]:
    """The texts of the calls `_()`, `pgettext()` and `message()` in code and pages."""
    with (HERE / "babel.cfg").open(encoding="utf-8") as lines:
        methods, options = parse_mapping_cfg(lines)  # type: ignore[no-untyped-call]
    for _file, _line, text, _comments, context in extract_from_dir(ROOT, methods, options, keywords=KEYWORDS):
        yield context or "", text if isinstance(text, str) else text[0]


def labels() -> Iterator[str]:
    """The labels of the domain's kinds, such as roles and states."""
    for part in walk_packages(domain.__path__, f"{domain.__name__}."):
        for kind in vars(import_module(part.name)).values():
            if isinstance(kind, type) and issubclass(kind, Labelled):
                yield from (item.label for item in kind)


def errors() -> Iterator[str]:
    """The titles and details of errors of the protocol."""
    yield from (*error_responses.TITLES.values(), *error_responses.DETAILS.values())
    yield from (
        error_responses.EXPIRED,
        error_responses.REFUSED,
        error_responses.NOT_VALID,
        error_responses.UNFORESEEN,
        *error_responses.TITLE_OF.values(),
    )


def defaults() -> Iterator[str]:
    """What settings say where nobody set them, and a reader sees it."""
    yield from (settings.PROVINCE, settings.SIGN_ON_LABEL)


def gaps(text: str) -> list[str]:
    """The gaps in a text, which its translation must have too."""
    return sorted(set(_GAP.findall(text)))


def po_file(language: str) -> Path:
    """The file that people edit."""
    return HERE / language / "LC_MESSAGES" / "messages.po"


def load(language: str) -> Catalog:
    """The translation as it stands in its file."""
    path = po_file(language)
    with BytesIO(path.read_bytes() if path.exists() else b"") as lines:
        return read_po(lines, locale=language)


def renewed(known: Catalog) -> Catalog:
    """The translation of today's texts; what is not said any more goes, what is new is empty."""
    catalog = StableCatalog(locale=known.locale, fuzzy=False, header_comment=COMMENT)
    for context, text in texts():
        found = known.get(text, context or None)
        catalog.add(text, string=found.string if found and not found.fuzzy else "", context=context or None)
    return catalog


def compiled(catalog: Catalog) -> bytes:
    """The translation as the application reads it."""
    stable = StableCatalog(locale=catalog.locale, fuzzy=False)
    for item in catalog:
        if item.id:
            stable.add(item.id, string=item.string, context=item.context)
    with BytesIO() as made:
        write_mo(made, stable)
        return made.getvalue()


def main() -> int:
    """Renew the files of every language; the exit code says whether a text is still to be translated."""
    open_ends = 0
    for language in OTHER_LANGUAGES:
        catalog = renewed(load(language))
        with po_file(language).open("wb") as made:
            write_po(made, catalog, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
        po_file(language).with_suffix(".mo").write_bytes(compiled(catalog))
        missing = [str(item.id) for item in catalog if item.id and not item.string]
        print(*(f"{language}: {text}" for text in missing), sep="\n", file=sys.stderr, end="\n" if missing else "")
        open_ends += len(missing)
    return int(open_ends > 0)


if __name__ == "__main__":
    sys.exit(main())
