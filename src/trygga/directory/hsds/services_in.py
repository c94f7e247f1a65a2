"""One service of a file as the fields of a contact point, or why it cannot be one.

A file of ours says everything by attributes of ours; one from elsewhere is understood as far as HSDS 3 goes, and what
it does not say is not known. Contacts, who are people, are not read at all; texts stay as they are written.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from trygga.directory.hsds import terms
from trygga.directory.hsds.hours_in import hours_from
from trygga.directory.hsds.problems import Remark, Unusable, Why
from trygga.directory.hsds.services_out import WHOLE_COUNTRY, area_address, is_web_address
from trygga.directory.hsds.terms import Json
from trygga.directory.hsds.values import entries_of, one_text, text_of
from trygga.directory.models import ContactPoint, Purpose
from trygga.directory.numbers import NotANumber, read_number
from trygga.directory.starter import LANGUAGE
from trygga.organisations.models import Programme
from trygga.places.models import Area

COUNTRY = {WHOLE_COUNTRY.casefold(), "sweden", "hela sverige", "se"}
LONGEST_NOTE, LONGEST_VALUE = 500, 2000
ACTIVE = {"active", "temporarily closed"}
Kind = ContactPoint.Kind
Attributes = dict[str, list[tuple[str, str]]]
# As people write it, with every kind of dash; digits are those that a phone dials.
NUMBER = re.compile("[+0-9(][0-9 \u00a0().*#/\u2010-\u2015-]*")


@dataclass(frozen=True)
class Here:
    """What a service is compared with: the programme and its areas."""

    programme: Programme
    by_address: dict[str, str]
    by_name: dict[str, str]

    @classmethod
    def of(cls, programme: Programme) -> "Here":
        areas = list(Area.objects.filter(programme=programme))
        names = [area.name.casefold() for area in areas]
        return cls(
            programme,
            {area_address(programme, area): area.slug for area in areas},
            {area.name.casefold(): area.slug for area in areas if names.count(area.name.casefold()) == 1},
        )


@dataclass(frozen=True)
class Service:
    """What a service says, as a contact point keeps it: its slug, fields, slugs of its areas, what to say of it."""

    slug: str
    fields: Json
    areas: tuple[str, ...]
    remarks: tuple[str, ...]


def service_from(entry: Any, here: Here) -> Service:
    """A service of a file. Raises Unusable."""
    if not isinstance(entry, dict):
        raise Unusable(Why.NO_OBJECT)
    identifier, attributes = one_text(entry, "id", 200), _attributes(entry)
    if not identifier:
        raise Unusable(Why.NO_ID)
    if one_text(entry, "status", 40) not in ACTIVE:
        raise Unusable(Why.NOT_ACTIVE)
    remarks: list[str] = []
    is_national, areas = _areas(entry, here, remarks)
    kind, value = _way(entry, attributes, remarks)
    fields = {
        **_named(entry),
        "kind": kind,
        "value": value,
        "is_national": is_national,
        "purposes": _purposes(attributes, remarks),
        "opening_hours": hours_from(entry, _one(attributes, terms.HOURS), remarks),
        "languages": _languages(entry),
        "notes": _notes(entry, attributes, remarks),
        **_known(attributes),
        **_source(entry, attributes),
    }
    if fields["needs_login"] and fields["stays_unknown"]:
        raise Unusable(Why.LOGIN_UNKNOWN)
    return Service(terms.slug_of(identifier), fields, areas, tuple(remarks))


def _attributes(entry: Json) -> Attributes:
    """By taxonomy of ours, the codes with their values, in the order of the file."""
    found: Attributes = {}
    for one in entries_of(entry, "attributes"):
        term = one.get("taxonomy_term")
        if not isinstance(term, dict):
            continue
        taxonomy = one_text(term, "taxonomy", 200)
        if taxonomy.startswith("trygga:"):
            found.setdefault(taxonomy, []).append((one_text(term, "code", 40), one_text(one, "value", LONGEST_VALUE)))
    return found


def _one(attributes: Attributes, taxonomy: str, code: str | None = None) -> str | None:
    """The value of an attribute; None where the file does not have it."""
    return next((value for said, value in attributes.get(taxonomy, []) if code in (None, said)), None)


def _code(attributes: Attributes, taxonomy: str, known: Any) -> str:
    """The code of an attribute that stands once; empty where the file does not have it."""
    code = next((said for said, _ in attributes.get(taxonomy, [])), "")
    if code and code not in known:
        raise Unusable(Why.UNKNOWN_WORD, code)
    return code


# ---- who ----
def _named(entry: Json) -> Json:
    name, organisation = one_text(entry, "name", 120), entry.get("organization")
    if not name.strip():
        raise Unusable(Why.NO_NAME)
    said = one_text(organisation, "name", 120) if isinstance(organisation, dict) else ""
    return {"name": name, "organisation_name": said or name}


def _source(entry: Json, attributes: Attributes) -> Json:
    source = _one(attributes, terms.SOURCE, "source")
    as_of = _one(attributes, terms.SOURCE, "as-of")
    organisation = entry.get("organization")
    website = one_text(organisation, "website", 2000) if isinstance(organisation, dict) else ""
    if source is None:
        source = (one_text(entry, "url", 2000) or website or one_text(entry, "id", 200))[:200]
    if as_of is None:
        as_of = (one_text(entry, "assured_date", 40) or one_text(entry, "last_modified", 40) or "undated")[:10]
    return {"source": text_of(source, "source", 200), "as_of": text_of(as_of, "as-of", 20)}


# ---- which way ----
def _way(entry: Json, attributes: Attributes, remarks: list[str]) -> tuple[str, str]:
    """Kind, and number or address."""
    phones, url = list(entries_of(entry, "phones")), one_text(entry, "url", 2000)
    doors = list(_doors(entry))
    kind = _code(attributes, terms.KIND, Kind.values) or _guessed_kind(phones, url, doors)
    if len(phones) > 1 or (phones and url) or len(doors) > 1:
        remarks.append(Remark.MORE_WAYS.value)
    if kind in (Kind.PHONE, Kind.SMS):
        return kind, _number(one_text(phones[0], "number", 200), remarks) if phones else ""
    if kind == Kind.VISIT:
        return kind, doors[0] if doors else ""
    return kind, _address(url) if url else _written_address(_one(attributes, terms.ADDRESS) or "")


def _guessed_kind(phones: list[Json], url: str, doors: list[str]) -> str:
    """What a file from elsewhere means: a number before an address, an address before a door."""
    if phones:
        return Kind.SMS if one_text(phones[0], "type", 40).casefold() == "text" else Kind.PHONE
    if url:
        return Kind.E_SERVICE
    if doors:
        return Kind.VISIT
    raise Unusable(Why.NO_WAY)


def _number(text: str, remarks: list[str]) -> str:
    """A number as the file writes it. One that nobody in Sweden can dial stays; whoever verifies it finds out."""
    if not NUMBER.fullmatch(text):
        raise Unusable(Why.BAD_NUMBER, text)
    with suppress(NotANumber):
        if read_number(text).needs_a_second_yes:
            remarks.append(Remark.COSTLY.value)
    return text


def _address(text: str) -> str:
    if not is_web_address(text):
        raise Unusable(Why.BAD_ADDRESS, text)
    return text_of(text, "url", 200)


def _written_address(text: str) -> str:
    """An address that is written as people write it, such as example.se/chat; nothing that a browser would run."""
    if ":" in text:
        raise Unusable(Why.BAD_ADDRESS, text)
    return text_of(text, "address", 200)


def _doors(entry: Json) -> Iterator[str]:
    for place in entries_of(entry, "service_at_locations"):
        location = place.get("location")
        if isinstance(location, dict):
            written = one_text(location, "description", 200) or _postal(location)
            if written:
                yield written


def _postal(location: Json) -> str:
    address = next(entries_of(location, "addresses"), {})
    parts = [one_text(address, name, 200) for name in ("address_1", "postal_code", "city")]
    return text_of(", ".join(filter(None, parts)), "address", 200)


# ---- where ----
def _areas(entry: Json, here: Here, remarks: list[str]) -> tuple[bool, tuple[str, ...]]:
    """Whether it serves the whole country, and the slugs of the areas; without any, the whole programme."""
    is_national = is_everywhere = False
    areas, others = set(), []
    for one in entries_of(entry, "service_areas"):
        name, address = one_text(one, "name", 1000), one_text(one, "uri", 2000)
        if address in here.by_address:
            areas.add(here.by_address[address])
        elif _is_municipality(name, here.programme):
            is_everywhere = True
        elif name.strip().casefold() in COUNTRY:
            is_national = True
        elif name.strip().casefold() in here.by_name:
            areas.add(here.by_name[name.strip().casefold()])
        else:
            others.append(name)
    if not (is_national or is_everywhere or areas):
        raise Unusable(Why.OTHER_AREA, ", ".join(others)) if others else Unusable(Why.NO_AREA)
    if others:
        remarks.append(Remark.MORE_AREAS.value)
    return is_national, () if is_everywhere else tuple(sorted(areas))


def _is_municipality(name: str, programme: Programme) -> bool:
    town = programme.municipality.casefold()
    return name.strip().casefold() in {town, f"{town} kommun", f"{town}s kommun"}


# ---- what else ----
def _purposes(attributes: Attributes, remarks: list[str]) -> list[str]:
    found = list(dict.fromkeys(code for code, _ in attributes.get(terms.PURPOSE, [])))
    for code in found:
        if code not in Purpose.values:
            raise Unusable(Why.UNKNOWN_WORD, code)
    if not found:
        remarks.append(Remark.NO_PURPOSE.value)
    return found


def _languages(entry: Json) -> list[str]:
    codes = (one_text(one, "code", 40).replace("_", "-").casefold() for one in entries_of(entry, "languages"))
    return list(dict.fromkeys(code for code in codes if LANGUAGE.fullmatch(code)))


def _notes(entry: Json, attributes: Attributes, remarks: list[str]) -> dict[str, str]:
    """The notes of a file of ours, by language; of one from elsewhere the description, as Swedish."""
    if terms.KIND in attributes:
        notes = dict(attributes.get(terms.NOTE, []))
        for code in notes:
            if not LANGUAGE.fullmatch(code):
                raise Unusable(Why.UNKNOWN_WORD, code)
        return notes
    written = one_text(entry, "description", 100_000)
    if len(written) > LONGEST_NOTE:
        remarks.append(Remark.LONG_DESCRIPTION.value)
        return {}
    return {"sv": written} if written else {}


def _known(attributes: Attributes) -> Json:
    known = {
        field: terms.YES_OR_NO.get(_code(attributes, taxonomy, terms.YES_OR_NO))
        for taxonomy, field in terms.KNOWN_OR_NOT.items()
    }
    return {**known, "cost": _code(attributes, terms.COST, ContactPoint.Cost.values)}
