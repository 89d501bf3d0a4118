"""Between the server and the application: a request takes one of its few threads once its body is there in full.

Bodies are read on the event loop, within bounds of size and time, so that any number of slow ones wait beside each
other and hold up nobody. The addresses by which machines watch this one have threads of their own.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import unquote_to_bytes

import structlog
from flask import Flask
from granian._granian import RSGIProtocolClosed as ProtocolClosed
from granian._granian import RSGIProtocolError as ProtocolError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, RequestTimeout, ServiceUnavailable

from service.web.auth.bodies import SMALL, allowance

THREADS = 8
WATCHED = ("/healthz", "/readyz")
# Seconds that a client may be silent within a body, and bytes a second that it sends at least after that.
PAUSE, SLOWEST = 15.0, 4096
# So many large bodies are in memory at the same time; seconds that another one waits for its turn.
LARGE_ONES, TURN = 16, 30.0
# What is refused is let in and dropped up to here, since a browser that cannot send it all shows no answer.
DROPPED, DROPPING = 64 * 1024 * 1024, 5.0

Environ = dict[str, Any]
# A body as it comes; it can be gone through once.
Parts = AsyncIterator[bytes]
log = structlog.get_logger()


class Unread(io.RawIOBase):
    """A body that was not read: whoever wants it is told why."""

    def __init__(self, why: HTTPException) -> None:
        self._why = why

    def readable(self) -> bool:
        """So it seems."""
        return True

    def readinto(self, _buffer: object) -> int:
        """Raises the reason."""
        raise self._why


@dataclass(frozen=True)
class RequestTask:
    """Work for a thread, and where its end is waited for."""

    work: Callable[[], Any]
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[Any]

    def run(self) -> None:
        """Do it and tell; what it raises is for whoever waits."""
        try:
            result = self.work()
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            self.loop.call_soon_threadsafe(_end, self.done, None, error)
        else:
            self.loop.call_soon_threadsafe(_end, self.done, result, None)


def _end(done: asyncio.Future[Any], result: Any, error: Exception | None) -> None:
    if done.cancelled():
        return
    if error is None:
        done.set_result(result)
    else:
        done.set_exception(error)


class Crew:
    """Threads that take tasks in turn."""

    def __init__(self, threads: int) -> None:
        self._tasks: SimpleQueue[RequestTask] = SimpleQueue()
        for _number in range(threads):
            Thread(target=self._serve, daemon=True).start()

    def ask(self, work: Callable[[], Any]) -> asyncio.Future[Any]:
        """Have it done; the future tells its result."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Any] = loop.create_future()
        self._tasks.put(RequestTask(work, loop, done))
        return done

    def _serve(self) -> None:
        while True:
            self._tasks.get().run()


class Gateway:
    """The application as granian calls it (RSGI)."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._crew = Crew(THREADS)
        self._watched = {path: Crew(1) for path in WATCHED}
        self._large = asyncio.Semaphore(LARGE_ONES)

    async def __rsgi__(self, scope: Any, protocol: Any) -> None:
        """Serve one request."""
        environ = environ_of(scope)
        try:
            environ["wsgi.input"] = await self._body(environ, protocol)
        except ProtocolClosed:
            return  # the client has gone
        except ProtocolError:
            protocol.response_empty(400, [])
            return
        crew = self._watched.get(scope.path, self._crew)
        await crew.ask(partial(self._answer, environ, protocol))

    async def _body(self, environ: Environ, protocol: Any) -> io.BytesIO | Unread:
        length = environ.get("CONTENT_LENGTH")
        if length in {None, "0"} and "HTTP_TRANSFER_ENCODING" not in environ:
            return io.BytesIO()
        parts = _parts_of(protocol)
        try:
            if length is not None and int(length) <= SMALL:
                return await _read_small(protocol, int(length))
            # Who asks, and for what, is looked at before anything of a large one is read.
            most = await self._crew.ask(partial(allowance, self.app, {**environ, "wsgi.input": io.BytesIO()}))
            return await self._read_large(parts, most, int(length or 0))
        except RequestEntityTooLarge as error:
            await _drop(parts)
            return Unread(error)
        except (RequestTimeout, ServiceUnavailable) as error:
            return Unread(error)

    async def _read_large(self, parts: Parts, most: int, length: int) -> io.BytesIO:
        if length > most:
            raise RequestEntityTooLarge
        if most <= SMALL:
            return await read_body(parts, most)
        try:
            async with asyncio.timeout(TURN):
                await self._large.acquire()
        except TimeoutError as error:
            raise ServiceUnavailable from error
        try:
            return await read_body(parts, most)
        finally:
            self._large.release()

    def _answer(self, environ: Environ, protocol: Any) -> None:
        """Let the application answer, in a thread."""
        head: tuple[int, list[tuple[str, str]]] = (500, [])

        def start(status: str, headers: list[tuple[str, str]], _fault: Any = None) -> Callable[[bytes], object]:
            nonlocal head
            head = int(status[:3]), headers
            return _write

        parts: Any = ()
        try:
            parts = self.app(environ, start)
            body = b"".join(parts)
        except Exception:
            head, body = (500, []), b""
            log.exception("request ended without an answer")
        finally:
            if hasattr(parts, "close"):
                parts.close()
        protocol.response_bytes(*head, body)


def _write(_part: bytes) -> None:
    raise NotImplementedError("answers are returned, not written")


async def _parts_of(protocol: Any) -> Parts:
    """What is left of a body can be gone on with, which granian's own walk through it does not allow."""
    async for part in protocol:
        yield part


async def _read_small(protocol: Any, length: int) -> io.BytesIO:
    """A body of that length, in one go as nearly all of them come; raises RequestTimeout where it comes too slowly."""
    try:
        async with asyncio.timeout(PAUSE + length / SLOWEST):
            return io.BytesIO(await protocol())
    except TimeoutError as error:
        raise RequestTimeout from error


async def read_body(parts: Parts, most: int, pause: float = PAUSE) -> io.BytesIO:
    """A body of so many bytes at most; raises RequestTimeout where it comes too slowly, RequestEntityTooLarge."""
    loop, kept = asyncio.get_running_loop(), io.BytesIO()
    begun = loop.time()
    try:
        async with asyncio.timeout(pause) as patience:
            async for part in parts:
                if kept.tell() + len(part) > most:
                    raise RequestEntityTooLarge
                kept.write(part)
                patience.reschedule(min(loop.time() + pause, begun + 2 * pause + kept.tell() / SLOWEST))
    except TimeoutError as error:
        raise RequestTimeout from error
    kept.seek(0)
    return kept


async def _drop(parts: Parts) -> None:
    """Let in what is refused, for a moment."""
    dropped = 0
    try:
        async with asyncio.timeout(DROPPING):
            async for part in parts:
                dropped += len(part)
                if dropped > DROPPED:
                    return
    except TimeoutError:
        return


_BASE: Environ = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "granian",
    "wsgi.errors": sys.stderr,
    # Whatever the headers say, the body ends where it ends.
    "wsgi.input_terminated": True,
    "wsgi.multiprocess": True,
    "wsgi.multithread": True,
    "wsgi.run_once": False,
    "wsgi.version": (1, 0),
}


def environ_of(scope: Any) -> Environ:
    """The request as WSGI has it, without its body."""
    server, client = scope.server.rpartition(":"), scope.client.rpartition(":")
    environ: Environ = {
        **_BASE,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server[0],
        "SERVER_PORT": server[2],
        "REMOTE_ADDR": client[0].strip("[]"),
        "REMOTE_PORT": client[2],
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.url_scheme": scope.scheme,
    }
    for name, value in scope.headers.items():
        if "_" in name:
            continue  # it would be taken for the one with hyphens, which a proxy has looked at
        key = "HTTP_" + name.upper().replace("-", "_")
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value
    for key in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if f"HTTP_{key}" in environ:
            environ[key] = environ.pop(f"HTTP_{key}")
    return environ
