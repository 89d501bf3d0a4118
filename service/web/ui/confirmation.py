"""What cannot be taken back is asked about once more, on a page of its own that works without scripts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import render_template, request

ASK = "ask"


def asks(question: Callable[[], str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The view does nothing yet where a button of a page says `ask=1`: it shows the question with all that was sent.

    The button under the question sends the same without it.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def asked(*positional: Any, **given: Any) -> Any:
            if request.form.get(ASK) != "1":
                return view(*positional, **given)
            sent = [(name, text) for name, text in request.form.items(multi=True) if name not in {ASK, "csrf_token"}]
            return render_template("confirm.html", question=question(), sent=sent, back=request.referrer or "")

        return asked

    return decorate
