"""What must stay true whoever changes the register: the counts of homes, and the words that addresses are found by."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from trygga.organisations.models import Organisation
from trygga.places.models import AddressWord, AreaCount, Building, Estate, Home, Stairwell

BATCH = 2_000


def lock_register(landlord: Organisation) -> None:
    """Wait until nobody else changes this register, in the caller's transaction.

    On SQLite every write transaction waits for the others anyway.
    """
    Organisation.objects.select_for_update(no_key=True).get(pk=landlord.pk)


def recount(landlord: Organisation) -> None:
    """Count the homes of today anew, from the doors up, and write the counts that have changed."""
    _recount(landlord, Q())
    recount_areas(landlord)


def recount_estates(landlord: Organisation, estates: Iterable[int]) -> None:
    """The same for what stands in these estates alone, which is soon done in a large register."""
    _recount(landlord, Q(pk__in=set(estates)))
    recount_areas(landlord)


def recount_areas(landlord: Organisation) -> None:
    """Sum up the landlord's estates of today by area; an area without any has no row."""
    estates = Estate.objects.filter(landlord=landlord, retired_on=None).order_by()
    sums = estates.values("area").annotate(number=Count("pk"), homes=Sum("home_count"))
    found = {one["area"]: (one["number"], one["homes"]) for one in sums}
    kept = {row.area_id: row for row in AreaCount.objects.filter(landlord=landlord)}
    AreaCount.objects.filter(pk__in=[row.pk for area, row in kept.items() if area not in found]).delete()
    for area, (number, homes) in found.items():
        if area not in kept or (kept[area].estate_count, kept[area].home_count) != (number, homes):
            AreaCount.objects.update_or_create(
                programme_id=landlord.programme_id,
                landlord=landlord,
                area_id=area,
                defaults={"estate_count": number, "home_count": homes},
            )


def _recount(landlord: Organisation, which: Q) -> None:
    """`which` says of what estates."""
    estates = Estate.objects.filter(which, landlord=landlord).order_by()
    buildings = Building.objects.filter(landlord=landlord).order_by()
    stairwells = Stairwell.objects.filter(landlord=landlord).order_by()
    if which:
        buildings = buildings.filter(estate__in=estates)
        stairwells = stairwells.filter(building__estate__in=estates)
    homes = Home.objects.filter(landlord=landlord, retired_on=None).order_by()
    _count(stairwells, homes.filter(stairwell=OuterRef("pk")).values("stairwell"), Count("pk"))
    for upper, lower, above in ((buildings, Stairwell, "building"), (estates, Building, "estate")):
        parts = lower._default_manager.filter(**{"landlord": landlord, above: OuterRef("pk")}).order_by()
        _count(upper, parts.values(above), Sum("home_count"))


def _count(rows: QuerySet[Any, Any], below: QuerySet[Any, Any], found: Count | Sum) -> None:
    counted = below.annotate(found=found).values("found")
    true = Coalesce(Subquery(counted), 0, output_field=IntegerField())
    rows.exclude(home_count=true).update(home_count=true)


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
