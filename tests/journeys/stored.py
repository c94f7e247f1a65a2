"""What the server keeps: its database, its other files, and what it printed."""

import base64
import contextlib
import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from tests.servers import DemoServer


@contextlib.contextmanager
def database(server: DemoServer) -> Iterator[sqlite3.Connection]:
    """The demo's database while the server runs; what is changed is committed in the end."""
    with contextlib.closing(sqlite3.connect(server.var / "trygga.sqlite3", timeout=20)) as connection, connection:
        yield connection


def stored_reports(server: DemoServer, report: str) -> int:
    """How many reports of this id there are; more than one can never be."""
    with database(server) as connection:
        found = connection.execute("SELECT count(*) FROM concerns_sealedreport WHERE id = ?", [report])
        return int(found.fetchone()[0])


def all_reports(server: DemoServer) -> int:
    with database(server) as connection:
        return int(connection.execute("SELECT count(*) FROM concerns_sealedreport").fetchone()[0])


@contextlib.contextmanager
def mailbox_with(server: DemoServer, **changes: Any) -> Iterator[None]:
    """The demo's one mailbox with other values in its row, and as it was afterwards."""
    names = list(changes)
    with database(server) as connection:
        row = connection.execute(f"SELECT {', '.join(names)} FROM directory_mailbox").fetchone()
    _set_mailbox(server, changes)
    try:
        yield
    finally:
        _set_mailbox(server, dict(zip(names, row, strict=True)))


def _set_mailbox(server: DemoServer, values: dict[str, Any]) -> None:
    assignments = ", ".join(f"{name} = ?" for name in values)
    with database(server) as connection:
        connection.execute(f"UPDATE directory_mailbox SET {assignments}", list(values.values()))


def announcement(server: DemoServer) -> bytes:
    """What the demo printed before it served the first page: where to go, and its published secrets."""
    return _output(server)[0]


def everything_kept(server: DemoServer) -> dict[str, bytes]:
    """Every file below the server's folder by its name, except demo.json, and what it printed while it served."""
    files = {path for path in server.var.rglob("*") if path.is_file() and path.name != "demo.json"}
    kept = {str(path.relative_to(server.var)): path.read_bytes() for path in files}
    return kept | {"the server's output": _output(server)[1]}


def _output(server: DemoServer) -> tuple[bytes, bytes]:
    before, marker, since = server.log.read_bytes().rpartition(b"RESET=1 starts afresh.")
    assert marker
    return before, since


def traces(words: list[str], content: bytes) -> list[str]:
    """The words that stand in `content`: as they are, in capitals or not, and in the usual wrappings of text."""
    lowered = content.lower()
    return [word for word in words if _stands_in(word, content, lowered)]


def _stands_in(word: str, content: bytes, lowered: bytes) -> bool:
    return any(form in lowered for form in _forms(word.lower())) or _in_base64(word, content)


def _forms(word: str) -> list[bytes]:
    plain, escaped = word.encode(), json.dumps(word)[1:-1].encode()
    return [plain, escaped, plain.hex().encode(), word.encode("utf-16-le"), word.encode("latin-1", "replace")]


def _in_base64(word: str, content: bytes) -> bool:
    """Whether base64 of a text with this word inside stands there, whatever comes before it (RFC 4648)."""
    for before in range(3):
        wrapped = base64.b64encode(b"\0" * before + word.encode())
        # The first and the last group depend on what stands around the word.
        inner = wrapped[4 if before else 0 : -4]
        if len(inner) >= 8 and inner in content:
            return True
    return False
