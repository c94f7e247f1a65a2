"""The console script `trygga`: Django's management with our settings."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    """Run a management command; a configuration mistake ends with its sentence, not with a traceback."""
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trygga.config.settings")
    if len(sys.argv) > 1 and sys.argv[1] == "demo":
        os.environ.setdefault("TRYGGA_DEMO", "1")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as mistake:
        sys.exit(f"trygga: {mistake}")
