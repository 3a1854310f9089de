"""The settings: where each comes from, and what is told of one that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.settings import (
    BadSettings,
    Settings,
    effective_settings,
    read_settings,
    unknown_variables,
    variable,
)


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)


def chosen_by(
    settings: Settings, environment: dict[str, str], options: tuple[str, ...] = ()
) -> dict[str, str]:
    effective = effective_settings(settings, options, environment)
    return {each.name: each.chosen_by for each in effective}


def test_every_setting_has_a_default_with_which_the_service_runs() -> None:
    settings = read_settings()
    assert (settings.host, settings.port, settings.data_dir) == ("127.0.0.1", 8000, Path("data"))
    assert set(chosen_by(settings, {}).values()) == {"default"}


def test_the_environment_chooses_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPROVEMENT_LEDGER_PORT", "8001")
    settings = read_settings()
    assert settings.port == 8001
    assert chosen_by(settings, {"IMPROVEMENT_LEDGER_PORT": "8001"})["port"] == (
        "IMPROVEMENT_LEDGER_PORT"
    )


def test_an_option_comes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPROVEMENT_LEDGER_PORT", "8001")
    settings = read_settings(port=8002, host=None)
    assert settings.port == 8002
    environment = {"IMPROVEMENT_LEDGER_PORT": "8001"}
    assert chosen_by(settings, environment, ("port",))["port"] == "--port"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IMPROVEMENT_LEDGER_PORT", "eighty"),
        ("IMPROVEMENT_LEDGER_PORT", "65536"),
        ("IMPROVEMENT_LEDGER_LOG_LEVEL", "loud"),
        ("IMPROVEMENT_LEDGER_ORIGIN_PREFIX", "https://example.org"),
        ("IMPROVEMENT_LEDGER_ORIGIN_PREFIX", "ends-in-a-newline\n"),
        ("IMPROVEMENT_LEDGER_OPEN_TO_ALL", "perhaps"),
    ],
)
def test_a_variable_that_cannot_be_read_is_named_with_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as refused:
        read_settings()
    assert str(refused.value).startswith(f"{name}: ")
    assert repr(value) in str(refused.value)


def test_an_option_that_cannot_be_read_is_named_as_an_option() -> None:
    with pytest.raises(BadSettings, match=r"^--port: "):
        read_settings(port=-1)


def test_a_misspelt_variable_is_noticed() -> None:
    environment = {"IMPROVEMENT_LEDGER_PROT": "1", "IMPROVEMENT_LEDGER_PORT": "1", "PATH": "x"}
    assert unknown_variables(environment) == ["IMPROVEMENT_LEDGER_PROT"]


def test_every_setting_says_what_it_means() -> None:
    assert all(each.meaning for each in effective_settings(read_settings()))
