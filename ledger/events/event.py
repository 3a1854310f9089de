"""What every event is made of: the base class, citations, evidence, texts and keys."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Generic, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from ledger.moments import parse_moment
from ledger.names import SEGMENT
from ledger.values import WIRE_TYPES, Day, WireType
from ledger.vocabulary import Marking, RetractionKind

T = TypeVar("T")

MAX_PERSONAL: Final = 300
"""Characters of a personal field, at most."""

KEY_PATTERN: Final = r"^[a-z0-9-]{1,64}(?!\n)$"
"""One segment of a stream's name; ``(?!\\n)`` because ``$`` matches before a newline."""

Key = Annotated[
    str,
    Meta(pattern=KEY_PATTERN, description="A stable key: lower-case letters, digits, hyphens."),
]
Line = Annotated[str, Meta(min_length=1, max_length=300, description="A short line of text.")]
Summary = Annotated[
    str, Meta(min_length=1, max_length=4000, description="In the recorder's own words.")
]
Verbatim = Annotated[
    str, Meta(min_length=1, max_length=8000, description="Word for word, from the source.")
]
Uri = Annotated[str, Meta(min_length=1, max_length=2000, description="Where it is kept.")]
Sha256 = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{64}(?!\n)$", description="SHA-256 of the bytes, in hex.")
]
Count = Annotated[int, Meta(ge=0, le=1_000_000_000, description="A count of whole things.")]
Keys = Annotated[tuple[Key, ...], Meta(max_length=100)]
NotStated = Literal["NOT_STATED"]


class Role(str):
    """The key of a role, of the council's vocabulary; or ``NOT_STATED``.

    The vocabulary is checked at the intake, because a council may extend it.
    """

    __slots__ = ()


class MomentText(str):
    """A moment in EDTF inside a payload, such as when a visit is expected."""

    __slots__ = ()


class Personal(Generic[T]):
    """A personal field: a value on the way in, only a commitment in the entry.

    The value never enters an entry. In its place stands ``{"commitment": hex}``,
    and the opening lives in the one table that can be deleted from.
    """

    __slots__ = ("commitment", "value")

    def __init__(self, value: T | None = None, commitment: str | None = None) -> None:
        self.value = value
        self.commitment = commitment

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Personal)
            and self.value == other.value
            and self.commitment == other.commitment
        )

    def __hash__(self) -> int:
        return hash((self.value, self.commitment))

    def __repr__(self) -> str:
        return f"Personal(commitment={self.commitment!r})"


class Citation(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Where the document says so: the document's key, the place in it, its hash."""

    document: Line
    locator: Annotated[str, Meta(max_length=300)]
    sha256: Sha256 | UnsetType = UNSET


class Evidence(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A file that stays outside the ledger; its hash is inside."""

    uri: Uri
    sha256: Sha256
    kind: Line
    classification: Marking = Marking.OFFICIAL


class Period(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="camel"):
    """A reporting window: its first and its last day, both included."""

    first_on: Day
    last_on: Day

    def __post_init__(self) -> None:
        if self.first_on.date is None or self.last_on.date is None:
            msg = "a period states both its first and its last day"
            raise ValueError(msg)
        if self.first_on > self.last_on:
            msg = f"the period ends on {self.last_on}, before it starts on {self.first_on}"
            raise ValueError(msg)


class Event(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,  # an event holds nothing that could hold it in turn
    rename="camel",
):
    """A fact a board could minute, with the citations that bear it out.

    An absent optional field is ``UNSET`` and says nothing; an explicit ``null``
    is a value. ``effective`` and ``documented`` belong to the envelope.
    """

    cites: Annotated[
        tuple[Citation, ...],
        Meta(min_length=1, max_length=50, description="The documents that report it."),
    ]
    version: ClassVar[int] = 1


class EventRetracted(Event, frozen=True, kw_only=True):
    """An earlier event of the same stream no longer counts; it stays in the ledger.

    MISRECORDED: the document never said so. WITHDRAWN: it said so, and the
    statement was later withdrawn. A retraction is final.

    ``replaced_by`` is the id, under the same source, of an event of the same type
    that is recorded next and takes the retracted one's place on the stream: so a
    date is refined although the stream has moved on.
    """

    source: Line
    id: Line
    kind: RetractionKind
    reason: Summary
    authority: Line
    replaced_by: Line | UnsetType = UNSET


def _role(raw: str) -> Role:
    if not (raw == "NOT_STATED" or _is_key(raw)):
        msg = "a role is a kebab-case key such as chief-officer, or NOT_STATED"
        raise ValueError(msg)
    return Role(raw)


def _is_key(raw: str) -> bool:
    return SEGMENT.fullmatch(raw) is not None


def _moment_text(raw: str) -> MomentText:
    return MomentText(raw if raw == "NOT_STATED" else parse_moment(raw).text)


def _personal(raw: str) -> Personal[str]:
    if not 0 < len(raw) <= MAX_PERSONAL:
        msg = f"a personal field is a text of 1 to {MAX_PERSONAL} characters"
        raise ValueError(msg)
    return Personal(raw)


WIRE_TYPES[Role] = WireType(
    _role,
    {
        "type": "string",
        "pattern": "^([a-z0-9-]{1,64}|NOT_STATED)$",
        "description": "The key of a role in the council's vocabulary, or NOT_STATED.",
        "examples": ["chief-officer"],
    },
)
WIRE_TYPES[MomentText] = WireType(
    _moment_text,
    {
        "type": "string",
        "maxLength": 64,
        "description": "One moment in EDTF, levels 0 and 1, perhaps uncertain; or NOT_STATED.",
        "examples": ["2021-01", "2020-07/2020-10"],
    },
)
WIRE_TYPES[Personal[str]] = WireType(
    _personal,
    {
        "type": "string",
        "minLength": 1,
        "maxLength": MAX_PERSONAL,
        "description": "A personal field: the ledger keeps a commitment in the entry, "
        "and the value apart, where it can be erased.",
        "examples": ["Name of the person"],
        "x-personal": True,
    },
    is_personal=True,
)
WIRE_TYPES[Personal] = WIRE_TYPES[Personal[str]]  # msgspec asks so for the schema
