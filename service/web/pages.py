"""The pages for people; so far the front page, which says what runs here and where to go."""

from __future__ import annotations

from flask import Blueprint, render_template

from service.actions.look_up import front_page
from service.web.access import public
from service.web.state import context

pages = Blueprint("pages", __name__)


@pages.get("/")
@public
def front() -> str:
    """What this installation is, which periods are open, and how to begin."""
    return render_template("front.html", front=front_page(context()))
