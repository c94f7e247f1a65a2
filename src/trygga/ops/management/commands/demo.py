"""`trygga demo`: the demo programme on this machine, in the foreground, loopback only."""

import json
import os
import shutil
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.utils import timezone

from trygga.accounts.models import User
from trygga.directory.mailboxes import MailboxNow
from trygga.directory.models import Mailbox
from trygga.ops.demo.people import PEOPLE
from trygga.ops.demo.places import codes_by_area, load_demo_places
from trygga.ops.demo.services import load_demo
from trygga.ops.server import become_server, collect_static_files, hold, usable_port
from trygga.ops.work import start_worker
from trygga.organisations.models import Programme
from trygga.places.models import Area, Estate


class Command(BaseCommand):
    help = "Set up and serve the demo programme. PORT=0 takes a free port, RESET=1 starts afresh."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default=os.environ.get("PORT") or "8000")
        parser.add_argument("--reset", action="store_true", default=os.environ.get("RESET") == "1")
        parser.add_argument("--prepare-only", action="store_true", help="Set up, but do not serve.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo runs with TRYGGA_DEMO=1 alone.")
        if options["reset"] and connection.vendor != "sqlite":
            raise CommandError("RESET starts afresh on SQLite alone; drop and create the other database yourself.")
        if not options["port"].isascii() or not options["port"].isdigit() or int(options["port"]) > 65535:
            raise CommandError(f"PORT is {options['port']!r}; write a number, or 0 for a free port.")
        if not hold(settings.VAR / "demo.lock"):
            raise CommandError(f"A demo is already running on {settings.VAR}; stop it, or set TRYGGA_VAR elsewhere.")
        port = usable_port(int(options["port"]))
        if port is None:
            raise CommandError(f"Port {options['port']} is taken; choose another, or PORT=0 for a free one.")
        self._step(1, "database", lambda: self._prepare_database(reset=options["reset"]))
        self._step(2, "demo programme", self._load)
        self._step(3, "pages", collect_static_files)
        description = self._describe(port)
        self._write(description)
        if options["prepare_only"]:
            return
        self._tell(description)
        connection.close()
        origins = description["origins"]
        environment = {"TRYGGA_INBOX_ORIGIN": origins["inbox"], "TRYGGA_OFFICE_ORIGIN": origins["office"]}
        start_worker(environment)
        become_server("127.0.0.1", port, environment=environment)

    def _step(self, number: int, what: str, do: Callable[[], None]) -> None:
        self.stdout.write(f"{number}/3 {what} ... ", ending="")
        self.stdout.flush()
        began = time.monotonic()
        do()
        self.stdout.write(f"{time.monotonic() - began:.1f} s")

    def _prepare_database(self, *, reset: bool) -> None:
        if reset:
            connection.close()
            name = connection.settings_dict["NAME"]
            for path in (Path(f"{name}{suffix}") for suffix in ("", "-wal", "-shm")):
                path.unlink(missing_ok=True)
            shutil.rmtree(settings.VAR / "mail", ignore_errors=True)
        call_command("migrate", interactive=False, verbosity=0)

    def _load(self) -> None:
        if Programme.objects.filter(is_demo=False).exists():
            raise CommandError("This database holds a real programme, and the demo leaves it alone. Name another one.")
        programme = Programme.objects.order_by("pk").first() or load_demo()
        # Not with the programme in one transaction: a demo from before there were places gets them too.
        if not Estate.objects.filter(programme=programme).exists():
            load_demo_places(programme)

    def _describe(self, port: int) -> dict[str, Any]:
        """What demo.json holds; only what is built stands in it."""
        here = set(User.objects.filter(is_active=True).values_list("email", flat=True))
        return {
            "origins": {
                "public": f"http://localhost:{port}",
                "inbox": f"http://inbox.localhost:{port}",
                "office": f"http://office.localhost:{port}",
            },
            "members": [
                {
                    "organisation": person.organisation,
                    "role": person.role,
                    "login": person.login,
                    "password": person.password,
                    "passphrase": person.passphrase or None,
                }
                for person in PEOPLE
                if person.login in here
            ],
            "areas": {area.slug: area.name for area in Area.objects.filter(programme__is_demo=True)},
            "stairwells": codes_by_area(),
        }

    def _write(self, description: dict[str, Any]) -> None:
        path = settings.VAR / "demo.json"
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(description, file, ensure_ascii=False, indent=1)

    def _tell(self, description: dict[str, Any]) -> None:
        origins = description["origins"]
        lines = [
            "",
            f"Guide and writing:  {origins['public']}/sv/",
            f"Inbox of the demo's social services:  {origins['inbox']}/",
            f"Office of everybody else:  {origins['office']}/",
            "",
        ]
        for member in description["members"]:
            lines += [
                f"  sign in as  {member['login']}  ({member['role'].label})",
                f"  password    {member['password']}",
                *([f"  passphrase  {member['passphrase']}"] if member["passphrase"] else []),
                "",
            ]
        if not all(MailboxNow(mailbox, timezone.now()).is_receiving for mailbox in Mailbox.objects.all()):
            lines += [
                "The mailbox has closed itself, as nobody has unlocked it for a working day. Unlock it to open it.",
                "",
            ]
        if settings.SMTP is None:
            lines += [f"Mail goes nowhere: it is written to {settings.VAR / 'mail'}.", ""]
        lines += [f"The same stands in {settings.VAR / 'demo.json'}. Stop with Ctrl-C; RESET=1 starts afresh.", ""]
        self.stdout.write("\n".join(lines))
