"""The tests' own ground: the database asked for, Node, and a browser that reaches no other machine."""

import os

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Error

from tests.browser import NewPage
from tests.environment import prepare
from tests.node import RunNode


@pytest.mark.django_db
def test_database_is_the_one_asked_for() -> None:
    wanted = "postgresql" if os.environ.get("TRYGGA_DATABASE", "").startswith("postgresql:") else "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert (connection.vendor, cursor.fetchone()) == (wanted, (1,))


def test_data_goes_to_a_folder_of_this_run() -> None:
    assert prepare().resolve() == settings.VAR


def test_node_runs_modules(node: RunNode) -> None:
    assert node("a word", source="import { argv } from 'node:process'; console.log(argv[1])") == "a word\n"


@pytest.mark.journey
def test_browser_reaches_no_other_machine(new_page: NewPage) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        new_page().goto("http://example.org/")


@pytest.mark.journey
def test_browser_runs_scripts_only_where_asked(new_page: NewPage, script: bool) -> None:
    page = new_page(script=script)
    page.goto("data:text/html,<title>off</title><script>document.title = 'on'</script>")
    assert page.title() == ("on" if script else "off")
