"""Log lines that a person can read on a terminal and a machine can read elsewhere."""

from __future__ import annotations

import logging
import sys

import structlog


def configure() -> None:
    """One line an event on standard error: coloured for a person, JSON for a file."""
    person = sys.stderr.isatty()
    # A traceback with the values of its variables would tell what is secret.
    console = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    renderer = console if person else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if person else [structlog.processors.format_exc_info]),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        # A line is one write: many processes share the file, and two writes would put two lines into one.
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
