"""A tool that is missing fails the test where ``CI`` is set, and skips it elsewhere."""

from __future__ import annotations

import os

import pytest


def need(missing: str) -> None:
    """Give up the test when something is missing: loudly in CI."""
    if missing and os.environ.get("CI"):
        pytest.fail(f"missing: {missing}")
    if missing:
        pytest.skip(f"missing: {missing}")
