"""Wagtail's locales: one for each language of the settings, the same for every programme; they hold nothing else."""

from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from wagtail.models import Locale


def make_locales(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """After each migration: a locale for every language that has none yet. None is ever taken away.

    Nothing where only some app was migrated and Wagtail has no tables yet.
    """
    if Locale._meta.db_table not in connections[using].introspection.table_names():
        return
    there = set(Locale.all_objects.using(using).values_list("language_code", flat=True))
    missing = [code for code, _ in settings.LANGUAGES if code not in there]
    Locale.all_objects.using(using).bulk_create(Locale(language_code=code) for code in missing)
