"""The short numbers that stand for long names in the tables, turned back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, TypeAlias

from projections.read_model.database import Connection

NameTable: TypeAlias = Literal["plan", "kind", "field", "event_type", "stream"]

AFTER_SLASH: Final = "0"
"""The character after "/": names from "areas/" to before "areas0" are its members."""


class FieldNumbers(NamedTuple):
    """The numbers that a field has: its own, at most one, and those of a collection's members.

    All that there are up to ``position``.
    """

    single: list[int]
    members: list[int]
    position: int


_NOT_YET: Final = FieldNumbers([], [], -2)


@dataclass(frozen=True, slots=True)
class Known:
    """The names of one generation that were met so far; threads may share it."""

    texts: dict[tuple[NameTable, int], str] = field(default_factory=dict)
    numbers: dict[tuple[NameTable, str], int] = field(default_factory=dict)
    fields: dict[str, FieldNumbers] = field(default_factory=dict)


class Names:
    """Names by number and numbers by name, read once each: a name never changes."""

    def __init__(self, connection: Connection, known: Known) -> None:
        self._connection = connection
        self._texts = known.texts
        self._ids = known.numbers
        self._fields = known.fields

    def text(self, table: NameTable, number: int) -> str:
        """The name under ``number``."""
        known = self._texts.get((table, number))
        if known is None:
            statement = f"SELECT name FROM {table} WHERE id = :id"
            (known,) = self._connection.execute(statement, {"id": number}).fetchone()
            self._texts[table, number] = known
        return known

    def number(self, table: NameTable, text: str) -> int | None:
        """The number of ``text``; None where the ledger has not used the name yet."""
        known = self._ids.get((table, text))
        if known is None:
            statement = f"SELECT id FROM {table} WHERE name = :name"
            row = self._connection.execute(statement, {"name": text}).fetchone()
            if row is None:
                return None
            known = self._ids[table, text] = int(row[0])
        return known

    def numbers(self, table: NameTable, texts: Iterable[str]) -> dict[str, int]:
        """The numbers of many names at once, of those that the ledger has used."""
        wanted = list(texts)
        missing = [text for text in wanted if (table, text) not in self._ids]
        if missing:
            sql = self._connection.dialect
            rows = self._connection.execute(
                f"SELECT name, id FROM {table} WHERE name {sql.among('names')}",
                {"names": sql.many(missing)},
            )
            self._ids.update({(table, name): number for name, number in rows})
        known = ((text, self._ids.get((table, text))) for text in wanted)
        return {text: number for text, number in known if number is not None}

    def fields_of(self, names: Iterable[str], position: int) -> dict[str, FieldNumbers]:
        """The numbers of fields that any entry up to ``position``, which is projected, has set.

        There may be others among them that were set later. So what was found once serves for
        every position up to the one it was found for.
        """
        # Taken once: another thread may put what it found for an earlier position in its place.
        known = {name: self._fields.get(name, _NOT_YET) for name in names}
        missing = [name for name, numbers in known.items() if numbers.position < position]
        if missing:
            found = {name: FieldNumbers([], [], position) for name in missing}
            sql = self._connection.dialect
            rows = self._connection.execute(
                "SELECT n.value, f.name = n.value, f.id "
                f"FROM {sql.rows('names', 'n')} {sql.nested} field f ON f.name = n.value OR "
                f"(f.name >= n.value || '/' AND f.name < n.value || '{AFTER_SLASH}')",
                {"names": sql.many(missing)},
            )
            for name, is_single, number in rows:
                (found[name].single if is_single else found[name].members).append(number)
            self._fields.update(found)
            known |= found
        return known
