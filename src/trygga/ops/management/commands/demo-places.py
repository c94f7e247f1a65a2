"""`trygga demo-places`: fictional homes, for practice and for measuring."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from trygga.ops.demo.places import SEED, load_places
from trygga.organisations.models import Organisation, Programme
from trygga.places.models import Area, Estate

MOST = 2_000_000


class Command(BaseCommand):
    help = "Fill a landlord's empty register with fictional homes. Never where there is a real programme."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--homes", type=int, required=True, help=f"How many, 1 to {MOST}.")
        parser.add_argument(
            "--landlord", default="", help="Short name of the landlord; needed where there are several."
        )
        parser.add_argument("--seed", type=int, default=SEED, help="Another seed gives other places.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["homes"] <= MOST:
            raise CommandError(f"--homes is {options['homes']}; write a number from 1 to {MOST}.")
        if Programme.objects.filter(is_demo=False).exists():
            raise CommandError("This database holds a real programme; fictional homes never go there.")
        landlord = _landlord(options["landlord"])
        if Estate.objects.filter(landlord=landlord).exists():
            raise CommandError(f"{landlord.slug} has places already. Take another landlord, or an empty database.")
        areas = list(Area.objects.filter(programme=landlord.programme_id))
        if not areas:
            raise CommandError(f"The programme of {landlord.slug} has no area for them to stand in.")
        load_places(landlord, areas, homes=options["homes"], seed=options["seed"])
        self.stdout.write(f"{landlord.slug} has {options['homes']} homes.")


def _landlord(slug: str) -> Organisation:
    """The landlord to fill. An empty database gets a programme to measure with. Raises CommandError."""
    if not Programme.objects.exists():
        return _programme_to_measure_with(slug or "landlord")
    landlords = Organisation.objects.filter(kind=Organisation.Kind.LANDLORD)
    found = list(landlords.filter(slug=slug) if slug else landlords)
    if len(found) != 1:
        there = ", ".join(sorted(one.slug for one in landlords)) or "none"
        raise CommandError(f"--landlord is {slug!r}; name one of the landlords here: {there}.")
    return found[0]


def _programme_to_measure_with(slug: str) -> Organisation:
    programme = Programme.objects.create(
        slug="measured", name="Measured", municipality="Exempelstad", host="localhost", is_demo=True
    )
    for number in range(1, 5):
        Area.objects.create(programme=programme, slug=f"area-{number}", name=f"Area {number}", wave=number)
    return Organisation.objects.create(
        programme=programme, slug=slug, name=slug.title(), kind=Organisation.Kind.LANDLORD
    )
