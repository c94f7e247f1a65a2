"""Directory files as people send them, and points of every sort to put into one."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from jsonschema import Draft202012Validator

from tests.factories.directory import ContactPointFactory
from trygga.directory.hsds.queries import directory_page
from trygga.directory.models import ContactPoint, DirectoryList
from trygga.organisations.models import Programme

SCHEMA = Draft202012Validator(json.loads(Path(__file__).with_name("directory.schema.json").read_text()))
IMPORTED = (
    "name",
    "organisation_name",
    "kind",
    "value",
    "purposes",
    "opening_hours",
    "languages",
    "cost",
    "shows_on_bill",
    "needs_login",
    "stays_unknown",
    "is_national",
    "notes",
    "source",
    "as_of",
)


def page_of(programme: Programme) -> dict[str, Any]:
    """The directory as other programs get it: through JSON, and fitting our schema."""
    page = json.loads(json.dumps(directory_page(programme, timezone.now())))
    SCHEMA.validate(page)
    return dict(page)


def service_of(programme: Programme, slug: str) -> dict[str, Any]:
    name = ContactPoint.objects.get(programme=programme, slug=slug).name
    return next(service for service in page_of(programme)["contents"] if service["name"] == name)


def file_of(content: Any) -> io.BytesIO:
    file = io.BytesIO(content if isinstance(content, bytes) else json.dumps(content).encode())
    file.name = "directory.json"
    return file


def foreign(**more: Any) -> dict[str, Any]:
    """A service as another town's program may write it: HSDS 3.0 and nothing of ours."""
    return {
        "id": "ac148810-d857-441c-9679-408f346de14b",
        "name": "Familjerådgivningen",
        "status": "active",
        "description": "Samtal för par och familjer.",
        "organization": {"id": "o", "name": "Sandby kommun", "description": "-", "website": "https://sandby.example"},
        "phones": [{"id": "p", "number": "010-123 45 67", "type": "voice"}],
        "service_areas": [{"id": "a", "name": "Sandby kommun"}],
        "schedules": [
            {"id": "s", "freq": "WEEKLY", "byday": "MO,TU,WE", "opens_at": "08:00:00", "closes_at": "12:00:00"}
        ],
        "assured_date": "2026-10-01",
    } | more


def said(point: ContactPoint) -> dict[str, Any]:
    """What a file can say of a contact point."""
    areas = sorted(point.areas.values_list("slug", flat=True))
    return {field: getattr(point, field) for field in IMPORTED} | {"areas": areas}


def everything_said(programme: Programme) -> list[dict[str, Any]]:
    return [said(point) for point in ContactPoint.objects.filter(programme=programme).order_by("position", "pk")]


def old(kept: DirectoryList, days: int) -> None:
    """Let a list have been sent so many days ago."""
    DirectoryList.objects.filter(pk=kept.pk).update(sent_at=timezone.now() - timedelta(days=days))


def points_of_every_sort(programme: Programme, area: Any) -> None:
    """One contact point of each kind, with and without what can be known."""
    ContactPointFactory(programme=programme, slug="a-phone", is_national=True, cost="free", shows_on_bill=False)
    ContactPointFactory(programme=programme, slug="a-number-to-come", value="", opening_hours="", languages=[])
    ContactPointFactory(programme=programme, slug="a-text", kind="sms", opening_hours="Mo-Fr 08:00-16:30; PH off")
    ContactPointFactory(programme=programme, slug="a-chat", kind="chat", value="https://chat.example/?a=1&b=2")
    service = ContactPointFactory(
        programme=programme,
        slug="a-service",
        kind="e_service",
        value="sandby.example/oro",
        needs_login=True,
        stays_unknown=False,
        opening_hours="Mo-Fr 08:00-12:00,13:00-16:30; Sa 10:00-14:00",
        notes={"sv": "Läses på vardagar.", "en": "Read on weekdays."},
        purposes=["child_concern", "adult_concern"],
    )
    service.areas.add(area)
    ContactPointFactory(programme=programme, slug="a-door", kind="visit", value="Storgatan 1, Sandby")
