"""The house rules that no other tool looks after."""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import re
import subprocess
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("consumers", "ledger", "projections", "schema", "service")
LOCKS = ("bench", "dev", "runtime")
DRAWERS = frozenset({"base", "common", "helpers", "manager", "utils"})
MACHINE_PATH = re.compile(rb"(?<![\w.])/(?:root|home/\w+|Users/\w+)/|(?<![\w.])/root\b")


def tracked_files() -> list[Path]:
    """Every file that is, or is about to be, committed."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in listing.stdout.split("\0") if name)
    return [path for path in paths if path.is_file()]


def makefile_targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):(?!=)", text, flags=re.MULTILINE))


def lock_requirements(name: str) -> dict[str, str]:
    """Distribution → everything its requirement says, hashes included."""
    text = (ROOT / "locks" / f"{name}.lock").read_text(encoding="utf-8")
    lines = text.replace("\\\n", " ").splitlines()
    return {line.split("==")[0]: line for line in lines if line.strip()}


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_ours_alone(package: str) -> None:
    # Distributions of others install top-level packages called schema, consumers and ledger.
    owners = set(metadata.packages_distributions().get(package, ()))
    assert owners == {"improvement-ledger"}


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_imported_from_this_checkout(package: str) -> None:
    origin = importlib.import_module(package).__file__
    assert origin is not None
    assert Path(origin) == ROOT / package / "__init__.py"


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_says_what_question_it_answers(package: str) -> None:
    docstring = importlib.import_module(package).__doc__ or ""
    assert docstring.partition("\n")[0].count("?") == 1
    assert (ROOT / package / "py.typed").is_file()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_and_no_path(name: str) -> None:
    text = (ROOT / "locks" / f"{name}.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "/" not in text
    assert "--find-links" not in text
    assert "index-url" not in text


def test_the_lock_of_the_contract_s_parser_names_no_host_and_pins_by_hash() -> None:
    path = ROOT / "tests" / "services" / "asyncapi" / "package-lock.json"
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    packages = json.loads(text)["packages"]
    assert [name for name, each in packages.items() if name and "integrity" not in each] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_requirement_by_hash(name: str) -> None:
    requirements = lock_requirements(name)
    assert requirements
    unpinned = [
        requirement
        for requirement in requirements.values()
        if not re.fullmatch(
            r"[a-z0-9.\[\]-]+==[\w.+]+( ; [^\\]+?)?( +--hash=sha256:[0-9a-f]{64})+ *",
            requirement,
        )
    ]
    assert unpinned == []


@pytest.mark.parametrize("name", ["bench", "dev"])
def test_a_larger_lock_has_the_very_pins_of_the_runtime_lock(name: str) -> None:
    assert lock_requirements("runtime").items() <= lock_requirements(name).items()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_brings_what_builds_the_checkout(name: str) -> None:
    # A plain venv may lack setuptools, and the checkout is installed without build isolation.
    assert "setuptools" in lock_requirements(name)


def test_a_bench_installs_what_starts_its_servers() -> None:
    told = ["make", "--dry-run", "--always-make", "bench"]
    done = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "locks/dev.lock" in done.stdout


def test_no_committed_file_holds_a_machine_path() -> None:
    guilty = [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if path != Path(__file__) and MACHINE_PATH.search(path.read_bytes())
    ]
    assert guilty == []


def test_the_vendored_files_are_the_ones_their_readme_lists() -> None:
    folder = ROOT / "service" / "static" / "graphiql"
    table = (folder / "README.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([\w.-]+)` .* `([0-9a-f]{64})` \|$", table, flags=re.MULTILINE))
    present = {path.name: path for path in folder.glob("*.min.*")}
    sums = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in present.items()}
    assert listed == sums


def test_the_question_page_loads_nothing_from_elsewhere() -> None:
    page = (ROOT / "service" / "pages" / "graphiql.html").read_text(encoding="utf-8")
    loaded = re.findall(r"(?:src|href)=\"([^\"]+)\"", page)
    files = [link for link in loaded if link != "data:,"]
    assert files
    assert all(link.startswith("/static/graphiql/") for link in files)
    assert all((ROOT / "service" / link.removeprefix("/")).is_file() for link in files)


def test_no_module_is_a_drawer() -> None:
    drawers = [
        str(path.relative_to(ROOT))
        for path in tracked_files()
        if path.suffix == ".py" and DRAWERS & {path.stem, path.parent.name}
    ]
    assert drawers == []


@pytest.mark.parametrize("name", ["ARCHITECTURE.md", "README.md"])
def test_every_make_command_that_a_document_gives_exists(name: str) -> None:
    path = ROOT / name
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    given = set(re.findall(r"(?:`|^\s*\$?\s*)make ([a-z]+)", text, flags=re.MULTILINE))
    assert given <= makefile_targets()


@pytest.mark.parametrize(
    "target", ["bench", "check", "clean", "demo", "docs", "help", "lock", "test"]
)
def test_the_makefile_has_the_few_targets_it_promises(target: str) -> None:
    assert target in makefile_targets()


def test_the_script_of_ci_can_be_run() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")


def test_the_command_is_the_services() -> None:
    (command,) = metadata.entry_points(group="console_scripts", name="improvement-ledger")
    assert command.value == "service.command:main"
