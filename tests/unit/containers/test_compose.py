"""docker-compose.yml: what can be known of it without an engine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib

import pytest
import yaml

from service.command import command_line
from service.settings import PREFIX, read_settings, unknown_variables
from tests.services.kafka.artefacts import POM
from tests.services.kafka.native import PROPERTIES
from tests.services.missing import NOT_RUN
from tests.services.postgresql.installations import OLDEST
from tests.unit.containers.read import (
    COMPOSE,
    OF_TESTS,
    ROOT,
    VARIABLE,
    environment,
    last,
    services,
    stages,
)

ALL = services()
OURS = {name: each for name, each in ALL.items() if "build" in each}
OTHERS = {name: each for name, each in ALL.items() if "build" not in each}
WRITTEN_BY_ALL = {"/tmp", "/var/run/postgresql"}  # noqa: S108 - in the images, by their rights
ONCE = {name for name, each in ALL.items() if each.get("restart") == "no"}


def test_it_runs_what_there_is_to_run() -> None:
    assert set(OURS) == {"migrate", "topics", "api", "projector", "consumer", "publisher"}
    assert set(OTHERS) == {"postgresql", "kafka"}
    assert {"migrate", "topics"} == ONCE


@pytest.mark.parametrize("name", OTHERS)
def test_an_image_of_others_is_pinned_to_one_release(name: str) -> None:
    assert re.fullmatch(r"[\w/]+:\d+\.\d+(\.\d+)?(-\w+)?", OTHERS[name]["image"])


def test_our_image_has_our_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {each["image"] for each in OURS.values()} == {f"{project['name']}:{project['version']}"}
    assert {each["build"] for each in OURS.values()} == {"."}


def test_the_broker_is_of_the_release_that_tests_start_without_an_engine() -> None:
    version = ALL["kafka"]["image"].partition(":")[2]
    assert f"<version>{version}</version>" in POM.read_text(encoding="utf-8")


def test_tests_find_groups_alike_with_an_engine_and_without() -> None:
    own = dict(line.split("=", 1) for line in PROPERTIES.splitlines() if line.startswith("group."))
    given = environment(services(OF_TESTS)["kafka"])
    composed = {name: value for name, value in given.items() if name.startswith("KAFKA_GROUP_")}
    assert composed == {f"KAFKA_{name.replace('.', '_').upper()}": own[name] for name in own}


def test_the_database_is_one_that_we_support() -> None:
    assert int(re.findall(r":(\d+)", ALL["postgresql"]["image"])[0]) >= OLDEST


@pytest.mark.parametrize("name", ALL)
def test_nothing_runs_as_root_or_writes_where_it_need_not(name: str) -> None:
    service = ALL[name]
    user = service.get("user") or last(stages()[-1], "USER").rest
    assert user.partition(":")[0] not in {"", "0", "root"}
    assert service["read_only"] is True
    assert any(each.partition(":")[0] == "/tmp" for each in service["tmpfs"])  # noqa: S108 - its own
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")


@pytest.mark.parametrize("name", ALL)
def test_a_folder_in_memory_belongs_to_whoever_writes_there(name: str) -> None:
    # An engine gives it the rights of the folder of the image, and root as its owner.
    for folder, _, options in (each.partition(":") for each in ALL[name]["tmpfs"]):
        assert folder in WRITTEN_BY_ALL or {"uid=1000", "gid=1000"} <= set(options.split(","))


@pytest.mark.parametrize("name", ALL)
def test_whatever_goes_on_says_whether_it_is_well(name: str) -> None:
    check = ALL[name].get("healthcheck")
    if name in ONCE:
        assert check == {"disable": True}
    elif name in OURS:
        assert check is None, "ours is in the Dockerfile"
        assert last(stages()[-1], "HEALTHCHECK")
    else:
        assert check["test"][0] == "CMD"
        assert {"interval", "timeout", "start_period"} <= check.keys()


@pytest.mark.parametrize("name", ALL)
def test_nothing_waits_for_what_cannot_happen(name: str) -> None:
    for waited_for, how in ALL[name].get("depends_on", {}).items():
        expected = "service_completed_successfully" if waited_for in ONCE else "service_healthy"
        assert how == {"condition": expected}
        assert waited_for in ALL


def test_nothing_of_ours_starts_on_a_database_that_was_not_migrated() -> None:
    waiting = {name for name, each in OURS.items() if "migrate" in each["depends_on"]}
    assert waiting == set(OURS) - ONCE
    assert set(ALL["migrate"]["depends_on"]) == {"postgresql"}


@pytest.mark.parametrize("service", OURS)
def test_each_command_is_one_of_ours_with_options_that_it_has(service: str) -> None:
    name, *options = OURS[service]["command"]
    whole = command_line.make_context("improvement-ledger", [], resilient_parsing=True)
    command = command_line.get_command(whole, name)
    assert command is not None
    # With the whole as its parent: click remembers what its help option was called first.
    command.make_context(name, options, parent=whole)


@pytest.mark.parametrize("name", OURS)
def test_what_it_sets_is_a_setting_and_can_be_read(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = environment(OURS[name], DATABASE_PASSWORD="0123456789abcdef")
    assert all(variable.startswith(PREFIX) for variable in given)
    assert unknown_variables(given) == []
    for variable, value in given.items():
        monkeypatch.setenv(variable, value)
    database = read_settings().database_url
    assert database is not None
    assert database.get_secret_value().startswith("postgresql://improvement_ledger:0123456789ab")
    assert "0123456789abcdef" not in repr(read_settings())


def test_ours_reach_the_database_that_is_made() -> None:
    made = environment(ALL["postgresql"], DATABASE_PASSWORD="secret")
    user, name, password = (made[f"POSTGRES_{each}"] for each in ("USER", "DB", "PASSWORD"))
    for service in OURS.values():
        url = environment(service, DATABASE_PASSWORD="secret")[f"{PREFIX}DATABASE_URL"]
        assert url == f"postgresql://{user}:{password}@postgresql:5432/{name}"


def test_whoever_does_not_project_has_a_projector_beside_it() -> None:
    api, projector = environment(ALL["api"]), environment(ALL["projector"])
    assert api[f"{PREFIX}PROJECTOR"] == "false"
    assert f"{PREFIX}PROJECTOR" not in projector


def test_it_holds_no_secret_and_does_not_start_without_one() -> None:
    text = COMPOSE.read_text(encoding="utf-8")
    asked = [found for found in VARIABLE.finditer(text) if "PASSWORD" in found[1]]
    assert len(asked) == 2
    assert all(":?" in found[0] and "docs/operate.md" in found[2] for found in asked)
    without = VARIABLE.sub("", text)
    assert not re.search(r"(?i)password:\s*[\"']?\w", without)
    assert not re.search(r"://\w+:\w+@", without)


@pytest.mark.parametrize("name", ALL)
def test_only_this_machine_can_reach_it(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in ALL[name].get("ports", []))


def test_every_volume_is_declared_and_used() -> None:
    declared = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["volumes"]
    used = [volume.partition(":")[0] for each in ALL.values() for volume in each.get("volumes", [])]
    assert sorted(used) == sorted(declared)


def test_tests_change_only_ports_and_how_they_are_found() -> None:
    changed = services(OF_TESTS)
    assert changed.keys() <= ALL.keys()
    for name, service in changed.items():
        assert service.keys() <= {"ports", "environment"}
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])
        assert {key for key in service.get("environment", {}) if "PASSWORD" in key} == set(), name


@pytest.mark.parametrize("files", [(COMPOSE,), (COMPOSE, OF_TESTS)], ids=["whole", "of-tests"])
def test_docker_compose_understands_it(files: tuple[str, ...]) -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], check=False).returncode:
        pytest.skip(f"{NOT_RUN}docker compose is missing")
    named = [part for each in files for part in ("--file", str(each))]
    done = subprocess.run(
        [docker, "compose", *named, "config", "--quiet"],
        env=os.environ | {"DATABASE_PASSWORD": "0123456789abcdef"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
