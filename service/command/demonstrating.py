"""What ``demo`` shows, from the first line to the last."""

from __future__ import annotations

import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from rich.console import Console

from service import clock
from service.answers import words
from service.answers.lines import Line
from service.app import create_app
from service.command import screen
from service.command.asked import print_lines
from service.command.options import open_wiring
from service.command.shape import Failed
from service.demo.answers import answer_lines
from service.demo.loading import Loaded, NoExamples, load_examples
from service.demo.questions import DEMO, Question
from service.serving import CannotListen, address_of, listen, serve
from service.settings import Settings
from service.wiring import SYNTHETIC, Wiring

NAME: Final = "improvement-ledger"


def demonstrate(*, serve: bool, port: int | None, data_dir: Path | None) -> None:
    """Load, answer, and serve if that is wanted."""
    with _folder(data_dir, is_kept=not serve) as folder, open_wiring(folder, port=port) as wiring:
        listener = _listener(wiring.settings) if serve else None
        address = address_of(listener) if listener else ""
        out = screen.console()
        print_lines(out, [Line("Improvement Ledger", 0, "name")])
        _load(out, wiring)
        for number, question in enumerate(DEMO, 1):
            out.print()
            print_lines(out, _question_lines(wiring, number, question))
            print_again(out, question, folder, address)
        if listener is None:
            _say_how_to_go_on(out, folder)
        else:
            _serve(out, wiring, listener)


@contextmanager
def _folder(chosen: Path | None, *, is_kept: bool) -> Iterator[Path]:
    """The folder chosen, or a new temporary one that is removed in the end unless it is kept."""
    if chosen is not None:
        yield chosen
        return
    made = Path(mkdtemp(prefix="improvement-ledger-demo-"))
    try:
        yield made
    finally:
        if not is_kept:
            shutil.rmtree(made, ignore_errors=True)


def _listener(settings: Settings) -> socket.socket:
    """The port first: who cannot have it should not have to wait to hear so."""
    try:
        return listen(settings)
    except CannotListen as error:
        next_step = f"{error.next_step}\nWith make: make demo PORT={settings.port + 1}"
        raise Failed(str(error), next_step) from None


def _load(out: Console, wiring: Wiring) -> None:
    """Load the examples and say what became of them."""
    started = clock.monotonic()
    try:
        with screen.progress("loading the examples", None) as bar:
            loaded = load_examples(
                wiring,
                tell=lambda name: bar.update(
                    bar.task_ids[0], description=f"loading {words.titled(name)}"
                ),
            )
    except NoExamples as error:
        raise Failed(
            f"The examples are not here: {error}.",
            "They are part of a checkout: run the demo in one, with make demo.",
        ) from None
    taken = clock.monotonic() - started
    print_lines(out, [Line("What the councils' own documents say, loaded into SQLite:"), Line("")])
    for each in loaded:
        made_up = "   synthetic: a made-up council" if each.council in SYNTHETIC else ""
        name = words.titled(each.council)
        print_lines(out, [Line(f"{name:<18}{each.events:>5} events{made_up}", 2)])
    total = sum(each.events for each in loaded)
    done = f"{total} events checked, recorded and projected in {taken:.1f} seconds."
    print_lines(out, [Line(""), Line(done, 0, "quiet")])
    _check(loaded)


def _check(loaded: list[Loaded]) -> None:
    for each in loaded:
        for refused in each.refused:
            raise Failed(
                f"{each.council}: an event was refused, {refused.code}: {refused.detail}",
                "Was something else recorded in this folder? Choose an empty one.",
            )


def _question_lines(wiring: Wiring, number: int, question: Question) -> Iterator[Line]:
    yield Line(question.title, 0, "heading", f"{number}. ")
    yield from answer_lines(wiring, question)


def print_again(out: Console, question: Question, folder: Path, address: str) -> None:
    """How to ask it again: as a command, and where it is served."""
    out.print("   Ask it again:", style="dim")
    print_command(out, f"ask {question.arguments} --data-dir {folder}")
    if address:
        out.print(f"   {address}{question.path}", soft_wrap=True)


def print_command(out: Console, arguments: str) -> None:
    """A command of ours, broken before options as a shell takes it where it is too long."""
    line = "   "
    for number, part in enumerate(f"{typed()} {arguments}".split(" --")):
        piece = f" --{part}" if number else part
        if len(line + piece) > out.width - len(" \\"):
            out.print(f"{line} \\", soft_wrap=True)
            line = "    "
        line += piece
    out.print(line, soft_wrap=True)


def typed() -> str:
    """What to type for this program here: its name where a shell finds it, else where it lies."""
    program = Path(sys.argv[0])
    found = shutil.which(NAME)
    if program.name != NAME or (found and Path(found).resolve() == program.resolve()):
        return NAME
    here = Path.cwd()
    return str(program.relative_to(here) if program.is_relative_to(here) else program)


def _say_how_to_go_on(out: Console, folder: Path) -> None:
    lines = [
        Line(""),
        Line("Go on with the whole plan, or with the service:", 0),
    ]
    print_lines(out, lines)
    for command in ("ask devon/improvement-2020 --known-by documented", "serve"):
        print_command(out, f"{command} --data-dir {folder}")


def _serve(out: Console, wiring: Wiring, listener: socket.socket) -> None:
    def started(address: str) -> None:
        out.print()
        print_lines(out, [Line("Now serving. Open", 0)])
        out.print(f"   {address}/", soft_wrap=True)
        for council in wiring.directory.councils():
            out.print(f"   {address}/{council}/graphql", soft_wrap=True)
        print_lines(out, [Line("Ctrl-C ends it.", 0, "quiet")])

    serve(create_app(wiring), wiring.settings, listener, started)
    print_lines(out, [Line("Stopped.", 0)])
