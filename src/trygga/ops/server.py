"""Starting the web server, and keeping static files ready for it."""

import fcntl
import os
import socket
import sys
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command

WORKERS = 2
# For each worker: one works while another waits for its write turn. More only take the interpreter from each other
# (`make bench ONLY=accept-16`). A body that comes slowly holds one until it is there: so the proxy in front takes
# bodies in first (deploy/nginx.conf), and without one a few slow senders stop everybody.
THREADS = 4
# Within this a request's headers must have come.
HEADERS_MS = 10_000
# A client that never finishes its request would otherwise keep the server from stopping.
PATIENCE_SECONDS = 10


def usable_port(wanted: int) -> int | None:
    """`wanted`, or for 0 any port that nobody listens on at this moment; None where the wanted one is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return None
        port: int = probe.getsockname()[1]
        return port


def hold(path: Path) -> bool:
    """Keep other demos away from this data for as long as this process, or the server it becomes, lives."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(handle, True)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return False
    return True


def collect_static_files() -> None:
    """Hash and compress static files, where any has changed since the last time."""
    stamp = Path(f"{settings.STATIC_ROOT}.stamp")  # beside the folder: what lies in it is served
    state = _state_of_static_files()
    if not stamp.exists() or stamp.read_text() != state:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(state)


def _state_of_static_files() -> str:
    folders = [Path(app.path) / "static" for app in apps.get_app_configs()]
    files = sorted(file for folder in folders if folder.is_dir() for file in folder.rglob("*") if file.is_file())
    state = "\n".join(f"{file} {file.stat().st_mtime_ns} {file.stat().st_size}" for file in files)
    return sha256(state.encode()).hexdigest()


def become_server(
    host: str,
    port: int,
    *,
    workers: int = WORKERS,
    environment: dict[str, str] | None = None,
    application: str = "trygga.config.wsgi:application",
) -> None:
    """Turn this process into the web server; it returns only where that fails. No access log is kept."""
    command = [
        # HTTP/2 would let one connection bring any number of slow bodies; the proxy in front speaks HTTP/1 to us.
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--http", "1"),
        *("--host", host, "--port", str(port), "--http1-header-read-timeout", str(HEADERS_MS)),
        *("--workers", str(workers), "--blocking-threads", str(THREADS), "--backlog", "2048"),
        *("--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", str(PATIENCE_SECONDS)),
        application,
    ]
    sys.stdout.flush()
    os.execve(sys.executable, command, os.environ | (environment or {}))
