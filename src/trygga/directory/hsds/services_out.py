"""One contact point as one service of HSDS 3.0."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language_info

from trygga.directory.hsds import terms
from trygga.directory.hsds.terms import Json, attribute, made_id
from trygga.directory.hsds.weekly import rows_of
from trygga.directory.models import ContactPoint, Purpose
from trygga.organisations.models import Programme
from trygga.places.models import Area

WHOLE_COUNTRY = "Sverige"
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", re.IGNORECASE)
ON_THE_WEB = (ContactPoint.Kind.CHAT, ContactPoint.Kind.E_SERVICE)
PHONES = {ContactPoint.Kind.PHONE: "voice", ContactPoint.Kind.SMS: "text"}
Parts = list[Json]


def service_of(programme: Programme, point: Any) -> Json:
    """A contact point as a service: a row of `shown_points`, with areas and organisation fetched with it."""
    here = terms.service_id(programme, point)
    organisation = _organisation(programme, point)
    found: Json = {
        "id": here,
        "organization_id": organisation["id"],
        "program_id": made_id(programme.host, "programme"),
        "name": point.name,
        "status": "temporarily closed" if point.is_closed_now else "active",
        "organization": organisation,
        "program": _program(programme),
        "languages": [_language(here, code) for code in point.languages],
        "schedules": _schedules(here, point, programme.timezone),
        "service_areas": _service_areas(here, programme, point),
        "attributes": list(_attributes(here, point)),
    }
    return found | _ways(here, point) | _said(point)


def _said(point: ContactPoint) -> Json:
    """What is there only where somebody knows it."""
    notes: dict[str, str] = point.notes
    found = {
        "description": notes.get("sv") or notes.get("en") or next(filter(None, notes.values()), ""),
        "fees_description": ContactPoint.Cost(point.cost).label if point.cost else "",
        "assured_date": point.verified_on.isoformat() if point.verified_on else "",
    }
    return {name: str(value) for name, value in found.items() if value}


def _ways(here: str, point: ContactPoint) -> Json:
    """The number, address or door."""
    if not point.value:
        return {}
    if point.kind in PHONES:
        number = {"id": made_id(here, "phone"), "service_id": here, "number": point.value}
        return {"phones": [number | {"type": PHONES[ContactPoint.Kind(point.kind)]}]}
    if point.kind == ContactPoint.Kind.VISIT:
        door = {"id": made_id(here, "location"), "location_type": "physical", "description": point.value}
        return {"service_at_locations": [{"id": made_id(here, "at"), "service_id": here, "location": door}]}
    return {"url": point.value} if is_web_address(point.value) else {}


def is_web_address(text: str) -> bool:
    """Whether a text is an address that can be opened, and nothing else."""
    return WEB_ADDRESS.fullmatch(text) is not None


def _organisation(programme: Programme, point: ContactPoint) -> Json:
    partner = point.organisation
    here = made_id(programme.host, "organisation", f"/{partner.slug}" if partner else point.organisation_name)
    said = partner.get_kind_display() if partner else point.organisation_name
    return {"id": here, "name": point.organisation_name, "description": str(said)}


def _program(programme: Programme) -> Json:
    return {
        "id": made_id(programme.host, "programme"),
        "name": programme.name,
        "description": f"Trygga grannar, {programme.municipality}",
    }


def _language(here: str, code: str) -> Json:
    try:
        name = get_language_info(code)["name"]
    except KeyError:
        name = code
    return {"id": made_id(here, "language", code), "service_id": here, "code": code, "name": name}


# ---- when ----
def _schedules(here: str, point: ContactPoint, timezone: str) -> Parts:
    """Rows where the hours are the same every week, else the text; nothing where they are not known.

    The times are those of the clock on the wall, without an offset: one offset is wrong for half of the year.
    """
    if not point.opening_hours:
        return []
    rows = rows_of(point.opening_hours)
    if rows is None:
        written = f"{point.opening_hours} ({timezone})"
        return [{"id": made_id(here, "schedule"), "service_id": here, "description": written}]
    return [
        {
            "id": made_id(here, "schedule", row.opens, row.closes),
            "service_id": here,
            "freq": "WEEKLY",
            "wkst": "MO",
            "byday": ",".join(row.days).upper(),
            "opens_at": row.opens,
            "closes_at": row.closes,
            "notes": timezone,
        }
        for row in rows
    ]


# ---- where ----
def area_address(programme: Programme, area: Area) -> str:
    """Where an area's guide stands: what tells areas of one name in two towns apart."""
    office = urlsplit(settings.OFFICE_ORIGIN)
    port = f":{office.port}" if office.port else ""
    return f"{office.scheme}://{programme.host}{port}/sv/a/{area.slug}/"


def _service_areas(here: str, programme: Programme, point: ContactPoint) -> Parts:
    areas = sorted(point.areas.all(), key=lambda area: area.slug)
    found: Parts = []
    if point.is_national:
        found.append({"id": made_id(here, "area"), "service_id": here, "name": WHOLE_COUNTRY})
    elif not areas:
        found.append({"id": made_id(here, "area"), "service_id": here, "name": programme.municipality})
    return found + [
        {
            "id": made_id(here, "area", area.slug),
            "service_id": here,
            "name": area.name,
            "uri": area_address(programme, area),
        }
        for area in areas
    ]


# ---- what HSDS has no field for ----
def _attributes(here: str, point: Any) -> Iterator[Json]:
    if not point.is_fresh:
        yield attribute(here, terms.STATE, terms.NOT_CHECKED, "not checked")
    yield attribute(here, terms.KIND, point.kind, _label(ContactPoint.Kind, point.kind))
    for purpose in point.purposes:
        yield attribute(here, terms.PURPOSE, purpose, _label(Purpose, purpose))
    if point.cost:
        yield attribute(here, terms.COST, point.cost, _label(ContactPoint.Cost, point.cost))
    for taxonomy, field in terms.KNOWN_OR_NOT.items():
        if (known := getattr(point, field)) is not None:
            question = str(ContactPoint._meta.get_field(field).verbose_name)  # type: ignore[union-attr] # a field of ours
            yield attribute(here, taxonomy, "yes" if known else "no", question)
    if point.opening_hours:
        yield attribute(
            here, terms.HOURS, "osm", "opening hours as OpenStreetMap writes them", value=point.opening_hours
        )
    if point.value and point.kind in ON_THE_WEB and not is_web_address(point.value):
        yield attribute(here, terms.ADDRESS, "text", "address", value=point.value)
    for language, note in point.notes.items():
        yield attribute(here, terms.NOTE, language, f"note ({language})", value=note)
    yield attribute(here, terms.SOURCE, "source", "source", value=point.source)
    yield attribute(here, terms.SOURCE, "as-of", "when the source said so", value=point.as_of)


def _label(choices: Any, value: str) -> str:
    return str(dict(choices.choices).get(value, value))
