"""The process that holds the graph and forks workers that share it.

It has one thread and does little, so that it is never busy for long: it forks, it ends, it buries. It ends with the endpoint: when
the socket closes, so does everything here. ``python -m filon.serve.keeper FD`` is how the endpoint starts it.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from filon import pages
from filon.errors import FilonError
from filon.serve import wire
from filon.serve.graph import Graph, load
from filon.serve.limits import Limits
from filon.serve.worker import JobError, update, work

_PATIENCE: Final = 0.2  # seconds between two looks for children that ended by themselves


@dataclass(slots=True)
class _Keeper:
    endpoint: socket.socket
    graph: Graph
    limits: Limits
    children: set[int] = field(default_factory=set)

    def run(self) -> None:
        """Do what the endpoint says until it hangs up, then end every worker."""
        try:
            while True:
                ready, _, _ = select.select([self.endpoint], [], [], _PATIENCE)
                if ready:
                    message = wire.receive(self.endpoint)
                    if message is None:
                        return
                    self._do(json.loads(message[1]))
                self._bury()
        finally:
            for pid in self.children:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def _do(self, message: Mapping[str, Any]) -> None:
        match message["do"]:
            case "fork":
                self._fork()
            case "end":
                if message["pid"] in self.children:  # not yet buried, so the number is still its own
                    os.kill(message["pid"], signal.SIGKILL)
                    os.waitpid(message["pid"], 0)
                    self.children.discard(message["pid"])
            case "update":
                try:
                    update(self.graph.library.source, message)
                    self.endpoint.sendall(wire.said(wire.HEAD, {}))
                except JobError as fault:
                    self.endpoint.sendall(wire.said(wire.FAULT, fault.said))

    def _fork(self) -> None:
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            try:
                self.endpoint.close()
                ours.close()
                # A thread of its own has chances of its own: what RAND and UUID draw from is copied by a fork, and kept for each thread.
                answering = threading.Thread(target=self._answer, args=(theirs,))
                answering.start()
                answering.join()
            finally:
                os._exit(0)  # nothing of the parent's is to be run at the end of its child
        self.children.add(pid)
        theirs.close()
        socket.send_fds(self.endpoint, [wire.said(wire.HEAD, {"pid": pid})], [ours.fileno()])
        ours.close()

    def _answer(self, endpoint: socket.socket) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):  # the endpoint has hung up
            work(endpoint, self.graph.for_worker(), self.limits, closed=self.graph.closed)

    def _bury(self) -> None:
        for pid in tuple(self.children):
            with suppress(ChildProcessError):
                if os.waitpid(pid, os.WNOHANG)[0]:
                    self.children.discard(pid)


def main(descriptor: int) -> int:
    """Load the graph that the endpoint names, say so, and keep it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is the endpoint's to answer
    endpoint = socket.socket(fileno=descriptor)
    order = wire.receive(endpoint)
    if order is None:
        return 0
    wanted = json.loads(order[1])
    try:
        graph = load(wanted["where"], disk=wanted["disk"], calls=wanted["calls"], base=wanted["base"])
    except FilonError as error:
        endpoint.sendall(wire.said(wire.FAULT, {"detail": str(error)}))
        return 2
    pages.prepare()
    told = {"version": graph.version, "digest": graph.digest, "quads": graph.quads, "base": graph.library.base}
    endpoint.sendall(wire.said(wire.HEAD, told))
    _Keeper(endpoint, graph, Limits(**wanted["limits"])).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
