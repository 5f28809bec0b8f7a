"""What a client is told when its request is not answered: a problem document (RFC 9457)."""

from __future__ import annotations

import json

from starlette.responses import Response


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it so
    """A request that is not answered: the HTTP status, a title for its kind, one sentence for this case.

    ``retry_after``: seconds after which it may be; ``spent``: seconds that a worker spent on it.
    """

    def __init__(
        self, status: int, title: str, detail: str, *, retry_after: int | None = None, spent: float = 0.0
    ) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail, self.retry_after, self.spent = status, title, detail, retry_after, spent

    def response(self) -> Response:
        """The answer to send."""
        body = {"type": "about:blank", "title": self.title, "status": self.status, "detail": self.detail}
        headers = {"Cache-Control": "no-store"}
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        text = json.dumps(body, ensure_ascii=False)
        return Response(text.encode(errors="replace"), self.status, headers, "application/problem+json")
