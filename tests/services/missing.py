"""A service that cannot be had here: told, and under CI a failure."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


class Missing(Exception):
    """No provider can serve; the message says why each of them cannot."""


def is_ci() -> bool:
    """Whether this run has to find every service."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def did_not_run(reason: str) -> NoReturn:
    """End the test that cannot run here: skipped, but under CI failed."""
    if is_ci():
        pytest.fail(f"under CI every service has to be there: {reason}", pytrace=False)
    pytest.skip(f"service missing: {reason}")
