"""Production as it starts: cookies, HSTS, and no demo keys."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import PRODUCTION, python, trygga

pytestmark = pytest.mark.no_database


DEMO_KEYS = (
    "This database holds demo keys, whose passphrases are published. "
    "Start with an empty database, or set TRYGGA_DEMO=1 to practise."
)
VISIT = """
import json
import django
django.setup()
from django.test import Client
def visit(host, path):
    answer = Client(headers={"host": host}).get(path, secure=True)
    cookies = {name: {k: v for k, v in cookie.items() if v != ""} for name, cookie in answer.cookies.items()}
    headers = dict(answer.headers)
    return {"status": answer.status_code, "cookies": cookies, "headers": headers}
from django.conf import settings
about = ("NAME", "SECURE", "HTTPONLY", "SAMESITE", "PATH", "DOMAIN")
session = [getattr(settings, f"SESSION_COOKIE_{name}") for name in about]
visits = {"inbox": visit("inbox.example.se", "/accounts/login/"), "public": visit("localhost", "/sv/")}
print(json.dumps(visits | {"session": session}))
"""


@pytest.fixture(scope="module")
def production(demo_var: Path) -> dict[str, Any]:
    """Visits in production, over the data of a demo (no server is started, so none refuses)."""
    done = python(VISIT, var=demo_var, **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_inbox_cookie_in_production_is_bound_to_its_host(production: dict[str, Any]) -> None:
    assert production["inbox"]["status"] == 200
    assert production["inbox"]["cookies"] == {
        "__Host-inbox-csrf": {"httponly": True, "path": "/", "samesite": "Lax", "secure": True}
    }
    assert production["session"] == ["__Host-inbox", True, True, "Lax", "/", None]


def test_public_page_in_production_sets_no_cookie(production: dict[str, Any]) -> None:
    assert (production["public"]["status"], production["public"]["cookies"]) == (200, {})


def test_production_insists_on_tls(production: dict[str, Any]) -> None:
    for visit in (production["inbox"], production["public"]):
        policy = visit["headers"]["Content-Security-Policy"]
        assert visit["headers"]["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
        assert "upgrade-insecure-requests" in policy.split("; ")


@pytest.mark.parametrize("command", [("serve",), ("serve", "--port", "1")], ids=str)
def test_production_server_refuses_demo_keys(command: tuple[str, ...], demo_var: Path) -> None:
    done = trygga(*command, var=demo_var, **PRODUCTION)
    assert (done.returncode, done.stderr) == (1, f"trygga: {DEMO_KEYS}\n")


def test_production_application_refuses_demo_keys(demo_var: Path) -> None:
    done = python("import trygga.config.wsgi", var=demo_var, **PRODUCTION)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == f"django.core.exceptions.ImproperlyConfigured: {DEMO_KEYS}"


def test_demo_application_takes_demo_keys(demo_var: Path) -> None:
    done = python("import trygga.config.wsgi", var=demo_var, TRYGGA_DEMO="1")
    assert (done.returncode, done.stderr) == (0, "")


def test_secrets_are_in_no_request(tmp_path: Path) -> None:
    source = "import os, trygga.config.wsgi; print([name for name in os.environ if name.startswith('TRYGGA_')])"
    database = f"sqlite:///{tmp_path / 'data.sqlite3'}"
    done = python(source, var=tmp_path, **PRODUCTION | {"TRYGGA_DATABASE": database})
    assert (done.returncode, done.stdout) == (0, "['TRYGGA_VAR', 'TRYGGA_INBOX_ORIGIN', 'TRYGGA_OFFICE_ORIGIN']\n")


def test_production_application_starts_over_an_empty_database(tmp_path: Path) -> None:
    done = python("import trygga.config.wsgi", var=tmp_path, **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "option"), [("TRYGGA_LISTEN_PORT", "--port"), ("TRYGGA_WORKERS", "--workers")], ids=str
)
def test_server_setting_that_is_no_number_is_named(name: str, option: str, tmp_path: Path) -> None:
    done = trygga("serve", var=tmp_path, **PRODUCTION | {name: "many"})
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == f"trygga serve: error: argument {option}: invalid int value: 'many'"
