"""The environment that the settings read, for a test run: nothing of the machine's own, all thrown away after."""

import atexit
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


def prepare() -> Path:
    """Set what the settings need and return the folder that holds all data of this process. Call before Django."""
    var = Path(tempfile.mkdtemp(prefix="trygga-tests-"))
    owner = os.getpid()
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(var, ignore_errors=True))
    for name in set(os.environ) - set(without_settings()) - KEPT:
        del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "trygga.config.settings"
    os.environ["TRYGGA_VAR"] = str(var)
    os.environ["TRYGGA_SECRET_KEY"] = "a secret of tests alone, long enough to be taken for one"
    os.environ["TRYGGA_INBOX_ORIGIN"] = "http://inbox.localhost:8000"
    os.environ["TRYGGA_PSEUDO_LOCALE"] = str(var / "locale")
    return var
