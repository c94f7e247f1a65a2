"""What every test run needs before Django reads its settings, and the order of tests."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import environment

environment.prepare()

import django  # noqa: E402 - the settings read what was prepared above
from django.conf import settings  # noqa: E402

from tests.prepared import create_database, prepare_database, prepare_static_files  # noqa: E402

django.setup()  # the cast below is made of models; pytest-django would do it later

pytest_plugins = ["tests.browser", "tests.cast", "tests.commands", "tests.node"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser journeys come last: Playwright's event loop, once running, makes Django refuse the database in tests.

    What asks nothing of a database is run with SQLite alone.
    """
    items.sort(key=lambda item: item.get_closest_marker("journey") is not None)
    if "TRYGGA_DATABASE" in os.environ:
        told = [item for item in items if item.get_closest_marker("no_database")]
        config.hook.pytest_deselected(items=told)
        items[:] = [item for item in items if item not in set(told)]


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(request: pytest.FixtureRequest) -> None:
    """A test database for each worker, copied. SQLite's is a file, as in earnest: only there do writers take turns."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "alone")
    test = settings.DATABASES["default"].setdefault("TEST", {})
    test["NAME"] = f"test_{worker}"
    if address := os.environ.get("TRYGGA_DATABASE"):
        create_database(address, test["NAME"])
    else:
        test["NAME"] = str(settings.VAR / f"{test['NAME']}.sqlite3")
        prepare_database(Path(test["NAME"]))


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Take the copy as it is. It goes with the folder or the cluster that it is in."""
    return True


@pytest.fixture(scope="session", autouse=True)
def emptying_of_tables() -> Iterator[None]:
    """After tests with real transactions all tables are emptied, the audit log too, which refuses that."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    from tests.triggers import flush_past_the_triggers

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_past_the_triggers)
        yield


@pytest.fixture(scope="session")
def static_files() -> None:
    """Pages name static files by their hashes."""
    from django.contrib.staticfiles.storage import staticfiles_storage

    with (settings.VAR / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # test processes side by side share the folder
        if not (settings.VAR / "static.stamp").exists():
            prepare_static_files(settings.VAR)
    # A page that was shown before has made the storage remember that there are none.
    staticfiles_storage.hashed_files, staticfiles_storage.manifest_hash = staticfiles_storage.load_manifest()  # type: ignore[attr-defined]
