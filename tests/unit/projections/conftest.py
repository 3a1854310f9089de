"""Places for read models."""

from __future__ import annotations

from pathlib import Path

import pytest

from projections.read_model.place import Place
from projections.read_model.sqlite.place import FilePlace


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A place without a read model."""
    return FilePlace(tmp_path / "read-model.db")
