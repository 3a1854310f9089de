"""The settings: what can be chosen, from the environment, and where each choice came from.

Every setting has a default with which the service runs, so that a clone needs
none of them. A setting stands here only if something reads it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, NamedTuple

from pydantic import Field, FilePath, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from consumers.kafka.connection import Mechanism, Security
from consumers.kafka.topics import PREFIX as TOPICS_PREFIX

PREFIX: Final = "IMPROVEMENT_LEDGER_"

ORIGIN_PATTERN: Final = r"^[a-z0-9.-]+(/[a-z0-9._-]+)*$"
"""A schema-less URL, as the origin of a log is (C2SP tlog-checkpoint, "Note text")."""

URL_SCHEMES: Final = ("postgresql://", "postgres://")

HOSTS_PATTERN: Final = r"^([a-z0-9.:-]+(,[a-z0-9.:-]+)*)?$"
"""Names or addresses of hosts, without ports, in lower case."""

BROKERS_PATTERN: Final = r"^[A-Za-z0-9.-]+:[0-9]+(,[A-Za-z0-9.-]+:[0-9]+)*$"
TOPICS_PATTERN: Final = r"^[A-Za-z0-9._-]{1,249}(,[A-Za-z0-9._-]{1,249})*$"
"""Legal names of topics (Kafka's ``Topic.validate``)."""

LogLevel = Literal["debug", "info", "warning", "error"]


class BadSettings(ValueError):
    """Settings that cannot be read; the message names each with what is wrong."""


class Settings(BaseSettings):
    """What a process of the service was told."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    database_url: Annotated[
        SecretStr | None,
        Field(
            description="The PostgreSQL database of the ledgers, postgresql://; without it, files."
        ),
    ] = None
    data_dir: Annotated[Path, Field(description="The folder with one ledger for each council.")] = (
        Path("data")
    )
    host: Annotated[str, Field(min_length=1, description="The address to listen at.")] = "127.0.0.1"
    port: Annotated[
        int, Field(ge=0, le=65_535, description="The port to listen at; 0 takes a free one.")
    ] = 8000
    open_to_all: Annotated[
        bool,
        Field(
            description="Listen beyond this machine, although nobody is asked who they are.",
        ),
    ] = False
    known_hosts: Annotated[
        str | None,
        Field(
            pattern=HOSTS_PATTERN,
            description="Names that a proxy asks for us by, with commas between them.",
        ),
    ] = None
    origin_prefix: Annotated[
        str,
        Field(
            pattern=ORIGIN_PATTERN,
            max_length=200,
            description="What a new ledger's origin begins with; the council's name follows.",
        ),
    ] = "improvement-ledger.example"
    roles_file: Annotated[
        Path | None,
        Field(description="JSON of a council's own roles, key to label, for a new ledger."),
    ] = None
    lock_wait_s: Annotated[
        float,
        Field(gt=0, le=600, description="Seconds an append waits while another process writes."),
    ] = 5.0
    projector: Annotated[
        bool,
        Field(description="Whether this process projects; where not, another has to."),
    ] = True
    kafka_bootstrap: Annotated[
        str | None,
        Field(
            pattern=BROKERS_PATTERN,
            description="The brokers to begin with, host:port, with commas between them.",
        ),
    ] = None
    kafka_security: Annotated[
        Security, Field(description="How the brokers are spoken to: TLS is ssl or sasl_ssl.")
    ] = "plaintext"
    kafka_ca_file: Annotated[
        FilePath | None, Field(description="PEM of who vouches for the brokers; else the system's.")
    ] = None
    kafka_certificate_file: Annotated[
        FilePath | None, Field(description="PEM of our own certificate, where brokers ask for one.")
    ] = None
    kafka_key_file: Annotated[
        FilePath | None, Field(description="PEM of the key of that certificate.")
    ] = None
    kafka_mechanism: Annotated[Mechanism, Field(description="How SASL tells who we are.")] = (
        "SCRAM-SHA-512"
    )
    kafka_username: Annotated[str | None, Field(description="Who we are, for SASL.")] = None
    kafka_password: Annotated[SecretStr | None, Field(description="The password of that user.")] = (
        None
    )
    kafka_topics: Annotated[
        str,
        Field(
            pattern=TOPICS_PATTERN,
            description="The topics that are consumed, with commas between them.",
        ),
    ] = "improvement.events"
    kafka_group: Annotated[
        str,
        Field(
            min_length=1,
            description="The group of all consumers of this home, and what its publisher goes by.",
        ),
    ] = "improvement-ledger"
    kafka_instance: Annotated[
        str | None,
        Field(
            pattern=TOPICS_PATTERN,
            description="Which consumer of the group this is, where it keeps its partitions "
            "over a restart.",
        ),
    ] = None
    kafka_session_s: Annotated[
        float,
        Field(
            ge=1, le=1800, description="Seconds after which a consumer that is mute is replaced."
        ),
    ] = 45.0
    kafka_prefix: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9._-]{1,200}$",
            description="What the topics that are published to begin with: .ledger, .receipts and "
            ".dead-letter follow.",
        ),
    ] = TOPICS_PREFIX
    kafka_transactions: Annotated[
        bool,
        Field(
            description="Whether the brokers know transactions; where not, a crash lets some be "
            "published twice.",
        ),
    ] = True
    kafka_only_here: Annotated[
        bool,
        Field(
            description="Pass over what is for councils without a ledger here: another home "
            "reads the same topics.",
        ),
    ] = False
    log_level: Annotated[
        LogLevel, Field(description="What serve writes about itself, to standard error.")
    ] = "warning"

    @field_validator("database_url")
    @classmethod
    def _is_a_url(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(URL_SCHEMES):
            raise ValueError("it has to begin with postgresql://")
        return url


SECRET: Final = frozenset({"database_url", "kafka_password"})
"""Settings that hold a secret: never printed, not even where they cannot be read."""


class Setting(NamedTuple):
    """A setting as it is in effect: redacted, and named for what chose it."""

    name: str
    value: str
    chosen_by: str
    meaning: str


def variable(name: str) -> str:
    """The environment variable of the setting ``name``."""
    return f"{PREFIX}{name.upper()}"


def read_settings(**options: object) -> Settings:
    """The settings of this process: an option that is not None, the environment, the default.

    Raises :class:`BadSettings`, which names the variable or option, where one cannot be read.
    """
    chosen = {name: value for name, value in options.items() if value is not None}
    if "data_dir" in chosen:
        chosen.setdefault("database_url", None)  # whoever names a folder means that folder
    try:
        return Settings(**chosen)  # type: ignore[arg-type] # pydantic judges them
    except ValidationError as error:
        raise BadSettings("; ".join(_complaint(each, chosen) for each in error.errors())) from None


def _complaint(error: Mapping[str, object], options: Mapping[str, object]) -> str:
    place = error["loc"]
    name = str(place[0]) if isinstance(place, tuple) and place else "settings"
    said_by = option(name) if name in options else variable(name)
    if name in SECRET:
        return f"{said_by}: {error['msg']}"
    return f"{said_by}: {error['msg']}, not {str(error['input'])[:80]!r}"


def option(name: str) -> str:
    """The command-line option of the setting ``name``, where a command has it."""
    return f"--{name.replace('_', '-')}"


def effective_settings(
    settings: Settings,
    options: Collection[str] = (),
    environment: Mapping[str, str] | None = None,
) -> list[Setting]:
    """Every setting in effect, with what chose it; a secret only as whether it is set.

    ``options`` are the settings that the command line chose.
    """
    names = {key.upper(): key for key in (os.environ if environment is None else environment)}
    return [
        Setting(
            name=name,
            value=_shown(getattr(settings, name)),
            chosen_by=_chosen_by(name, options, names),
            meaning=field.description or "",
        )
        for name, field in Settings.model_fields.items()
    ]


def _chosen_by(name: str, options: Collection[str], variables: Mapping[str, str]) -> str:
    if name in options:
        return option(name)
    if name == "database_url" and "data_dir" in options:
        return option("data_dir")
    return variables.get(variable(name), "default")


def _shown(value: object) -> str:
    if isinstance(value, SecretStr):
        return "(set, not shown)"
    return "(none)" if value is None else str(value)


def unknown_variables(environment: Mapping[str, str] | None = None) -> list[str]:
    """Variables with our prefix that are no setting, and so without effect: likely misspelt."""
    known = {variable(name) for name in Settings.model_fields}
    names = os.environ if environment is None else environment
    ours = (name for name in names if name.upper().startswith(PREFIX))
    return sorted(name for name in ours if name.upper() not in known)
