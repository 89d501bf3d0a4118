"""The least that could take a filing in: one Flask view, one INSERT of the same bytes, the same durability."""

from __future__ import annotations

import os
import sqlite3
import threading

from flask import Flask, request

from service.storage.engine.database import BUSY_MILLISECONDS
from service.web.gateway import Gateway

_local = threading.local()


def _connection() -> sqlite3.Connection:
    if not hasattr(_local, "connection"):
        connection = sqlite3.connect(os.environ["BARE_DATABASE"], isolation_level=None)
        for pragma in (f"busy_timeout={BUSY_MILLISECONDS}", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE IF NOT EXISTS filing (id INTEGER PRIMARY KEY, raw BLOB NOT NULL)")
        _local.connection = connection
    found: sqlite3.Connection = _local.connection
    return found


def create_gateway() -> Gateway:
    """The same behind what our own application stands behind."""
    return Gateway(create_app())


def create_app() -> Flask:
    """An application that keeps what is posted to it."""
    app = Flask(__name__)

    @app.get("/healthz")
    def alive() -> dict[str, str]:
        return {"status": "ok"}

    @app.post("/<path:_any>")
    def keep(_any: str) -> tuple[dict[str, int | None], int]:
        cursor = _connection().execute("INSERT INTO filing (raw) VALUES (?)", (request.get_data(cache=False),))
        return {"id": cursor.lastrowid}, 202

    return app
