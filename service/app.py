"""The web application: wiring only."""

from __future__ import annotations

import os
from dataclasses import replace

from apiflask import APIFlask
from flask import Response

from service import logs
from service.actions.context import Context, build_context
from service.catalogue.catalogue import TEMPLATES
from service.queue import GatheringQueue, JobQueue, connect
from service.settings import Settings, settings_from
from service.web import access, description, error_responses, state
from service.web.api import api
from service.web.operations import operations
from service.web.pages import pages


def create_app(settings: Settings | None = None, context: Context | None = None) -> APIFlask:
    """The application for these settings, or for those of the environment."""
    settings = settings or settings_from(os.environ)
    app = APIFlask(
        "service",
        title="tonghop",
        version="1",
        spec_path="/api/openapi.json",
        docs_path="/api/docs",
        docs_oauth2_redirect_path=None,
        json_errors=False,
        static_folder="web/static",
        template_folder=str(TEMPLATES / "pages"),
    )
    # Vietnamese stays readable in answers, and keys stay in the order of the description.
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    # A form's frame comes on top of the file in it.
    app.config["MAX_CONTENT_LENGTH"] = settings.max_upload + 64 * 1024
    state.attach(app, context or build_context(settings))
    for blueprint in (api, operations, pages, description.assets):
        app.register_blueprint(blueprint)
    description.configure(app)
    access.public(app.view_functions["static"])
    app.before_request(access.check_access)
    app.after_request(_harden)
    error_responses.register(app)
    return app


def _harden(response: Response) -> Response:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("X-Frame-Options", "DENY")
    return response


def create_served_app() -> APIFlask:
    """The application as a server process begins it: its hints to the workers go out in the background."""
    logs.configure()
    settings = settings_from(os.environ)
    queue = GatheringQueue(JobQueue(connect(settings.queue_url)))
    return create_app(settings, replace(build_context(settings), queue=queue))
