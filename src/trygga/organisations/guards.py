"""Refusals at start-up."""

from django.conf import settings
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
