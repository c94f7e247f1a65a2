"""`trygga serve`: the production server on the chosen settings."""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from trygga.ops.server import WORKERS, become_server, collect_static_files
from trygga.organisations.guards import refuse_demo_keys


class Command(BaseCommand):
    help = "Serve the public pages and the inbox. Put a proxy with TLS in front."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=os.environ.get("TRYGGA_LISTEN_HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=os.environ.get("TRYGGA_LISTEN_PORT") or "8000")
        parser.add_argument("--workers", type=int, default=os.environ.get("TRYGGA_WORKERS") or str(WORKERS))

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_demo_keys()
        collect_static_files()
        become_server(options["host"], options["port"], workers=options["workers"])
