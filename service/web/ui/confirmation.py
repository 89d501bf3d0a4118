"""What cannot be taken back is asked about once more, on a page of its own that works without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import render_template, request

# What a form says that wants to be asked: `1` by a button of its page; `edit` by the question's way back to what was
# typed. The question's own button sends the form without it.
ASK = "ask"
_ASKED, _EDITED = "1", "edit"


@dataclass(frozen=True)
class Question:
    """What is asked, and line by line what would follow."""

    text: str
    details: tuple[str, ...] = ()


def asks(question: Callable[[], str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The view does nothing yet where a button of a page says `ask=1`: it shows the question with all that was sent.

    The button under the question sends the same without it.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def asked(*positional: Any, **given: Any) -> Any:
            if not wants_question():
                return view(*positional, **given)
            return ask(Question(question()), can_edit=False)

        return asked

    return decorate


def wants_question() -> bool:
    """Whether the form is to be asked about before anything is done."""
    return request.form.get(ASK) == _ASKED


def wants_edit() -> bool:
    """Whether somebody goes back from the question to what was typed."""
    return request.form.get(ASK) == _EDITED


def ask(question: Question, *, can_edit: bool = True) -> str:
    """The question with all that was sent; where the view knows the way back to it, that is offered."""
    return render_template(
        "confirm.html", question=question, sent=sent_fields(), can_edit=can_edit, back=request.referrer or ""
    )


def sent_fields(*without: str) -> Iterable[tuple[str, str]]:
    """What was sent, to be sent again."""
    left_out = {ASK, "csrf_token", *without}
    return [(name, text) for name, text in request.form.items(multi=True) if name not in left_out]
