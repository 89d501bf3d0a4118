"""The front page: to whoever is signed in their own first page, to others what runs here."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from service.actions.review.lookups import front_page
from service.web.auth.access import public
from service.web.auth.sessions import home, signed_in
from service.web.request_context import context

pages = Blueprint("front", __name__)


@pages.get("/")
@public
def front() -> str | Response:
    """What this installation is, which periods are open, and how to begin."""
    signed = signed_in()
    if signed is not None:
        return redirect(url_for(home(signed)))
    return render_template("front.html", front=front_page(context()))
