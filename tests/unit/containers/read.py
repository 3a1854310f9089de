"""The files that make containers, read as an engine would read them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

ROOT: Final = Path(__file__).resolve().parents[3]
COMPOSE: Final = ROOT / "docker-compose.yml"
OF_TESTS: Final = ROOT / "tests" / "docker-compose.yml"
VARIABLE: Final = re.compile(r"\$\{(\w+)(?::[-?]([^}]*))?\}")
"""``${NAME}``, ``${NAME:-default}``, ``${NAME:?what is wrong without}``."""

Service = dict[str, Any]


class Instruction(NamedTuple):
    """A line of a Dockerfile: ``FROM``, and what follows it."""

    name: str
    rest: str

    @property
    def words(self) -> list[str]:
        """The words, or the items of a list in JSON."""
        return json.loads(self.rest) if self.rest.startswith("[") else self.rest.split()


def stages() -> list[list[Instruction]]:
    """The stages of the Dockerfile, each from its FROM on."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    found: list[list[Instruction]] = []
    for line in filter(str.strip, joined.splitlines()):
        name, rest = line.split(maxsplit=1)
        if name == "FROM":
            found.append([])
        found[-1].append(Instruction(name, rest))
    return found


def last(stage: list[Instruction], name: str) -> Instruction:
    """The instruction of this name that counts: the last one."""
    return [each for each in stage if each.name == name][-1]


def services(path: Path = COMPOSE) -> dict[str, Service]:
    """The services of a compose file."""
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    found: dict[str, Service] = read["services"]
    return found


def environment(service: Service, **chosen: str) -> dict[str, str]:
    """The environment of a service, with ``chosen`` for what the file leaves open."""
    given = service.get("environment", {})
    return {name: filled(str(value), **chosen) for name, value in given.items()}


def filled(text: str, **chosen: str) -> str:
    """``text`` with its variables put in, by their defaults where they are not ``chosen``."""
    return VARIABLE.sub(lambda found: chosen.get(found[1], found[2] or ""), text)
