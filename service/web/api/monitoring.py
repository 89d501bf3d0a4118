"""For the machines that watch: alive, ready, and counts in Prometheus' format."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from service.actions.operations.health import counts, health
from service.web.auth.access import public
from service.web.errors import RETRY_AFTER
from service.web.request_context import context

operations = Blueprint("operations", __name__)


@operations.get("/healthz")
@public
def alive() -> dict[str, Any]:
    """The process answers."""
    return {"status": "ok"}


@operations.get("/readyz")
@public
def ready() -> tuple[dict[str, Any], int, dict[str, str]]:
    """Whether filings can be taken in; names the part that does not work, and why."""
    found = health(context())
    body = {"ready": found.is_ready, "database": found.database, "queue": found.queue, "folder": found.folder}
    if found.is_ready:
        return body, 200, {}
    return {**body, "reasons": [str(reason) for reason in found.reasons]}, 503, {"Retry-After": str(RETRY_AFTER[503])}


@operations.get("/metrics")
@public
def metrics() -> Response:
    """Counts only: no unit, no figure."""
    registry = CollectorRegistry()
    gauge = Gauge("tonghop_rows", "Rows and waiting jobs by state", ["what", "state"], registry=registry)
    for (what, state), count in counts(context()).items():
        gauge.labels(what, state).set(count)
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
