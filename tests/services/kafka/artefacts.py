"""The published Java artefacts of Kafka, fetched once by Maven into the checkout's build folder."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from tests.services.missing import Missing

POM: Final = Path(__file__).with_name("pom.xml")
KEPT_IN: Final = Path(__file__).parents[3] / "build" / "kafka"
OLDEST_JAVA: Final = 17
"""Brokers of Kafka 4 need it (Kafka documentation, "Java Version")."""
FETCHED_WITHIN_S: Final = 300


def java() -> str:
    """The program; raises :class:`Missing` where there is none, or too old a one."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{home}/bin" if home else None)
    if found is None:
        raise Missing("no Java")
    told = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < OLDEST_JAVA:
        raise Missing(f"Java {OLDEST_JAVA} is needed")
    return found


def compiling_java() -> str:
    """The program where it also runs source files; raises :class:`Missing` as :func:`java`."""
    found = java()
    modules = subprocess.run([found, "--list-modules"], capture_output=True, text=True, check=True)
    if "jdk.compiler@" not in modules.stdout:
        raise Missing("this Java has no compiler")
    return found


def artefacts() -> Path:
    """The folder of jars that ``pom.xml`` names; raises :class:`Missing` where it cannot be had."""
    folder = KEPT_IN / hashlib.sha256(POM.read_bytes()).hexdigest()[:16]
    if not folder.is_dir():
        _fetch(folder)
    return folder


def version_of(folder: Path) -> str:
    """The version of Kafka among the jars, such as "4.1.1"."""
    (broker,) = folder.glob("kafka_2.13-*.jar")
    return broker.stem.rpartition("-")[2]


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise Missing("no Maven")
    KEPT_IN.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=KEPT_IN) as made:
        jars = Path(made) / "jars"
        command = [
            *(maven, "--quiet", "--batch-mode", "--file", str(POM)),
            *("dependency:copy-dependencies", f"-DoutputDirectory={jars}"),
        ]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=FETCHED_WITHIN_S, check=False
            )
        except subprocess.TimeoutExpired:
            raise Missing("Maven took too long to fetch Kafka") from None
        if done.returncode:
            raise Missing(f"Maven cannot fetch Kafka: {done.stdout[:200]}")
        if not folder.is_dir():  # another worker may have been quicker
            jars.rename(folder)
