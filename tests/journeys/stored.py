"""What the server keeps: its database, its other files, and what it printed."""

import base64
import contextlib
import json
import sqlite3
import subprocess
from collections.abc import Iterator
from typing import Any

import psycopg

from tests.postgres import binaries
from tests.servers import DemoServer


def ask(server: DemoServer, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """What the demo's database answers while the server runs; values stand as `%s`. A change is committed."""
    if address := server.settings.get("TRYGGA_DATABASE"):
        with psycopg.connect(address) as postgres:
            cursor = postgres.execute(statement.encode(), values)
            return cursor.fetchall() if cursor.description else []
    path = server.var / "trygga.sqlite3"
    with contextlib.closing(sqlite3.connect(path, timeout=20)) as connection, connection:
        return connection.execute(statement.replace("%s", "?"), values).fetchall()


def stored_reports(server: DemoServer, report: str) -> int:
    """How many reports of this id there are; more than one can never be."""
    return int(ask(server, "SELECT count(*) FROM concerns_sealedreport WHERE id = %s", report)[0][0])


def all_reports(server: DemoServer) -> int:
    return int(ask(server, "SELECT count(*) FROM concerns_sealedreport")[0][0])


@contextlib.contextmanager
def mailbox_with(server: DemoServer, **changes: Any) -> Iterator[None]:
    """The demo's one mailbox with other values in its row, and as it was afterwards."""
    names = list(changes)
    [row] = ask(server, f"SELECT {', '.join(names)} FROM directory_mailbox")
    _set_mailbox(server, changes)
    try:
        yield
    finally:
        _set_mailbox(server, dict(zip(names, row, strict=True)))


def _set_mailbox(server: DemoServer, values: dict[str, Any]) -> None:
    assignments = ", ".join(f"{name} = %s" for name in values)
    ask(server, f"UPDATE directory_mailbox SET {assignments}", *values.values())


def announcement(server: DemoServer) -> bytes:
    """What the demo printed before it served the first page: where to go, and its published secrets."""
    return _output(server)[0]


def everything_kept(server: DemoServer) -> dict[str, bytes]:
    """Every file below the server's folder by its name, except demo.json, and what it printed while it served."""
    files = {path for path in server.var.rglob("*") if path.is_file() and path.name != "demo.json"}
    kept = {str(path.relative_to(server.var)): path.read_bytes() for path in files}
    return kept | {"the database": database_content(server), "the server's output": _output(server)[1]}


def database_content(server: DemoServer) -> bytes:
    """All that the database holds: the files of SQLite, or a whole dump of PostgreSQL."""
    if address := server.settings.get("TRYGGA_DATABASE"):
        return subprocess.run([binaries() / "pg_dump", address], capture_output=True, check=True).stdout
    return b"".join(path.read_bytes() for path in sorted(server.var.glob("trygga.sqlite3*")))


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
