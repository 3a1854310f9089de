"""Why no broker would have us: the client hears it late or not at all, and keeps it to its log."""

from __future__ import annotations

import logging
import re
from typing import Any, Final

from kafka.net import KafkaSSLTransport, KafkaTCPTransport

_REFUSED: Final = re.compile(
    r"Bootstrap connection to \S+ failed: (?:\[Error \d+\] )?(.+?)(?: \(backoff [^)]*\))?$",
    re.DOTALL,
)
_VAGUE: Final = ("socket disconnected", "RequestTimedOutError", "KafkaTimeoutError")


class _Refusals(logging.Handler):
    """Remembers what the client tells to its log alone."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._last = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Remember a reason; one that says nothing does not take the place of one that does."""
        found = _REFUSED.match(record.getMessage())
        if found and not (self._last and any(vague in found[1] for vague in _VAGUE)):
            self._last = found[1]

    def taken(self) -> str:
        """The reason since this was last asked; nothing where there was none."""
        last, self._last = self._last, ""
        return last


def _hear_last_words(transport: type[Any]) -> None:
    """Let the client hear what a broker says right before it hangs up.

    kafka-python 3.0.12 throws away what arrives together with the end of a connection, and a
    broker refuses a password in just that way. The end is there to be met again.
    """
    receive = transport._sock_recv  # noqa: SLF001 - as said

    def received(self: Any) -> tuple[bytes, Exception | None]:  # noqa: ANN401 - ships no types
        said, end = receive(self)
        return (said, None) if said else (said, end)

    transport._sock_recv = received  # noqa: SLF001 - as said


for _each in (KafkaTCPTransport, KafkaSSLTransport):
    _hear_last_words(_each)
refusals: Final = _Refusals()
logging.getLogger("kafka.net.manager").addHandler(refusals)
