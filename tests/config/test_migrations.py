"""Migrations go forward, back to nothing, and forward again, on the database at hand."""

from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from tests.commands import trygga

# Wagtail's own migrations stand on these, and do not all go back (wagtailimages.0023 fails), so these stay.
FIRST = {"accounts": "0001_initial", "pages": "0002_nothing_of_wagtails"}
OURS = sorted(app.label for app in apps.get_app_configs() if app.name.startswith("trygga.") and app.models)


def our_tables() -> list[str]:
    prefixes = tuple(f"{label}_" for label in OURS)
    return sorted(name for name in connection.introspection.table_names() if name.startswith(prefixes))


@pytest.mark.django_db(transaction=True)
def test_migrations_go_back_to_nothing_and_forward_again() -> None:
    before = our_tables()
    try:
        for label in sorted(OURS, key=lambda label: label not in FIRST):
            call_command("migrate", label, FIRST.get(label, "zero"), verbosity=0)
        nothing = [name for name in our_tables() if not name.startswith(tuple(FIRST))]
    finally:
        call_command("migrate", verbosity=0)
    assert (nothing, our_tables()) == ([], before)
    assert before != []


@pytest.mark.django_db
def test_models_have_no_change_without_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_one_app_can_be_migrated_before_the_others(tmp_path: Path) -> None:
    done = trygga("migrate", "audit", "--verbosity=0", var=tmp_path, TRYGGA_DEMO="1")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
