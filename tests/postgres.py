"""`python -m tests.postgres COMMAND ...`: run a command beside a PostgreSQL of its own, thrown away afterwards.

The cluster listens on a socket in a temporary folder and nowhere else, so any number can run at once. It does not care
for crashes (fsync is off): it is for tests of rules, not of durability.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.servers import wait_until

CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "jit=off")
Command = list[str | Path]


class PostgresMissing(Exception):
    """PostgreSQL is not installed; the message says what to do."""


def binaries() -> Path:
    """The newest installed PostgreSQL's folder of programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise PostgresMissing("PostgreSQL is missing: run scripts/install-test-packages as root, then try again.")
    return found[-1].parent


def _as_owner() -> list[str]:
    """PostgreSQL refuses to run as root, and must not outlive this process."""
    who = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", "--pdeathsig=INT", *who, "--"]


@contextlib.contextmanager
def cluster(*settings: str) -> Iterator[str]:
    """A running PostgreSQL; gives the address for TRYGGA_DATABASE. `settings` are lines such as `fsync=off`."""
    folder = Path(tempfile.mkdtemp(prefix="trygga-pg-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        with running(folder, settings):
            yield f"postgresql://trygga@/postgres?host={quote(str(folder), safe='')}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running(folder: Path, settings: tuple[str, ...]) -> Iterator[None]:
    """Make a cluster in `folder`, start it, and stop it in the end."""
    programs, data, log = binaries(), folder / "data", folder / "log"
    make: Command = [programs / "initdb", "--pgdata", data, "--username=trygga", "--auth=trust", "--no-sync"]
    serve: Command = [programs / "postgres", "-D", data, "-k", folder]
    for setting in ("listen_addresses=", "max_connections=60", *settings):
        serve += ["-c", setting]
    with log.open("wb") as output:
        run: dict[str, Any] = {"cwd": folder, "stdout": output, "stderr": output}
        subprocess.run([*_as_owner(), *make, "--encoding=UTF8", "--locale=C.UTF-8"], check=True, **run)
        # A session of its own: Ctrl-C reaches the command first, and this stops the server when the command is done.
        process = subprocess.Popen([*_as_owner(), *serve], start_new_session=True, **run)
        try:
            wait_until(lambda: _is_ready_or_dead(process, folder), seconds=60, what="PostgreSQL to start")
            if process.poll() is not None:
                raise PostgresMissing(f"PostgreSQL did not start:\n{log.read_text()}")
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=60)


def _is_ready_or_dead(process: "subprocess.Popen[Any]", folder: Path) -> bool:
    ask: Command = [binaries() / "pg_isready", "--quiet", "--host", folder]
    return process.poll() is not None or subprocess.run(ask, check=False).returncode == 0


def main(command: list[str]) -> int:
    # Being ended must end the cluster as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with cluster(*CARELESS) as address:
            process = subprocess.Popen(command, env=os.environ | {"TRYGGA_DATABASE": address})
            try:
                return process.wait()
            except KeyboardInterrupt:
                return process.wait() or 130
            finally:
                if process.poll() is None:
                    process.terminate()
                    process.wait()
    except PostgresMissing as missing:
        print(missing, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
