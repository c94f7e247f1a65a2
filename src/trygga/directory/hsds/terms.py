"""Ids of everything in a directory file, and the attributes that say what HSDS has no field for.

Every id is made from what it names, so the same thing has the same id each time, and an id that came in with a file
goes out again.
"""

from typing import Any
from uuid import UUID, uuid5

from trygga.directory.models import ContactPoint
from trygga.organisations.models import Programme

NAMESPACE = UUID("6a1c6f0e-3f0b-4a55-9a53-0c2b8c7c1d7e")
KIND, PURPOSE, COST, HOURS = "trygga:kind", "trygga:purpose", "trygga:cost", "trygga:opening-hours"
NOTE, SOURCE, ADDRESS, STATE = "trygga:note", "trygga:source", "trygga:address", "trygga:state"
KNOWN_OR_NOT = {
    "trygga:shows-on-bill": "shows_on_bill",
    "trygga:needs-login": "needs_login",
    "trygga:stays-unknown": "stays_unknown",
}
YES_OR_NO = {"yes": True, "no": False}
NOT_CHECKED = "not-checked"
Json = dict[str, Any]


def made_id(*parts: object) -> str:
    """The id of what these parts name."""
    return str(uuid5(NAMESPACE, "/".join(map(str, parts))))


def as_uuid(text: Any) -> str | None:
    """A UUID in its usual spelling; None where the text is none."""
    try:
        return str(UUID(text)) if isinstance(text, str) and len(text) == 36 else None
    except ValueError:
        return None


def service_id(programme: Programme, point: ContactPoint) -> str:
    """The id of a contact point as a service: that of the file it came from, or one of its own."""
    return as_uuid(point.slug) or made_id(programme.host, "service", point.slug)


def slug_of(identifier: str) -> str:
    """The slug of a contact point that comes in under this id."""
    return as_uuid(identifier) or made_id("elsewhere", identifier)


def attribute(owner: str, taxonomy: str, code: str, name: str, *, value: str | None = None) -> Json:
    """One thing said of a service: a term of ours, with a value where the term alone does not say it."""
    term = made_id("term", taxonomy, code)
    found = {
        "id": made_id(owner, taxonomy, code),
        "link_id": owner,
        "link_entity": "service",
        "link_type": taxonomy,
        "taxonomy_term_id": term,
        "taxonomy_term": {"id": term, "code": code, "name": name, "description": name, "taxonomy": taxonomy},
    }
    return found if value is None else found | {"value": value}
