"""Empty databases of both kinds, and what a process of its own says over one of them."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, TypeVar

from tests.environment import ROOT, without_settings
from tests.postgres import CARELESS, PostgresMissing, cluster

Found = TypeVar("Found")


def on_each_database(measure: Callable[..., Found], *, copies: int) -> dict[str, Found]:
    """What `measure` finds, given the addresses of so many databases; PostgreSQL is left out where it is missing."""
    found = {}
    for name, database in (("sqlite", _file_database), ("postgresql", partial(cluster, *CARELESS))):
        try:
            with ExitStack() as stack:
                found[name] = measure(*[stack.enter_context(database()) for _ in range(copies)])
        except PostgresMissing as missing:
            print(missing, file=sys.stderr)
    return found


def named(question: str, database: str) -> str:
    """What a question is called in the table; SQLite is the usual one."""
    return question if database == "sqlite" else f"{question}:{database}"


def run_on(database: str, *arguments: str) -> Any:
    """What Python, run with these arguments over a database and a folder of its own, prints as JSON."""
    with tempfile.TemporaryDirectory(prefix="trygga-bench-") as folder:
        environment = without_settings() | {
            "DJANGO_SETTINGS_MODULE": "trygga.config.settings",
            "TRYGGA_DEMO": "1",
            "TRYGGA_VAR": folder,
            "TRYGGA_DATABASE": database,
        }
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout)


@contextmanager
def _file_database() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="trygga-bench-") as folder:
        yield f"sqlite:///{folder}/rows.sqlite3"
