"""The Podcast Index's own parser (npm ``podcast-partytime``): what podcast apps will make of a feed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULE = ROOT / "node_modules" / "podcast-partytime"
SCRIPT = """
const fs = require("fs");
const { parseFeed } = require(process.argv[1]);
process.stdout.write(JSON.stringify(parseFeed(fs.readFileSync(0, "utf8"))));
"""


def missing() -> str:
    """What is not installed, or nothing."""
    if not shutil.which("node"):
        return "node"
    return "" if MODULE.is_dir() else "npm ci"


def parsed(feed: Path) -> dict:
    """The feed as the parser understands it; it leaves out episodes that apps would not show."""
    done = subprocess.run(["node", "-e", SCRIPT, str(MODULE)], input=feed.read_bytes(), capture_output=True, timeout=120)
    if done.returncode:
        raise RuntimeError(done.stderr.decode("utf-8", "replace")[-400:])
    return json.loads(done.stdout)
