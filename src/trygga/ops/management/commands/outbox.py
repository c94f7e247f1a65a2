"""`trygga outbox`: what the installation itself could not deliver; the office shows what a programme could not."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from trygga.notifications.models import Notice
from trygga.notifications.queries import outbox_page
from trygga.notifications.services import NotDead, give_up, try_again


class Command(BaseCommand):
    help = "List mail of no programme that could not be delivered; try one again or give it up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--try-again", metavar="ID", type=int, help="Deliver this one after all.")
        parser.add_argument("--give-up", metavar="ID", type=int, help="Erase this one.")

    def handle(self, *args: Any, **options: Any) -> None:
        for option, decide in (("try_again", try_again), ("give_up", give_up)):
            if options[option] is not None:
                self._decide(options[option], decide)
        self._list()

    def _decide(self, pk: int, decide: Any) -> None:
        notice = Notice.objects.filter(programme=None, pk=pk).first()
        try:
            if notice is None:
                raise NotDead
            decide(notice, by=None)
        except NotDead:
            raise CommandError(f"No dead notice of the installation has the id {pk}; the list shows them.") from None

    def _list(self) -> None:
        before = None
        while True:
            page = outbox_page(programme=None, state=Notice.State.DEAD, before=before)
            for one in page.notices:
                self.stdout.write(f"{one.pk}  {one.made_on}  {one.channel}  {one.address}  {one.trouble}")
            before = page.before
            if before is None:
                return
