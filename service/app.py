"""The web application: wiring only."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from apiflask import APIFlask
from flask_bootstrap import Bootstrap5
from flask_compress import Compress
from werkzeug.routing import IntegerConverter, Map

from service import logs
from service.actions.context import Context, build_context
from service.parent_death import die_with_parent
from service.private import keep_private
from service.queue import BatchingQueue, JobQueue, connect_briefly
from service.sandbox import CHILDREN
from service.settings import Settings, settings_from
from service.templates_folder import TEMPLATES
from service.web import errors as error_responses
from service.web import request_context as state
from service.web.api import openapi as description
from service.web.api.closing_routes import closings
from service.web.api.decision_routes import decisions
from service.web.api.figure_routes import figures
from service.web.api.monitoring import operations
from service.web.api.routes import api
from service.web.api.thread_routes import threads
from service.web.api.unit_routes import units_api
from service.web.auth import access, bodies, headers, security
from service.web.gateway import Gateway
from service.web.pages import BLUEPRINTS, single_sign_on, unsubscribe
from service.web.ui import i18n as language
from service.web.ui import layout as frame


class Application(APIFlask):
    """The application: it has no asynchronous views, so that nobody looks for them a dozen times a request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func


def create_app(settings: Settings | None = None, context: Context | None = None) -> APIFlask:
    """The application for these settings, or for those of the environment."""
    settings = settings or settings_from(os.environ)
    app = Application(
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
    state.attach(app, context or build_context(settings))
    _equip(app, settings)
    app.url_map.converters["int"] = RowNumber
    programs = (api, figures, closings, decisions, threads, units_api, operations)
    for blueprint in (*programs, description.assets, *BLUEPRINTS):
        app.register_blueprint(blueprint)
    description.configure(app)
    for endpoint in ("static", "bootstrap.static"):
        app.view_functions[endpoint] = access.open_to_all(app.view_functions[endpoint])
    app.before_request(access.check_access)
    error_responses.register(app)
    return app


class RowNumber(IntegerConverter):
    """A number in an address, no larger than databases keep them."""

    def __init__(self, map: Map, fixed_digits: int = 0) -> None:
        super().__init__(map, fixed_digits, max=2**63 - 1)


def _equip(app: APIFlask, settings: Settings) -> None:
    """What the pages stand on: style, compression, language, protection, single sign-on."""
    app.config.update(BOOTSTRAP_SERVE_LOCAL=True, COMPRESS_ALGORITHM=["br", "gzip"], COMPRESS_MIN_SIZE=500)
    Bootstrap5(app)
    Compress(app)
    language.init_i18n(app)
    frame.frame(app)
    app.before_request(security.note_origin)
    app.teardown_request(security.forget_origin)
    app.before_request(bodies.bound_body)
    security.protect(app, settings)
    headers.put_headers(app, settings)
    for blueprint in (api, decisions, threads, units_api, operations, unsubscribe.pages):
        security.csrf.exempt(blueprint)
    single_sign_on.configure(app, settings.oidc)


def create_gateway() -> Gateway:
    """The application as a server process begins it, which ends with the one that looks after it.

    Else it would go on to answer with yesterday's code beside the one that was started anew.
    """
    die_with_parent(os.getppid())
    gateway = Gateway(create_served_app())
    # What is there from the start stays until the end, and need not be looked through again and again.
    gc.collect()
    gc.freeze()
    return gateway


def create_served_app() -> APIFlask:
    """The application that serves: its hints to the workers go out in the background."""
    logs.configure()
    settings = settings_from(os.environ)
    keep_private(settings)
    CHILDREN.begin()
    queue = BatchingQueue(JobQueue(connect_briefly(settings.queue_url)))
    return create_app(settings, replace(build_context(settings), queue=queue))
