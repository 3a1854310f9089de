"""How the reader stops: with the refusal that the sender will read."""

from __future__ import annotations

from ledger.rules.refusal import Refusal


class NotTaken(Exception):
    """A message that cannot be taken. Never leaves ``consumers``: there it becomes data."""

    def __init__(self, code: str, detail: str, pointer: str = "") -> None:
        super().__init__(detail)
        self.refusal = Refusal(code, detail, pointer)
