"""Zone rules come from the locked distribution, never from the machine."""

import os
import re
import subprocess
import sys
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from ledger.moments import LONDON, TIMEZONE, tzdata_version


def test_the_version_named_is_the_distribution_s() -> None:
    assert tzdata_version() == version("tzdata")
    assert re.fullmatch(r"20[0-9]{2}\.[0-9]+(\.post[0-9]+)?", tzdata_version())


def test_the_zone_knows_its_name() -> None:
    assert LONDON.key == TIMEZONE


def test_a_machine_with_wrong_rules_changes_no_answer(tmp_path: Path) -> None:
    # Given a machine whose Europe/London is Tokyo
    wrong = tmp_path / "Europe" / "London"
    wrong.parent.mkdir()
    wrong.write_bytes((files("tzdata") / "zoneinfo" / "Asia" / "Tokyo").read_bytes())
    # When both the machine and the ledger are asked when 13 May 2020 began
    asked = (
        "import datetime, zoneinfo, ledger.moments as m; "
        "day = datetime.datetime(2020, 5, 13, tzinfo=zoneinfo.ZoneInfo('Europe/London')); "
        "print(day.utcoffset(), m.format_us(m.parse_moment('2020-05-13').certain_by_us))"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, "PYTHONTZPATH": str(tmp_path)},
        cwd=Path(__file__).resolve().parents[3],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    # Then the machine is wrong and the ledger is not
    assert said.split() == ["9:00:00", "2020-05-12T23:00:00.000000Z"]
