"""A migrated database and collected static files, made once and then copied: to migrate anew takes 20 s each time."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import distributions
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.environment import ROOT, without_settings

CACHE = ROOT / ".pytest_cache" / "prepared"
NAME = "trygga.sqlite3"
STATIC = ("static.json", "static.stamp")
MAKE = """
import django
django.setup()
from django.core.management import call_command
from trygga.ops.server import collect_static_files
call_command("migrate", interactive=False, verbosity=0)
collect_static_files()
"""


def _key() -> str:
    """Another one as soon as a migration, a static file, a setting or a package is another one."""
    found = hashlib.sha256()
    source = ROOT / "src" / "trygga"
    for path in sorted([*source.glob("*/migrations/*.py"), *source.glob("*/static/**/*"), *source.glob("config/*.py")]):
        if path.is_file():
            found.update(f"{path} {path.stat().st_mtime_ns}\n".encode() + path.read_bytes())
    for package in sorted(f"{one.name} {one.version}" for one in distributions()):
        found.update(package.encode())
    return found.hexdigest()[:16]


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Test processes side by side make a thing once: the others wait for the first."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(var: Path, **settings: str) -> None:
    environment = without_settings() | {"TRYGGA_VAR": str(var), "TRYGGA_DEMO": "1"} | settings
    environment["DJANGO_SETTINGS_MODULE"] = "trygga.config.settings"
    subprocess.run([sys.executable, "-c", MAKE], cwd=ROOT, env=environment, check=True)


def _folder() -> Path:
    """What is copied: the database on SQLite, and the static files as the server lays them down."""
    folder = CACHE / _key()
    with _alone("folder"):
        if not folder.exists():
            for old in CACHE.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            unfinished = CACHE / "unfinished"
            _make(unfinished)
            unfinished.rename(folder)
    return folder


def prepare_database(path: Path) -> None:
    """Put a migrated database without content at `path`."""
    shutil.copyfile(_folder() / NAME, path)
    path.chmod(0o600)


def prepare_static_files(var: Path) -> None:
    """Put collected static files into the folder for data, as if a server had been started there before."""
    folder = _folder()
    shutil.rmtree(var / "static", ignore_errors=True)
    # The files that are served are replaced, never written to: links to them are enough.
    shutil.copytree(folder / "static", var / "static", copy_function=os.link)
    for name in STATIC:
        shutil.copyfile(folder / name, var / name)
        (var / name).chmod(0o600)


def create_database(address: str, name: str) -> str:
    """Make a migrated database without content on the PostgreSQL at `address`, in place of one of this name.

    Gives its address.
    """
    template = f"trygga_{_key()}"
    with _alone("postgresql"), psycopg.connect(address, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            connection.execute('DROP DATABASE IF EXISTS "trygga_unfinished"')
            connection.execute('CREATE DATABASE "trygga_unfinished"')
            var = CACHE / "postgresql"
            _make(var, TRYGGA_DATABASE=_named(address, "trygga_unfinished"))
            shutil.rmtree(var)
            connection.execute(f'ALTER DATABASE "trygga_unfinished" RENAME TO "{template}"'.encode())
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"'.encode())
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
    return _named(address, name)


def _named(address: str, name: str) -> str:
    return urlsplit(address)._replace(path=f"/{name}").geturl()


if __name__ == "__main__":
    _folder()
