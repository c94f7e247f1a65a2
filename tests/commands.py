"""Commands of the program in a process of their own, over data of their own."""

import fcntl
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.environment import ROOT, without_settings
from tests.prepared import prepare_database, prepare_static_files

TRYGGA = Path(sys.executable).with_name("trygga")
PRODUCTION = {
    "TRYGGA_SECRET_KEY": "x" * 50,
    "TRYGGA_INBOX_ORIGIN": "https://inbox.example.se",
    "TRYGGA_OFFICE_ORIGIN": "https://office.example.se",
}
Done = subprocess.CompletedProcess[str]


def _run(command: list[str], var: Path, changes: dict[str, str]) -> Done:
    environment = without_settings() | {"TRYGGA_VAR": str(var), "PORT": "0"} | changes
    if command[0] == str(TRYGGA):
        environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


def trygga(*arguments: str, var: Path, **changes: str) -> Done:
    """Run `trygga` with an environment that holds nothing but `changes` and the folder for data."""
    return _run([str(TRYGGA), *arguments], var, changes)


def python(source: str, *, var: Path, **changes: str) -> Done:
    """Run Python with our settings named and not yet read."""
    return _run([sys.executable, "-c", source], var, changes)


def facts(var: Path) -> dict[str, Any]:
    """What demo.json holds."""
    found: dict[str, Any] = json.loads((var / "demo.json").read_text())
    return found


@pytest.fixture(scope="session")
def demo_var() -> Path:
    """Data of a demo that was prepared once for all test processes. Read it; change a copy."""
    var = Path(settings.VAR) / "demo"
    with (Path(settings.VAR) / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (var / "demo.json").exists():
            trygga("check", var=var, TRYGGA_DEMO="1")  # makes the folder as the program makes it
            prepare_database(var / "trygga.sqlite3")
            prepare_static_files(var)
            done = trygga("demo", "--prepare-only", var=var)
            assert (done.returncode, done.stderr) == (0, "")
    return var
