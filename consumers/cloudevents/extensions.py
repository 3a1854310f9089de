"""What the attributes say that the ledger takes beside CloudEvents' own, in words.

The event catalogue and the AsyncAPI document tell senders of them from here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXTENSIONS: Final[Mapping[str, str]] = {
    "effective": "when it took effect: one moment in EDTF, perhaps uncertain",
    "documented": "the date of the document that first reports it, in EDTF",
    "marking": "`OFFICIAL` (if it is left out) or `OFFICIAL_SENSITIVE`",
    "expectedversion": "the version of the stream that the sender last saw; 0: it must not exist",
    "correlationid": "what the event belongs to, in the sender's own terms",
    "causationid": "which event led to it, in the sender's own terms",
    "traceparent": "W3C trace context",
    "tracestate": "W3C trace context, what vendors add",
    "partitionkey": "where a broker puts it; the ledger does not read it",
}
"""Extension -> what it says; ``effective`` alone is required."""
