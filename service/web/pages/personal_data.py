"""What is kept about people and why, and all of it for the person themselves."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from service.actions.organization.personal_data import KINDS, export_person
from service.domain.organization.retention import RetentionKind
from service.web.auth.access import EVERYONE, allow, public
from service.web.auth.sessions import require_sign_in
from service.web.media_types import JSON
from service.web.request_context import caller, context
from service.web.ui.downloads import download

pages = Blueprint("personal_data", __name__)
FILE = "du-lieu-ca-nhan.json"


@pages.get("/du-lieu-ca-nhan")
@public
def show() -> str:
    """What is kept, why and for how long."""
    settings = context().settings
    return render_template(
        "personal_data.html", kinds=KINDS, backups=settings.backups_kept, retention=settings.retention,
        retained=RetentionKind,
    )  # fmt: skip


@pages.get("/tai-khoan/du-lieu-ca-nhan.json")
@allow(EVERYONE)
def own() -> Response:
    """All that is kept about the person who asks."""
    return exported(require_sign_in().account.id)


def exported(number: int) -> Response:
    """All that is kept about a person, as a file."""
    return download(export_person(context(), caller(), number), JSON, FILE)
