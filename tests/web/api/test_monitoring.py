"""What machines that watch can ask, and the description's page, which works without any other server."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from service.actions.context import Context
from service.app import create_app
from service.probes import Probes
from service.queue import QUEUES, Job, JobQueue, connect
from service.storage.engine.database import Database
from tests.support.filings import changed, hand_in, hand_in_and_check, of_agency, real_report
from tests.support.installation import OFFICER
from tests.support.processes import wait_until
from tests.support.valkey import running_valkey
from tests.support.web import Web

OUTSIDE = re.compile(r"""(?:src|href|url|action)\s*[=(:]\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)


def samples(client: FlaskClient) -> dict[tuple[str, str], float]:
    """The counts by what is counted and state."""
    answer = client.get("/metrics")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    return {
        (sample.labels["what"], sample.labels["state"]): sample.value
        for family in text_string_to_metric_families(answer.get_data(as_text=True))
        for sample in family.samples
    }


def test_a_process_that_answers_is_alive(any_web: Web) -> None:
    answer = any_web.call("GET", "/healthz", None)
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})


def test_it_is_ready_without_its_queue_and_says_so(any_web: Web) -> None:
    wait_until(lambda: any_web.call("GET", "/readyz", None).status_code == 200, what="an answer of each part")
    answer = any_web.call("GET", "/readyz", None)
    assert answer.get_json() == {"ready": True, "database": True, "queue": False, "folder": True}


def test_it_is_ready_with_its_queue(sqlite_context: Context) -> None:
    with running_valkey(sqlite_context.settings):
        client = create_app(sqlite_context.settings, sqlite_context).test_client()
        well = {"ready": True, "database": True, "queue": True, "folder": True}
        wait_until(lambda: client.get("/readyz").get_json() == well, what="an answer of each part")


def test_it_is_alive_but_not_ready_without_its_database(sqlite_context: Context, tmp_path: Path) -> None:
    away = Database(f"sqlite:///{tmp_path}")  # a folder, which is no database
    client = create_app(sqlite_context.settings, replace(sqlite_context, database=away)).test_client()
    wait_until(
        lambda: "Ổ đĩa của hệ thống đang gặp lỗi" in client.get("/readyz").get_json()["reasons"][0], what="an answer"
    )
    answer = client.get("/readyz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    told = answer.get_json()
    assert (told["ready"], told["database"], told["queue"]) == (False, False, False)
    assert client.get("/healthz").status_code == 200
    away.dispose()


def test_filings_are_counted_by_state_and_nothing_else_is_told(any_web: Web) -> None:
    hand_in_and_check(any_web.context, real_report())
    hand_in_and_check(any_web.context, changed(tthc__tong=141))
    hand_in(any_web.context, of_agency("STC"))
    assert samples(any_web.client) == {
        ("submissions", "valid"): 1, ("submissions", "invalid"): 1, ("submissions", "received"): 1,
    }  # fmt: skip
    text = any_web.client.get("/metrics").get_data(as_text=True)
    for secret in ("SGTVT", "STC", "7266", OFFICER.name, "2023-Q3"):
        assert secret not in text


def test_waiting_jobs_are_counted_by_queue(sqlite_context: Context) -> None:
    with running_valkey(sqlite_context.settings):
        context = replace(sqlite_context, queue=JobQueue(connect(sqlite_context.settings.queue_url)))
        client = create_app(context.settings, context).test_client()
        assert {key: value for key, value in samples(client).items() if key[0] == "queue"} == {
            ("queue", queue): 0 for queue in QUEUES
        }
        context.queue.enqueue(Job.VALIDATE_SUBMISSIONS, "2023-Q3-SGTVT-1")
        client = create_app(context.settings, replace(context, probes=Probes())).test_client()
        assert sum(value for (what, _), value in samples(client).items() if what == "queue") == 1


def test_the_page_of_the_description_asks_no_other_server(web: Web) -> None:
    answer = web.call("GET", "/api/docs", None)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert "/api/openapi.json" in page
    assert not OUTSIDE.search(page)
    wanted = re.findall(r'(?:src|href)="(/[^"]+)"', page)
    assert len(wanted) == 3
    for path in wanted:
        asset = web.call("GET", path, None)
        assert asset.status_code == 200 and len(asset.data) > 1000, path
        assert asset.mimetype in {"text/css", "text/javascript", "application/javascript"}
        asset.close()


def test_the_pattern_sees_an_outside_address() -> None:
    assert OUTSIDE.search('<script src="https://cdn.example/x.js">')
    assert OUTSIDE.search("<link href='//cdn.example/x.css'>")
    assert not OUTSIDE.search('<script src="/api/docs/assets/x.js">')


@pytest.mark.parametrize(
    "path", ["package.json", "../__init__.py", "..%2f__init__.py", "%2e%2e/__init__.py", "oauth2-redirect.html", ""]
)
def test_nothing_else_lies_beside_the_pages_files(web: Web, path: str) -> None:
    assert web.call("GET", f"/api/docs/assets/{path}", None).status_code == 404
