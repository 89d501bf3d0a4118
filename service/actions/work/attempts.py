"""Attempts of a job: one that met a database or a disk which could not be written to is no attempt that failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.transaction import SYSTEM
from service.domain.errors import UnavailableError
from service.os_errors import unavailable

log = structlog.get_logger()


@contextmanager
def given_back(context: Context, give_back: Callable[[Session], object]) -> Iterator[None]:
    """Give the claim back, uncounted, where what is needed is not there just now; the sweeper asks for it again."""
    try:
        yield
    except UnavailableError:
        _give_back(context, give_back)
        raise
    except OSError as error:
        if unavailable(error) is not None:
            _give_back(context, give_back)
        raise


def _give_back(context: Context, give_back: Callable[[Session], object]) -> None:
    try:
        with context.transaction(SYSTEM) as tx:
            give_back(tx.session)
    except UnavailableError as error:
        # The claim's lease runs out by itself.
        log.warning("a claim could not be given back", error=str(error))
