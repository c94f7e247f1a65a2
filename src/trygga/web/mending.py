"""Whether somebody is mending the installation: a file says so, since the database may be what is mended."""

from pathlib import Path

from django.conf import settings

SIGN = "mending"


def is_mending() -> bool:
    """True while `$TRYGGA_VAR/mending` exists; asked for every request, so it needs no restart."""
    return (Path(settings.VAR) / SIGN).exists()
