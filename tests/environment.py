"""The environment that the settings read, for a test run: nothing of the machine's own, all thrown away after."""

import atexit
import functools
import os
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Chosen from outside by tests.postgres, or by whoever wants to see the tests on another database.
KEPT = {"TRYGGA_DATABASE"}


def without_settings() -> dict[str, str]:
    """This process's environment less every setting of the program."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TRYGGA_")}


def _remove(folder: Path, *, owner: int) -> None:
    # A forked child ends too, and must leave its parent's data alone.
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


@functools.cache
def prepare() -> Path:
    """Set what the settings need and return the folder that holds all data of this run. Call before Django."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        # Set by the process that started this one; pytest-django has read the settings by now.
        return Path(os.environ["TRYGGA_VAR"])
    var = Path(tempfile.mkdtemp(prefix="trygga-tests-"))
    atexit.register(_remove, var, owner=os.getpid())
    for name in set(os.environ) - set(without_settings()) - KEPT:
        del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "trygga.config.settings"
    os.environ["TRYGGA_VAR"] = str(var)
    os.environ["TRYGGA_SECRET_KEY"] = "a secret of tests alone, long enough to be taken for one"
    os.environ["TRYGGA_INBOX_ORIGIN"] = "http://inbox.localhost:8000"
    os.environ["TRYGGA_OFFICE_ORIGIN"] = "http://office.localhost:8000"
    return var
