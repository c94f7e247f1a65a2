"""Refusals at start-up."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from trygga.organisations.models import RingEpoch


def refuse_demo_keys() -> None:
    """Outside a demo, stop where a ring is a demo's: its passphrases are published, everyone can open it.

    Raises ImproperlyConfigured. A database without our tables yet holds no keys at all.
    """
    if settings.DEMO:
        return
    if RingEpoch._meta.db_table not in connection.introspection.table_names():
        return
    if RingEpoch.objects.filter(is_demo=True).exists():
        raise ImproperlyConfigured(
            "This database holds demo keys, whose passphrases are published. "
            "Start with an empty database, or set TRYGGA_DEMO=1 to practise."
        )


@register(Tags.database)
def check_demo_keys(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The same as a system check, for `trygga check --database default` and before `trygga migrate`."""
    try:
        if databases:
            refuse_demo_keys()
    except ImproperlyConfigured as refused:
        return [Error(str(refused), id="trygga.E001")]
    return []
