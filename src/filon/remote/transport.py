"""Requests to a server elsewhere: with time-outs, tried again where the server or the way to it failed for now, never where it refused.

Tried again: connections that fail or break, and the status 429, 502, 503 and 504, after the time that ``Retry-After`` names (RFC 9110,
section 10.2.3) or a random one that grows. Credentials come from ``FILON_USER`` and ``FILON_PASSWORD``, from ``FILON_TOKEN``, or from
the netrc file (``NETRC`` or ``~/.netrc``); they are sent when the server asks for them, and stand in no message.
"""

from __future__ import annotations

import email.utils
import netrc
import os
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Self

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from filon import __version__
from filon.errors import StoreError, UsageError

_LATER: Final = frozenset({429, 502, 503, 504})
_BROKEN: Final = (httpx.NetworkError, httpx.RemoteProtocolError, httpx.ConnectTimeout, httpx.PoolTimeout)
_SAID: Final = 200  # characters of a server's own words that an error repeats


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: to connect, for an answer to go on, at most between two attempts; and how often to try."""

    connect: float = 10.0
    read: float = 300.0
    longest: float = 60.0
    first: float = 0.3
    attempts: int = 5


class _BusyError(Exception):
    """The server asks to come back; ``after`` seconds, where it says when."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(response.status_code)
        self.response = response
        self.after = _seconds(response.headers.get("retry-after"))


@dataclass(frozen=True, slots=True)
class Transport:
    """One server's connection pool. Use it as a context, or `close` it."""

    client: httpx.Client
    patience: Patience

    @classmethod
    def to(cls, url: str, patience: Patience | None = None) -> Self:
        """A connection to the server of ``url``; raises `UsageError` where that is no http address or holds a password."""
        patience = patience or Patience()
        address = _address(url)
        timeout = httpx.Timeout(patience.read, connect=patience.connect)
        headers = {"user-agent": f"filon/{__version__}"}
        return cls(
            httpx.Client(timeout=timeout, auth=_credentials(address.host), headers=headers, follow_redirects=True),
            patience,
        )

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def send(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, str | list[str]] | None = None,
        form: Mapping[str, str | list[str]] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """The answer to a request, of whatever status but those of a server that is busy; its body is read.

        Raises `StoreError` where the server cannot be reached, breaks off, or stays busy after all attempts.
        """
        target = httpx.URL(url).copy_merge_params(params) if params else httpx.URL(url)

        def once() -> httpx.Response:
            response = self.client.request(method, target, data=form, content=content, headers=headers)
            if response.status_code in _LATER:
                raise _BusyError(response)
            return response

        retrying = Retrying(
            retry=retry_if_exception_type((_BusyError, *_BROKEN)),
            stop=stop_after_attempt(self.patience.attempts),
            wait=self._wait,
            reraise=True,
        )
        try:
            return retrying(once)
        except _BusyError as error:
            raise StoreError(f"{_place(url)} stays busy ({told(error.response)}); try again later.") from error
        except httpx.TimeoutException as error:
            raise StoreError(f"{_place(url)} did not answer in time; try again later, or ask less at once.") from error
        except httpx.HTTPError as error:
            raise StoreError(
                f"{_place(url)} cannot be reached ({error}); check the address and the network."
            ) from error

    def _wait(self, state: RetryCallState) -> float:
        """The seconds that the server names, at most ``longest``; else random ones, under a bound that doubles."""
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, _BusyError) and error.after is not None:
            return min(error.after, self.patience.longest)
        return wait_random_exponential(multiplier=self.patience.first, max=self.patience.longest)(state)


def told(response: httpx.Response) -> str:
    """A status with what the server says of it, on one line: its words, but no page."""
    words = " ".join(response.text.split()) if "html" not in response.headers.get("content-type", "") else ""
    return f"{response.status_code} {response.reason_phrase}" + (f": {words[:_SAID]}" if words else "")


def _address(url: str) -> httpx.URL:
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise UsageError(f"{url!r} is not an address: {error}.") from error
    if address.scheme not in {"http", "https"} or not address.host:
        raise UsageError(f"{url!r} is not the address of a server; give one that begins with http:// or https://.")
    if address.userinfo:
        raise UsageError("An address must not hold a password; set FILON_USER and FILON_PASSWORD, or use a netrc file.")
    return address


def _place(url: str) -> str:
    """An address without its query, as messages show it."""
    return str(httpx.URL(url).copy_with(query=None, fragment=None))


def _seconds(value: str | None) -> float | None:
    """What ``Retry-After`` says: seconds, or a date; ``None`` where it says neither."""
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        when = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, ((when if when.tzinfo else when.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds())


def _credentials(host: str) -> httpx.Auth | None:
    """What this environment says for a host; ``None`` where it says nothing. Raises `UsageError` where netrc is damaged."""
    if token := os.environ.get("FILON_TOKEN"):
        return _Answer(token=token)
    if user := os.environ.get("FILON_USER"):
        return _Answer(user=user, password=os.environ.get("FILON_PASSWORD", ""))
    try:
        found = netrc.netrc(os.environ.get("NETRC")).authenticators(host)
    except FileNotFoundError:
        return None
    except (netrc.NetrcParseError, OSError) as error:
        where = getattr(error, "filename", None) or "the netrc file"
        raise UsageError(f"{where} cannot be read; mend it, or set FILON_USER and FILON_PASSWORD.") from None
    return _Answer(user=found[0], password=found[2] or "") if found else None


class _Answer(httpx.Auth):
    """Credentials in the manner that the server's challenge asks for (RFC 9110, section 11.6.1): Bearer, Digest or Basic."""

    def __init__(self, *, user: str = "", password: str = "", token: str | None = None) -> None:
        self._user, self._password, self._token = user, password, token
        self._known: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if self._token is not None:
            request.headers["authorization"] = f"Bearer {self._token}"
            yield request
            return
        if self._known is None:
            response = yield request
            if response.status_code != httpx.codes.UNAUTHORIZED:
                return
            digest = response.headers.get("www-authenticate", "").lower().startswith("digest")
            self._known = (httpx.DigestAuth if digest else httpx.BasicAuth)(self._user, self._password)
        yield from self._known.auth_flow(request)
