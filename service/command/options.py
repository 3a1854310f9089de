"""What several commands share: options spelled alike, and the parts they work on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.command.shape import Failed, NotUnderstood

if TYPE_CHECKING:
    from service.settings import Settings
    from service.wiring import Wiring

data_dir_option = click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the ledgers, in place of what the settings choose.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def settings_of(**options: object) -> Settings:
    """The settings of this process, options first; a usage error where one cannot be read."""
    from service.settings import read_settings

    with understood():
        return read_settings(**options)


@contextmanager
def understood() -> Iterator[None]:
    """Let a setting that cannot be read out as a usage error."""
    from service.settings import BadSettings

    try:
        yield
    except BadSettings as error:
        raise NotUnderstood(
            str(error), 'See "improvement-ledger config" for every setting and its default.'
        ) from None


@contextmanager
def open_wiring(data_dir: Path | None, **options: object) -> Iterator[Wiring]:
    """The parts of this process, closed at the end.

    What is wrong with a ledger as a whole comes out as a failure that says what to do.
    """
    from ledger.store import failures
    from projections.read_model import ReadModelUnavailable, UnusableReadModel
    from service.wiring import Wiring

    settings = settings_of(data_dir=data_dir, **options)
    with understood():
        parts = Wiring(settings)
    with parts as wiring:
        try:
            yield wiring
        except failures.NoLedger as error:
            raise _no_ledger(str(error), wiring) from None
        except failures.StoreUnavailable as error:
            raise _unavailable(error.code, error.detail) from None
        except failures.UnknownFormat as error:
            raise Failed(
                f"The ledger cannot be read: {error}.", "Use the release that wrote it."
            ) from None
        except failures.CorruptLedger as error:
            raise Failed(
                f"The ledger is damaged, and nothing was done: {error}",
                "Keep its folder as it is, and put back a copy that is whole.",
            ) from None
        except ReadModelUnavailable as error:
            raise Failed(
                f"The read model cannot be reached: {error}.",
                "Nothing is lost: try again when its database is there.",
            ) from None
        except UnusableReadModel as error:
            raise Failed(
                f"The read model cannot be used: {error}.",
                'It can be made again from the ledger: "improvement-ledger rebuild COUNCIL".',
            ) from None
        except OSError as error:
            if not _is_inside(settings.data_dir, error):
                raise
            raise Failed(
                f"The folder {settings.data_dir} cannot be used: {error.strerror}.",
                "Choose another with --data-dir, or allow it to be written to.",
            ) from None


def _is_inside(folder: Path, error: OSError) -> bool:
    """Whether ``error`` is about something in ``folder``, and not about what is printed to."""
    return isinstance(error.filename, str) and Path(error.filename).is_relative_to(folder)


def _no_ledger(council: str, wiring: Wiring) -> Failed:
    there = wiring.directory.councils()
    home, folder = wiring.directory.home.name, wiring.settings.data_dir
    if there:
        hint = f"There are: {', '.join(there)}."
    elif wiring.settings.database_url is not None:
        hint = f"Make an empty ledger with\n  improvement-ledger ledger create {council}"
    else:
        hint = (
            "Choose the folder with --data-dir, load the examples into it with\n"
            f"  improvement-ledger demo --no-serve --data-dir {folder}\n"
            "or make an empty ledger with\n"
            f"  improvement-ledger ledger create {council}"
        )
    return Failed(f"There is no ledger of {council!r} in {home}.", hint)


def _unavailable(code: str, detail: str) -> Failed:
    from ledger.codes import CATALOGUE

    return Failed(f"{code}: {detail}.", CATALOGUE[code].remedy)
