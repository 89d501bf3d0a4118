"""Help for each role, a page a subject; what one reads first is the page about where one stands."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from service.templates_folder import TEMPLATES
from service.web.auth.access import public
from service.web.ui.help_topics import topic_of, topics

# The words of each page are a file a language, since they are prose.
pages = Blueprint("help", __name__, url_prefix="/huong-dan", template_folder=str(TEMPLATES / "help"))


@pages.get("")
@public
def contents() -> str:
    """All pages."""
    return render_template("help/contents.html", topics=topics())


@pages.get("/<name>")
@public
def show(name: str) -> str:
    """One of them."""
    topic = topic_of(name)
    if topic is None:
        abort(404)
    return render_template("help/page.html", topic=topic, topics=topics())
