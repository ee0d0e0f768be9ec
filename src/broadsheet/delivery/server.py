"""The web process: uvicorn's server with our protocol, and an eye on connections that take and give nothing."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import resource
import socket
import sys
import termios
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

from uvicorn.config import Config
from uvicorn.server import Server as Uvicorn

from broadsheet.delivery.protocol import Protocol, State

if TYPE_CHECKING:
    from uvicorn._types import ASGIApplication

    from broadsheet.delivery.front import Front

__all__ = ["Server", "serve"]

# In seconds. How long a reader's connection is held for the next request, and how long where there are many.
KEPT, KEPT_SHORT = 75, 5
# How long a head may take, and how long of a body nothing may come, or of an answer nothing be taken.
HEAD, STALLED = 20, 60
# How long those that are being answered have when the process is to end.
DRAIN = 20
# Files besides connections that a process has open, at most.
OTHERS = 200


class Server(Uvicorn):
    """Serves one door. `most` connections at a time."""

    def __init__(self, front: Front, most: int) -> None:
        super().__init__(
            Config(
                # Its messages may be of any mapping, which uvicorn's types do not know.
                cast("ASGIApplication", front),
                loop="uvloop",
                http=Protocol,
                ws="none",
                interface="asgi3",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                limit_concurrency=most,
                timeout_graceful_shutdown=DRAIN,
            )
        )
        self.most = most
        self.state = self.server_state = State()
        # Connections that are being made ready; a task that nobody holds may vanish.
        self.opening: set[asyncio.Task[Any]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """One connection at a time, and what came over the others first: so whoever has less to do takes more.

        All web processes listen at one socket. By the loop's own way whichever wakes first takes all that wait.
        """
        self.servers = []
        for one in sockets or ():
            one.settimeout(0)
            self._listen(one)
        self.started = True

    def _listen(self, listening: socket.socket) -> None:
        asyncio.get_running_loop().add_reader(listening, self._accept, listening)

    def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            connection, _address = listening.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            # Another process was quicker, or whoever asked has gone.
            return
        except OSError:
            # No file is left for it. Others may have one, and here one may be free soon.
            loop.remove_reader(listening)
            loop.call_later(1, self._listen_again, listening)
            return
        connection.settimeout(0)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opening = loop.create_task(loop.connect_accepted_socket(self._protocol, connection))
        self.opening.add(opening)
        opening.add_done_callback(self._opened)

    def _listen_again(self, listening: socket.socket) -> None:
        if not self.should_exit:
            self._listen(listening)

    def _opened(self, opening: asyncio.Task[Any]) -> None:
        self.opening.discard(opening)
        # Whoever has gone already is no news.
        if not opening.cancelled():
            opening.exception()

    def _protocol(self) -> Protocol:
        return Protocol(self.config, self.state, {})

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Takes no more connections, and waits for those that are there."""
        for one in sockets or ():
            asyncio.get_running_loop().remove_reader(one)
        await super().shutdown(sockets)

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second."""
        ends = await super().on_tick(counter)
        if counter % 10 == 0:
            (_name, date), *_rest = self.state.default_headers
            self.state.end = b"date: " + date + b"\r\n\r\n"
            self.state.whole.clear()
            self.state.now += 1
            self._look_round()
        return ends

    def _look_round(self) -> None:
        now, kept = self.state.now, KEPT
        if len(self.state.connections) > self.most * 3 // 4:
            kept = KEPT_SHORT
        for connection in list(self.state.connections):
            if isinstance(connection, Protocol):
                _look_at(connection, now, kept)


def _look_at(one: Protocol, now: int, kept: int) -> None:
    """Ends a connection whose time is over. `now` is by the state's clock, `kept` in seconds."""
    transport, cycle = one.transport, one.cycle
    waiting = _untaken(transport)
    if waiting != one.waiting or not waiting:
        one.waiting, one.moved = waiting, now
    if now - one.moved > STALLED:
        transport.abort()
    elif cycle is not None and not cycle.response_complete:
        # Whoever waits to be asked for his body is not late with it.
        is_due = cycle.more_body and not one.flow.read_paused and not cycle.waiting_for_100_continue
        if is_due and now - one.heard > STALLED:
            transport.abort()
    elif one.in_head:
        if now - one.began > HEAD:
            transport.close()
    elif now - one.heard > kept:
        transport.close()


def _untaken(transport: asyncio.Transport) -> int:
    """Bytes that the other side has not taken. The system's are counted too: it takes more only by the megabyte."""
    waiting = transport.get_write_buffer_size()
    connection = transport.get_extra_info("socket") if waiting else None
    if connection is not None:
        with suppress(OSError, ValueError):
            count = fcntl.ioctl(connection.fileno(), termios.TIOCOUTQ, bytes(4))
            waiting += int.from_bytes(count, sys.byteorder)
    return waiting


def serve(front: Front, listening: socket.socket) -> None:
    """Until TERM, which also ends the process itself once those who are being answered have their answers."""
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    files = max(soft, min(hard, 65_536))
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    Server(front, most=max(files - OTHERS, files // 2)).run([listening])
