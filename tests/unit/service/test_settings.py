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
from service.wiring import home_of


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


URL = "postgresql://devon:pass-word@db.example/ledgers"


def test_a_database_is_chosen_and_its_password_is_not_shown() -> None:
    settings = read_settings(database_url=URL)
    (shown,) = [each for each in effective_settings(settings) if each.name == "database_url"]
    assert shown.value == "(set, not shown)"
    assert "pass-word" not in repr(settings)
    assert home_of(settings).name == "database ledgers at db.example"


@pytest.mark.parametrize(
    "url", ["mysql://devon:pass-word@db/x", "host=db password=pass-word", "/data/pass-word"]
)
def test_what_is_no_url_of_postgresql_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(BadSettings, match="postgresql://") as refused:
        read_settings(database_url=url)
    assert "pass-word" not in str(refused.value)


def test_a_url_that_cannot_be_read_is_refused_and_not_repeated() -> None:
    with pytest.raises(BadSettings, match="IMPROVEMENT_LEDGER_DATABASE_URL") as refused:
        home_of(read_settings(database_url="postgresql://devon:pass-word@db/x?pass-word"))
    assert "pass-word" not in str(refused.value)


def test_a_database_comes_before_a_folder_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("IMPROVEMENT_LEDGER_DATABASE_URL", URL)
    monkeypatch.setenv("IMPROVEMENT_LEDGER_DATA_DIR", "of-the-image")
    assert home_of(read_settings()).name == "database ledgers at db.example"


def test_a_folder_that_is_named_comes_before_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMPROVEMENT_LEDGER_DATABASE_URL", URL)
    settings = read_settings(data_dir=Path("named"))
    assert home_of(settings).name == "named"
    environment = {"IMPROVEMENT_LEDGER_DATABASE_URL": URL}
    assert chosen_by(settings, environment, ("data_dir",))["database_url"] == "--data-dir"
