"""`trygga work`: deliver the outbox and do what is due, until asked to stop. Any number may run at once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from trygga.ops.work import JOBS, Stop, Work
from trygga.organisations.guards import refuse_demo_keys


class Command(BaseCommand):
    help = "Deliver the outbox and do what is due, in one loop. Any number may run at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is due now, then end; 1 where a job failed.")
        parser.add_argument("--parent", type=int, help="Stop when this process, which started it, has ended.")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_demo_keys()
        work = Work(JOBS, Stop(options["parent"]))
        if not options["once"]:
            work.go_on()
        elif not work.once():
            raise CommandError("Not everything that is due could be done; the lines above say why.")
