"""A read model in the files beside one path."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from ledger.store.sqlite.files import remove
from projections.read_model.sqlite import standing
from projections.read_model.sqlite.connections import (
    FileConnection,
    FileReaders,
    Stamp,
    create,
    open_writer,
    stamp,
)
from projections.read_model.sqlite.failures import named_failures
from projections.read_model.sqlite.loading import loading


@dataclass(frozen=True, slots=True)
class File:
    """One generation: a file, or whatever file ``path`` leads to."""

    path: Path

    def stamp(self) -> Stamp:
        """Which file it is."""
        with named_failures():
            return stamp(self.path)

    def writer(self) -> FileConnection:
        """A connection that may write."""
        return open_writer(self.path)


class FilePlace(File):
    """The generations of the read model at ``path``, which is a link to the one that stands."""

    @property
    def name(self) -> str:
        """The name of the link."""
        return self.path.name

    def create(self) -> None:
        """Make an empty read model unless there is one."""
        if self.path.is_symlink() or self.path.exists():
            create(self.path)
            return
        number = standing.unused(self.path)
        file = standing.file_of(self.path, number)
        create(file)
        if not standing.stand_first(self.path, number) and standing.standing(self.path) != number:
            remove(file)

    def readers(self) -> FileReaders:
        """Connections for questions."""
        return FileReaders(self.path)

    def standing(self) -> int | None:
        """The generation that answers."""
        return standing.standing(self.path)

    def kept(self) -> int | None:
        """The generation that can be put back."""
        return standing.kept(self.path)

    def generation(self, number: int) -> File:
        """One generation."""
        return File(standing.file_of(self.path, number))

    def size_bytes(self, number: int) -> int:
        """The size of its file and of its log."""
        file = standing.file_of(self.path, number)
        log = file.with_name(f"{file.name}-wal")
        return sum(each.stat().st_size for each in (file, log) if each.exists())

    def fresh(self) -> int:
        """A number of its own for a new generation."""
        return standing.fresh(self.path)

    def loading(self, number: int) -> AbstractContextManager[FileConnection]:
        """A new file to be filled."""
        return loading(standing.file_of(self.path, number))

    def stand(self, number: int, *, keep_old: bool = True) -> None:
        """Let another file stand."""
        standing.stand(self.path, number, keep_old=keep_old)

    def drop(self, number: int) -> None:
        """Remove a generation that does not stand."""
        standing.drop(self.path, number)
