"""The directory of a programme as one page of HSDS services: what its public pages show, and nothing else."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.utils import translation

from trygga.directory.dialling import EMERGENCY
from trygga.directory.hsds.services_out import service_of
from trygga.directory.models import Closing, ContactPoint, OtherSource
from trygga.organisations.models import Programme

PAGE = 200
"""Services on one page; every directory that people keep has one page."""


def directory_page(programme: Programme, at: datetime, *, number: int = 1) -> dict[str, Any] | None:
    """A page of the directory, counted from 1; None where there is no such page. Three queries, four with areas.

    What is written in words of ours is English, whatever language the reader's program asks for.
    """
    shown = shown_points(programme, at)
    total = shown.count()
    pages = max(1, -(-total // PAGE))
    if not 1 <= number <= pages:
        return None
    first = (number - 1) * PAGE
    points = list(shown[first : first + PAGE])
    with translation.override("en"):
        services = [service_of(programme, point) for point in points]
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(services),
        "first_page": number == 1,
        "last_page": number == pages,
        "empty": not services,
        "contents": services,
    }


def shown_points(programme: Programme, at: datetime) -> "QuerySet[ContactPoint, Any]":
    """The contact points that public pages show at this moment, each with `is_fresh` and `is_closed_now`.

    Verified, not past their best-before, contradicted by no other source, with a number or address; 112 never falls
    off, and nobody closes it. A demo shows all that are not retired.
    """
    today = at.astimezone(programme.zone).date()
    contradictions = OtherSource.objects.filter(point=OuterRef("pk"), settled_at=None)
    in_time = Q(never_expires=True) | Q(best_before__gte=today)
    emergency = Q(kind=ContactPoint.Kind.PHONE, number=EMERGENCY)
    closings = Closing.objects.filter(point=OuterRef("pk"), begins_at__lte=at, ends_at__gt=at)
    there = ContactPoint.objects.filter(programme=programme, retired_on=None).annotate(
        number=Replace("value", Value(" ")),
        is_fresh=(Q(verified_on__isnull=False) & in_time & ~Exists(contradictions)) | emergency,
        is_closed_now=Exists(closings) & ~emergency,
    )
    shown = there if settings.DEMO else there.filter(is_fresh=True).exclude(value="")
    return shown.select_related("organisation").prefetch_related("areas").order_by("position", "pk")
