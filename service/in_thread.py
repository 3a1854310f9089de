"""A loop in a thread while the process runs, and another thread that sees whether it comes round.

Nothing is lost by ending such a process at any moment, since all that counts is in the stores.
"""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable
from threading import Event, Thread
from typing import Any, Final, Protocol

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from service.app import NEVER_KEPT

WATCHED_EVERY_S: Final = 5.0
GAVE_UP: Final = 70
"""The exit code of a process whose loop waits without limit; EX_SOFTWARE of sysexits.h."""

_log = logging.getLogger(__name__)


class Loop(Protocol):
    """What goes on until it is told to stop."""

    def run(self) -> None:
        """Go on until :meth:`stop`."""
        ...

    def stop(self) -> None:
        """Let what is under way be the last; may be called by any thread."""
        ...

    def stuck_s(self) -> float:
        """For how long it has not come round."""
        ...


class InThread:
    """Runs ``loop`` in a thread. Where it ends by itself the process is told to stop.

    ``failure`` then says why. ``hopeless_s``: when it has not come round for so long, a call
    waits without limit, and only an end helps.
    """

    def __init__(self, loop: Loop, *, name: str, hopeless_s: float) -> None:
        self._loop = loop
        self._name = name
        self._hopeless_s = hopeless_s
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=name)
        self._watch = Thread(target=self._look, name="watch", daemon=True)
        self.failure = ""

    def start(self) -> None:
        """Begin."""
        self._thread.start()
        self._watch.start()

    def stop(self) -> None:
        """Let it finish what is under way."""
        self._loop.stop()
        self._thread.join()
        self._stopping.set()
        self._watch.join()

    def _run(self) -> None:
        if not _log.isEnabledFor(logging.DEBUG):  # the client tells more than anybody reads
            logging.getLogger("kafka").setLevel(logging.WARNING)
            logging.getLogger("kafka.net.selector").setLevel(logging.ERROR)
        try:
            self._loop.run()
        except Exception as error:  # noqa: BLE001 - whatever it is, the process has to end
            self.failure = f"{type(error).__name__}: {error}"
            _log.exception("the %s stopped", self._name)
            os.kill(os.getpid(), signal.SIGTERM)

    def _look(self) -> None:
        while not self._stopping.wait(WATCHED_EVERY_S):
            if (stuck_s := self._loop.stuck_s()) > self._hopeless_s:
                _log.critical("the %s has waited for %.0f seconds", self._name, stuck_s)
                os._exit(GAVE_UP)


class IsReady(Protocol):
    """A standing that says whether all is well."""

    @property
    def ready(self) -> bool:
        """Whether it is."""
        ...


class LoopReady:
    """Whether a loop does all that it should: 200, or 503 and what stands in the way."""

    def __init__(self, standing: Callable[[], IsReady]) -> None:
        self._standing: Callable[[], Any] = standing

    async def __call__(self, _: Request) -> Response:
        """How it stands, as JSON."""
        standing = await run_in_threadpool(self._standing)
        return Response(
            msgspec.json.encode(standing),
            status_code=200 if standing.ready else 503,
            media_type="application/json",
            headers=NEVER_KEPT,
        )
