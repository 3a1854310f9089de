"""``schemas``: what is made from the registry and the code."""

from __future__ import annotations

import difflib
from pathlib import Path

import click
import msgspec

from service.command import screen
from service.command.options import json_option
from service.command.shape import Example, ExitCode, Failed, LedgerCommand, NotUnderstood


@click.command(
    "schemas",
    cls=LedgerCommand,
    examples=(
        Example("improvement-ledger schemas", "Every event type, with what it records"),
        Example(
            "improvement-ledger schemas improvement.action.agreed.v1",
            "The JSON Schema of one event type",
        ),
        Example("improvement-ledger schemas --sdl", "The GraphQL schema"),
        Example("improvement-ledger schemas --asyncapi", "What goes over Kafka, as AsyncAPI 3"),
        Example("improvement-ledger schemas --check", "Whether the committed documents are true"),
    ),
)
@click.argument("event_type", required=False)
@click.option("--sdl", is_flag=True, help="Print the GraphQL schema.")
@click.option("--catalogue", is_flag=True, help="Print the event catalogue, as Markdown.")
@click.option("--asyncapi", is_flag=True, help="Print the AsyncAPI document, as JSON.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the JSON Schema of every event type into this folder.",
)
@click.option("--check", is_flag=True, help="Exit with 1 if a committed document is stale.")
@click.option("--write", is_flag=True, help="Renew the stale documents of this checkout.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    *,
    event_type: str | None,
    sdl: bool,
    catalogue: bool,
    asyncapi: bool,
    out: Path | None,
    check: bool,
    write: bool,
    as_json: bool,
) -> None:
    """Print or renew the JSON Schemas, the SDL and the documents made from them.

    Without options it lists the event types; with the name of one it prints the
    JSON Schema (2020-12) of its data. The generated documents of a checkout are
    schema/schema.graphql, docs/event-catalogue.md, docs/asyncapi.json,
    docs/glossary.md and docs/command-line.md.
    """
    documents = {
        "schema/schema.graphql": sdl,
        "docs/event-catalogue.md": catalogue,
        "docs/asyncapi.json": asyncapi,
    }
    wanted = [path for path, is_wanted in documents.items() if is_wanted]
    if sum(bool(each) for each in (event_type, *wanted, out, check, write)) > 1:
        raise NotUnderstood(
            "Choose one of: an event type, --sdl, --catalogue, --asyncapi, --out, --check, --write."
        )
    if event_type is not None:
        print_schema(event_type)
    elif wanted:
        print_document(*wanted)
    elif out is not None:
        write_schemas(out)
    elif check:
        ctx.exit(report_stale())
    elif write:
        report_written()
    else:
        list_types(as_json=as_json)


def list_types(*, as_json: bool) -> None:
    """Every event type, by stream."""
    from ledger.registry import REGISTRY
    from service.catalogue import first_line, types_of

    types = [each for kind in REGISTRY.kinds.values() for each in types_of(kind)]
    rows = [
        (each.name, "opens" if each.opens else "", first_line(each.cls.__doc__)) for each in types
    ]
    if as_json:
        names = ("type", "opens", "records")
        screen.print_json([dict(zip(names, (n, bool(o), r), strict=True)) for n, o, r in rows])
    else:
        screen.print_table(("event type", "stream", "what it records"), rows, whole=("stream",))


def print_schema(name: str) -> None:
    """The JSON Schema of one type; another name is a usage error, with what is near to it."""
    from ledger.registry import REGISTRY

    if name not in REGISTRY.types:
        near = difflib.get_close_matches(name, REGISTRY.types, n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else "List them without an argument."
        raise NotUnderstood(f"No event type is called {name}.", hint)
    screen.print_json(REGISTRY.schema(name))


def print_document(path: str) -> None:
    """A generated document, from the code and not from the disk."""
    from service.documents import DOCUMENTS

    click.echo(DOCUMENTS[path](), nl=False)


def write_schemas(folder: Path) -> None:
    """One file for each event type."""
    from ledger.registry import REGISTRY

    folder.mkdir(parents=True, exist_ok=True)
    for name in REGISTRY.types:
        text = msgspec.json.format(msgspec.json.encode(REGISTRY.schema(name)), indent=2)
        (folder / f"{name}.json").write_bytes(text + b"\n")
    click.echo(f"Wrote {len(REGISTRY.types)} JSON Schemas into {folder}.")


def report_stale() -> ExitCode:
    """Name each document that is stale."""
    from service.documents import DOCUMENTS, stale

    _require_checkout()
    found = stale()
    for path in found:
        click.echo(f"{path} is stale: run improvement-ledger schemas --write")
    if not found:
        click.echo(f"All {len(DOCUMENTS)} generated documents say what the code says.")
    return ExitCode.FOUND if found else ExitCode.OK


def report_written() -> None:
    """Write what is stale, and say what was written."""
    from service.documents import renew

    _require_checkout()
    written = renew()
    for path in written:
        click.echo(f"Wrote {path}.")
    if not written:
        click.echo("Nothing to write: every generated document is true.")


def _require_checkout() -> None:
    from service.documents import is_checkout

    if not is_checkout():
        raise Failed(
            "The generated documents are part of a checkout, and this is an installed package.",
            "Print them with --sdl, --catalogue or --asyncapi, or write JSON Schemas with --out.",
        )
