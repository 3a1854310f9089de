"""Messages as rows keep them: every text readable, the headers as one text."""

from __future__ import annotations

import msgspec

from ledger.store.messages import RawMessage

_decode_headers = msgspec.json.Decoder(tuple[tuple[str, str], ...]).decode
_encode = msgspec.json.encode


def readable(text: str) -> str:
    """``text`` with a ? for each lone surrogate: what was refused may hold what no text may."""
    return text.encode("utf-8", "replace").decode()


def readable_headers(raw: RawMessage) -> list[tuple[str, str]]:
    """The headers of ``raw``, each part readable."""
    return [(readable(name), readable(value)) for name, value in raw.headers]


def kept_headers(raw: RawMessage) -> str:
    """The headers of ``raw`` as one text."""
    return _encode(readable_headers(raw)).decode()


def raw_message(body: bytes, headers: str, channel: str, coordinates: str) -> RawMessage:
    """The message that was kept; ``headers`` as :func:`kept_headers` gave them."""
    return RawMessage(
        body=body, headers=_decode_headers(headers), channel=channel, coordinates=coordinates
    )
