"""Vietnamese first, English by a switch; numbers and moments as they are written in Vietnam."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from flask import Flask, Response, request, session
from flask_babel import Babel, gettext
from jinja2 import Environment, pass_context
from jinja2.runtime import Context as JinjaContext

from service import languages
from service.domain.bilingual import Bilingual
from service.domain.consolidation.baseline import is_share
from service.domain.consolidation.formatting import show_difference, show_number, show_percent
from service.domain.errors import Message
from service.domain.notation.numbers import format_vietnamese, signed
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.report import NA, SAID_NOT_APPLICABLE, Figure
from service.domain.validation.explanations import is_explained, is_unexplained
from service.languages import LANGUAGES, VIETNAMESE
from service.web.auth.request_kind import is_page


def _(text: str, **values: object) -> str:
    """The text in the reader's language, its %(gaps)s filled."""
    return str(gettext(text, **{name: in_language(value) for name, value in values.items()}))


def init_i18n(app: Flask) -> None:
    """Initialise Babel."""
    app.config.update(BABEL_DEFAULT_LOCALE=VIETNAMESE, BABEL_TRANSLATION_DIRECTORIES=str(languages.TRANSLATIONS))
    Babel(app, locale_selector=language)
    app.after_request(_name_language)
    _speak(app.jinja_env)
    app.jinja_env.filters.update(say=translate, moment=moment, day=day, weekday=weekday, figure=figure, cell=cell)
    app.jinja_env.tests.update(explained=is_explained, unexplained=is_unexplained)
    app.jinja_env.filters.update(amount=amount, moved=moved, percent=show_percent)
    app.jinja_env.globals.update(languages=LANGUAGES, language=language)


def _name_language(response: Response) -> Response:
    """Tell programs which language an answer is in, and caches what that depends on."""
    if not is_page() and response.is_json:
        response.content_language.add(language())
        response.vary.add("Accept-Language")
    return response


def _speak(pages: Environment) -> None:
    """Let pages show words of ours in the reader's language, by themselves and in the gaps of a text."""
    pages.finalize = in_language
    for name in ("gettext", "pgettext"):
        pages.globals[name] = _filled_in_language(cast(Callable[..., str], pages.globals[name]))


def _filled_in_language(say: Callable[..., str]) -> Callable[..., str]:
    @pass_context
    def filled(page: JinjaContext, /, *texts: str, **values: object) -> str:
        return say(page, *texts, **{name: in_language(value) for name, value in values.items()})

    return filled


def language() -> str:
    """The reader's language: as they chose it, programs by Accept-Language; else Vietnamese."""
    if not is_page():
        return request.accept_languages.best_match(LANGUAGES, VIETNAMESE)
    chosen = session.get("language")
    return chosen if chosen in LANGUAGES else VIETNAMESE


def choose(wanted: str) -> str:
    """Keep the choice, where there is such a language."""
    if wanted in LANGUAGES:
        session["language"] = wanted
    return language()


def translate(said: Message | str) -> str:
    """A message of the domain, or words of a report template, in the reader's language."""
    return languages.translate(said, language())


def in_language(value: object) -> object:
    """What pages and messages show of a value: words of ours in the reader's language, anything else as it is."""
    return translate(value) if isinstance(value, Bilingual | Message) else value


def moment(value: datetime | None) -> str:
    """A moment in Vietnam: 10:05 20/09/2023."""
    return "" if value is None else value.astimezone(VIETNAM).strftime("%H:%M %d/%m/%Y")


def day(value: date | datetime | None) -> str:
    """A day in Vietnam: 20/09/2023."""
    if isinstance(value, datetime):
        value = value.astimezone(VIETNAM).date()
    return "" if value is None else f"{value:%d/%m/%Y}"


def weekday(value: date) -> str:
    """The day of the week in the reader's language."""
    names = (
        _("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"),
    )  # fmt: skip
    return names[value.weekday()]


def figure(value: Figure | None) -> str:
    """A figure, the words for one that does not apply, or nothing where it is missing."""
    if value is None:
        return ""
    return translate(SAID_NOT_APPLICABLE) if value is NA else format_vietnamese(Decimal(value))


def amount(value: Figure | None, item: Indicator) -> str:
    """The same of an indicator: a percentage with as many decimals as in every table."""
    return show_number(value, item.kind) if isinstance(value, Decimal) and is_share(item) else figure(value)


def moved(value: Decimal, item: Indicator) -> str:
    """By how much an indicator's figure moved, with its sign."""
    return str(in_language(show_difference(value, item.kind))) if is_share(item) else signed(value)


def cell(value: Decimal | str) -> str:
    """What a cell of a workbook shows."""
    return format_vietnamese(value) if isinstance(value, Decimal) else value
