"""The peer of the as-of question: ``as_of`` of django-simple-history.

As its documentation has it: a Django model with ``HistoricalRecords``, whose history
table keeps a copy of the whole row at every change, and ``Action.history.as_of(moment)``
filtered by plan. The date of a history row is when the change took effect, as its
``_history_date`` allows. Two things are done for it: its history is loaded in bulk, and
its connection has the cache and the memory mapping that our readers have.

It has one axis of time, so it cannot be asked what was *known* at a date: it answers as
known now. And since a row is a copy of everything, a backdated change brings along what
later changes had set. That share of its cells which is not what the ledger says is
counted and told, and not held against its speed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from time import perf_counter
from typing import Final, TypeAlias

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection, models, transaction
from simple_history.models import HistoricalRecords

from bench.load import COUNCIL
from bench.ours.feed import BATCH, Clock, chunks, directory
from bench.questions import FIELDS, Answer
from bench.replay import changes
from bench.worker import Steps
from ledger.entry import Entry
from ledger.moments import day_end_us, parse_moment
from ledger.store.reader import LedgerReader

settings.configure(
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": ":memory:",
            "OPTIONS": {
                "init_command": "PRAGMA journal_mode=wal; PRAGMA synchronous=normal; "
                "PRAGMA cache_size=-16384; PRAGMA mmap_size=1073741824;"
            },
        }
    },
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "simple_history",
        "bench",
    ],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()


class Plan(models.Model):
    """An improvement plan."""

    key = models.CharField(max_length=130, unique=True)

    class Meta:
        """What Django has to know of the table."""

        app_label = "bench"

    def __str__(self) -> str:
        return str(self.key)


class Action(models.Model):
    """An action of a plan, with the eight fields that are asked for; empty is not recorded."""

    key = models.CharField(max_length=200, unique=True)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE)
    status = models.CharField(max_length=30, default="")
    summary = models.TextField(default="")
    accountable_role = models.CharField(max_length=64, default="")
    baseline_due_on = models.CharField(max_length=10, default="")
    due_on = models.CharField(max_length=10, default="")
    rag = models.CharField(max_length=10, default="")
    latest_progress = models.TextField(default="")
    blocked_reason = models.TextField(default="")
    history = HistoricalRecords()

    class Meta:
        """What Django has to know of the table."""

        app_label = "bench"

    def __str__(self) -> str:
        return str(self.key)


HistoricalAction = Action.history.model

NAMES: Final = {
    name: re.sub("[A-Z]", lambda upper: f"_{upper[0].lower()}", name) for name in FIELDS
}
"""Field -> attribute of an action."""

COLUMNS: Final = ("id", "plan_id", "key", *NAMES.values(), "history_date", "history_type")

Values: TypeAlias = dict[str, str]
"""Attribute -> value."""


class Side:
    """One database of Django's with the history of all actions."""

    def open(self, folder: str, ledger: str) -> None:
        """Make the tables, and load the history of the ledger under ``ledger``."""
        connection.close()
        connection.settings_dict["NAME"] = f"{folder}/history.db"
        call_command("migrate", verbosity=0)
        with connection.schema_editor() as editor:
            for model in (Plan, Action, HistoricalAction):
                editor.create_model(model)
        reader = directory(ledger, Clock()).open(COUNCIL)
        with transaction.atomic():
            _load(_entries(reader))
        self._plans = {plan.key: plan.pk for plan in Plan.objects.all()}

    def ask(self, plan: str, as_at: str) -> float:
        """Seconds for the answer."""
        moment = _last_moment(as_at)
        start = perf_counter()
        self._found = list(Action.history.as_of(moment).filter(plan_id=self._plans[plan]))
        return perf_counter() - start

    def wrong(self, truth: Answer) -> tuple[int, int]:
        """How many cells of the last answer are not as in ``truth``, and how many there are."""
        found = {each.key: _values(each) for each in self._found}
        cells = [(key, name) for key in truth.keys() | found.keys() for name in FIELDS]
        wrong = sum(
            truth.get(key, {}).get(name) != found.get(key, {}).get(name) for key, name in cells
        )
        return wrong, len(cells)


def _entries(reader: LedgerReader) -> Iterator[Entry]:
    for start in range(0, reader.head().size, BATCH):
        yield from reader.entries(start, BATCH)


def _load(entries: Iterable[Entry]) -> None:
    """What saving each change would have left behind, with far fewer calls."""
    plans: dict[str, int] = {}
    actions: dict[str, tuple[int, Values]] = {}
    table = connection.ops.quote_name(HistoricalAction._meta.db_table)  # noqa: SLF001 - Django's way to it
    marks = ",".join(["%s"] * len(COLUMNS))
    names = ",".join(map(connection.ops.quote_name, COLUMNS))
    statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"
    with connection.cursor() as cursor:
        for batch in chunks((_version(entry, plans, actions) for entry in entries), BATCH):
            cursor.executemany(statement, batch)
    Plan.objects.bulk_create([Plan(pk=number, key=key) for key, number in plans.items()])
    Action.objects.bulk_create(
        [
            Action(pk=number, key=key, plan_id=plans[key.partition("/action/")[0]], **values)
            for key, (number, values) in actions.items()
        ],
        batch_size=500,
    )


def _version(
    entry: Entry, plans: dict[str, int], actions: dict[str, tuple[int, Values]]
) -> tuple[object, ...]:
    """The row as it is after the change that the entry brings."""
    plan = plans.setdefault(entry.stream.partition("/action/")[0], len(plans) + 1)
    number, values = actions.setdefault(entry.stream, (len(actions) + 1, {}))
    values.update({NAMES[name]: value for name, value in changes(entry).items()})
    # A date of its own for each version, or as_of would give two of the same day.
    effective_us = parse_moment(entry.effective).certain_by_us + entry.position
    at = connection.ops.adapt_datetimefield_value(_moment(effective_us))
    kind = "+" if entry.version == 1 else "~"
    return number, plan, entry.stream, *(values.get(name, "") for name in NAMES.values()), at, kind


def _last_moment(day: str) -> datetime:
    return _moment(day_end_us(date.fromisoformat(day)) - 1)


def _moment(us: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=us)


def _values(action: Action) -> dict[str, str]:
    values = {name: getattr(action, attribute) for name, attribute in NAMES.items()}
    return {name: value for name, value in values.items() if value}


SIDE: Final = Side()
STEPS: Final[Steps] = {"open": SIDE.open, "ask": SIDE.ask, "wrong": SIDE.wrong}
