"""Whose ledger this is, since when, and which roles the council has added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from ledger.entry import FORMAT
from ledger.moments import format_us
from ledger.names import SEGMENT
from ledger.store.database import Cursor
from ledger.store.epochs import FIRST_EPOCH
from ledger.store.failures import CorruptLedger, LedgerExists, UnknownFormat

SECRET_BYTES: Final = 32
KEY_FORM: Final = "write 1 to {} lower-case letters, digits and hyphens"
LONGEST_ROLE: Final = 64
LONGEST_COUNCIL: Final = 63
"""Characters of a key. PostgreSQL cuts the name of a schema there, and every ledger can move."""


class Identity(Struct, frozen=True, kw_only=True):
    """What stays the same for the life of a ledger, but for the epoch.

    ``origin`` names its log towards the outside and stands in every entry. ``epoch`` is
    raised when an older copy of the database is put back, so that what was said about
    the lost entries cannot be taken for this ledger's word.
    """

    council: str
    origin: str
    epoch: int
    created_at: str


def check_council(council: str) -> None:
    """Raise ValueError where ``council`` is no key."""
    if not SEGMENT.fullmatch(council) or len(council) > LONGEST_COUNCIL:
        msg = f"{council!r} is not the key of a council: {KEY_FORM.format(LONGEST_COUNCIL)}"
        raise ValueError(msg)


def create_identity(
    cursor: Cursor, *, council: str, origin: str, created_us: int, secret: bytes
) -> None:
    """Write the identity of a new ledger; raises :class:`LedgerExists` where one stands."""
    cursor.execute("SELECT council FROM identity")
    if cursor.fetchone() is not None:
        raise LedgerExists(council)
    cursor.execute(
        "INSERT INTO identity (only_row, council, origin, epoch, secret, created_us, format) "
        "VALUES (1, ?, ?, ?, ?, ?, ?)",
        (council, origin, FIRST_EPOCH, secret, created_us, FORMAT),
    )


def read_identity(cursor: Cursor) -> tuple[Identity, bytes]:
    """The identity, and the secret that never leaves the store."""
    cursor.execute("SELECT council, origin, epoch, created_us, secret, format FROM identity")
    row = cursor.fetchone()
    if row is None:
        msg = "a ledger without an identity"
        raise CorruptLedger(msg)
    council, origin, epoch, created_us, secret, written = row
    if written != FORMAT:
        msg = f"the ledger is written as {written}, this release writes {FORMAT}"
        raise UnknownFormat(msg)
    identity = Identity(
        council=council, origin=origin, epoch=epoch, created_at=format_us(created_us)
    )
    return identity, secret


def write_roles(cursor: Cursor, roles: Mapping[str, str]) -> None:
    """Put ``roles`` (key -> label) in the place of those the council had."""
    for key in roles:
        if not SEGMENT.fullmatch(key):
            msg = f"{key!r} is not the key of a role: {KEY_FORM.format(LONGEST_ROLE)}"
            raise ValueError(msg)
    cursor.execute("DELETE FROM role")
    for role in roles.items():
        cursor.execute("INSERT INTO role (key, label) VALUES (?, ?)", role)


def read_roles(cursor: Cursor) -> dict[str, str]:
    """The council's own roles, key -> label."""
    cursor.execute("SELECT key, label FROM role ORDER BY key")
    return {row[0]: row[1] for row in cursor.fetchall()}
