"""docs/operate.md: every setting, and no other, with the default that it has."""

from __future__ import annotations

import re
from typing import Final

from service.settings import Settings, variable
from tests.unit.docs.documents import ROOT

_ROW: Final = re.compile(r"^\| `(IMPROVEMENT_LEDGER_\w+)` \| `?([^|`]+?)`? \|", re.MULTILINE)


def told() -> dict[str, str]:
    """Variable -> default, as the table has them."""
    return dict(_ROW.findall((ROOT / "docs" / "operate.md").read_text(encoding="utf-8")))


def in_words(default: object) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    return "none" if default is None else str(default)


def test_every_setting_is_told_with_its_default() -> None:
    defaults = {variable(name): field.default for name, field in Settings.model_fields.items()}
    assert told() == {name: in_words(default) for name, default in defaults.items()}
