"""One HTTP request to a cache in front: verified, bounded in time and size, and without redirects. No Django."""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

__all__ = ["Backend", "Limited", "Reply", "Unacknowledged", "acknowledged", "send"]

# Seconds for one request, whatever the other side does.
PATIENCE = 10.0
_LONGEST = 65_536
# Of Retry-After this much is believed, in seconds.
_LONGEST_WAIT = 300.0


class Unacknowledged(Exception):
    """The other side has not said that it dropped what it was told to. The message holds nothing that is secret."""


class Limited(Unacknowledged):
    """It wants to be asked less often: again in `wait` seconds."""

    def __init__(self, message: str, wait: float) -> None:
        super().__init__(message)
        self.wait = wait


class Backend(Protocol):
    """One cache in front: it drops copies by the keys under which it has filed them."""

    @property
    def batch(self) -> int:
        """How many keys go into one request at most."""
        ...

    def purge(self, keys: tuple[str, ...], *, recall: bool) -> None:
        """Returns once the copies filed under any of these keys are gone. `recall`: for good, and nothing else with it.

        Raises Unacknowledged.
        """
        ...


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes
    wait: str


def send(method: str, address: str, headers: Mapping[str, str], body: bytes | None = None) -> Reply:
    """Asks. Raises Unacknowledged where no whole answer came within PATIENCE."""
    parts = urlsplit(address)
    end = time.monotonic() + PATIENCE
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    try:
        connection.request(method, path, body=body, headers={"User-Agent": "Broadsheet", **headers})
        _hurry(connection, end)
        response = connection.getresponse()
        text = b""
        while len(text) < _LONGEST and (part := response.read1(4096)):
            text += part
            _hurry(connection, end)
        return Reply(response.status, text, response.headers.get("Retry-After", ""))
    except TimeoutError as error:
        raise Unacknowledged("no answer in time") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unacknowledged(_why(error)) from None
    finally:
        connection.close()


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        return http.client.HTTPSConnection(host, port, timeout=PATIENCE, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, port, timeout=PATIENCE)


def _hurry(connection: http.client.HTTPConnection, end: float) -> None:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    if connection.sock is not None:
        connection.sock.settimeout(left)


def _why(error: Exception) -> str:
    """Not the text of any exception: some of them repeat what was sent."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not to be trusted: {error.verify_message}"
    if isinstance(error, OSError) and error.strerror:
        return f"it cannot be reached: {error.strerror}"
    return f"it cannot be understood ({type(error).__name__})"


def acknowledged(reply: Reply, *, success: tuple[int, ...] = (200,)) -> Reply:
    """The reply, if it says yes by its status. Raises Unacknowledged, Limited."""
    if reply.status in success:
        return reply
    if reply.status == 429 or (reply.status == 503 and reply.wait):
        raise Limited(f"it wants to be asked less often (status {reply.status})", _wait(reply.wait))
    if reply.status in {401, 403}:
        raise Unacknowledged(
            f"it does not let us (status {reply.status}): look at the token, or at who is let in"
        )
    raise Unacknowledged(f"it says no (status {reply.status})")


def _wait(text: str) -> float:
    try:
        return min(max(1.0, float(text)), _LONGEST_WAIT)
    except ValueError:
        return 30.0
