import fcntl
import os
import socket
from pathlib import Path

from django.apps import apps
from pytest_django import Settings

from trygga.ops.server import collect_static_files, hold, usable_port


def test_taken_port_is_not_usable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert usable_port(taken.getsockname()[1]) is None


def test_free_port_is_found() -> None:
    port = usable_port(0)
    assert port is not None
    assert usable_port(port) == port


def test_data_is_held_by_one(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with path.open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert not hold(path)
    assert (hold(path), hold(path)) == (True, False)
    (handle,) = (
        int(link.name) for link in Path("/proc/self/fd").iterdir() if link.is_symlink() and link.resolve() == path
    )
    assert os.get_inheritable(handle)
    os.close(handle)


def test_static_files_are_collected_only_when_something_changed(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = str(tmp_path / "static")
    # Ours are enough: to compress Wagtail's takes long.
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [Path(apps.get_app_config("web").path) / "static"]
    collect_static_files()
    stamp = tmp_path / "static.stamp"
    state, before = stamp.read_text(), stamp.stat().st_mtime_ns
    collect_static_files()
    assert stamp.stat().st_mtime_ns == before
    stamp.write_text("the state of some other time")
    collect_static_files()
    assert stamp.read_text() == state
