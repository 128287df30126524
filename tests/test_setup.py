"""``tools/setup.sh`` where something is missing: what it asks the system for, and what it says when it may not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.project import ROOT

PYTHON = f"""#!/bin/sh
case "$2" in "import ensurepip") exit 1 ;; esac
exec {sys.executable} "$@"
"""
"""A Python as Debian has it without its venv package."""
PACKAGE = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
ORDINARY = "#!/bin/sh\necho 1000\n"
ROOT_HIMSELF = "#!/bin/sh\necho 0\n"
REFUSES = "#!/bin/sh\nexit 1\n"
GIVES = "#!/bin/sh\n[ \"$1\" = -v ] || exec \"$@\"\n"


@pytest.fixture
def system(tmp_path):
    """``system(id=…, sudo=…)``: the set-up's end on a machine with these programs, and what it asked ``apt-get`` for."""

    def run(**programs: str) -> tuple[subprocess.CompletedProcess[str], list[str]]:
        log = tmp_path / "asked"
        programs |= {"python3": PYTHON, "apt-get": f'#!/bin/sh\necho "$@" >> "{log}"\n', "update-ca-certificates": "#!/bin/sh\n"}
        for name, text in programs.items():
            path = tmp_path / "bin" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            path.chmod(0o755)
        environment = {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        done = subprocess.run(["sh", str(ROOT / "tools" / "setup.sh"), "runtime"], cwd=tmp_path, env=environment, capture_output=True, text=True)
        return done, log.read_text("utf-8").splitlines() if log.exists() else []

    return run


def test_somebody_without_rights_is_told_what_root_has_to_do(system, tmp_path):
    done, asked = system(id=ORDINARY, sudo=REFUSES)
    assert done.returncode == 1 and asked == []
    assert f"As root: apt-get install --no-install-recommends {PACKAGE}" in done.stderr and "make again" in done.stderr
    assert not Path(tmp_path / ".venv").exists()


@pytest.mark.parametrize("programs", [{"id": ROOT_HIMSELF, "sudo": REFUSES}, {"id": ORDINARY, "sudo": GIVES}], ids=["root", "sudo"])
def test_root_and_who_may_use_sudo_get_what_is_missing_and_nothing_else(system, programs):
    done, asked = system(**programs)
    assert [line.split()[-1] for line in asked if line.startswith("install ")] == [PACKAGE]
    assert asked[0].startswith("update ")
    assert done.returncode == 1 and f"Still not there after installing: {PACKAGE}" in done.stderr, "this apt-get brings nothing"
