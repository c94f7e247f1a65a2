"""What must stay true whoever changes the register: the counts of homes, and the words that addresses are found by."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from trygga.organisations.models import Organisation
from trygga.places.models import AddressWord, Building, Estate, Home, Stairwell

BATCH = 2_000


def recount(landlord: Organisation) -> None:
    """Count the homes of today anew, from the doors up, and write the counts that have changed."""
    homes = Home.objects.filter(landlord=landlord, retired_on=None).order_by()
    _count(Stairwell, landlord, homes.filter(stairwell=OuterRef("pk")).values("stairwell"), Count("pk"))
    for upper, lower, above in ((Building, Stairwell, "building"), (Estate, Building, "estate")):
        parts = lower.objects.filter(**{"landlord": landlord, above: OuterRef("pk")}).order_by()
        _count(upper, landlord, parts.values(above), Sum("home_count"))


def _count(level: type[Model], landlord: Organisation, below: QuerySet[Any, Any], found: Count | Sum) -> None:
    counted = below.annotate(found=found).values("found")
    true = Coalesce(Subquery(counted), 0, output_field=IntegerField())
    level._default_manager.filter(landlord=landlord).exclude(home_count=true).update(home_count=true)


def index_addresses(stairwells: Iterable[Stairwell]) -> None:
    """Let these be found by each word of their street, and by no word of a street that they had before."""
    batch: list[Stairwell] = []
    for stairwell in stairwells:
        batch.append(stairwell)
        if len(batch) == BATCH:
            _index(batch)
            batch = []
    _index(batch)


def _index(stairwells: list[Stairwell]) -> None:
    AddressWord.objects.filter(stairwell__in=stairwells).delete()
    AddressWord.objects.bulk_create(
        AddressWord(
            programme_id=stairwell.programme_id,
            landlord_id=stairwell.landlord_id,
            stairwell=stairwell,
            word=word,
            number=stairwell.number,
        )
        for stairwell in stairwells
        for word in dict.fromkeys(stairwell.street_key.split())
    )
