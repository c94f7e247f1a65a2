"""The fields of a contact point: what may stand in them, and how history tells of them."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from trygga.accounts.models import User
from trygga.directory.freshness import is_at_work
from trygga.directory.models import ContactPoint, Purpose
from trygga.directory.services.acts import NotPossible
from trygga.directory.values import Unusable, kept_hours, kept_value
from trygga.organisations.models import Organisation, Programme
from trygga.places.models import Area

FIELDS = (
    "name",
    "organisation",
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
    "areas",
    "notes",
    "source",
    "as_of",
    "never_expires",
    "position",
    "starter",
    "starter_version",
)
"""What a person, an import or the starter set may say of a contact point."""

FACTS = {"kind", "value", "opening_hours", "cost", "needs_login", "stays_unknown", "areas"}
"""What was confirmed is this: whoever changes it takes the confirmation away."""

_LISTS = {"purposes", "languages", "notes"}


def kept(programme: Programme, point: ContactPoint, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields as they are kept. `point` is what they are for, new or as it is. Raises NotPossible, TypeError."""
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"A contact point has no {sorted(unknown)}.")
    found = dict(fields)
    if {"kind", "value"} & set(found):
        kind = found.get("kind", point.kind)
        found["value"] = _usable("value", lambda: kept_value(kind, found.get("value", point.value)))
    if "opening_hours" in found:
        found["opening_hours"] = _usable("opening_hours", lambda: kept_hours(fields["opening_hours"], programme.zone))
    if "areas" in found:
        found["areas"] = _areas(programme, found["areas"])
    organisation = found.get("organisation")
    if isinstance(organisation, Organisation) and organisation.programme_id != programme.pk:
        raise NotPossible(_("This organisation is not a partner here."), "organisation")
    if not set(found.get("purposes", ())) <= set(Purpose.values):
        raise NotPossible(_("Choose purposes from the list."), "purposes")
    return found


def _usable(field: str, keep: Any) -> Any:
    try:
        return keep()
    except Unusable as error:
        raise NotPossible(error.sentence, field) from error


def _areas(programme: Programme, areas: Iterable[Area]) -> list[Area]:
    found = sorted(set(areas), key=lambda area: (area.wave, area.pk))
    if any(area.programme_id != programme.pk for area in found):
        raise NotPossible(_("Choose areas of this programme."), "areas")
    return found


def must_fit(point: ContactPoint) -> None:
    """Raises NotPossible for what the tables would not take."""
    if point.needs_login and point.stays_unknown:
        raise NotPossible(_("Whoever signs in with a name does not stay unknown. Choose one of them."), "stays_unknown")
    try:
        point.clean_fields(exclude={*_LISTS, "programme", "organisation", "owner", "slug"})
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise NotPossible(" ".join(sentences), field) from error


def must_be_at_work(owner: User | None, programme: Programme) -> None:
    """Raises NotPossible for an owner who is nothing in the programme."""
    if owner is not None and not is_at_work(owner, programme.pk):
        raise NotPossible(_("Choose somebody who has a role in this programme today."), "owner")


def differs(point: ContactPoint, name: str, value: Any) -> bool:
    """Whether this field of a stored point would change."""
    if name == "areas":
        return {area.pk for area in point.areas.all()} != {area.pk for area in value}
    return bool(getattr(point, name) != value)


def is_same_fact(point: ContactPoint, name: str, value: Any) -> bool:
    """Whether only the spelling would change: 036105000 is 036-10 50 00."""
    if name not in FACTS:
        return True
    if name != "value":
        return False
    try:
        return bool(kept_value(point.kind, point.value) == value)
    except Unusable:
        return False


def told(name: str, value: Any) -> Any:
    """A value as history keeps it, in words that people read."""
    if name == "areas":
        return [area.name for area in value]
    return str(value) if isinstance(value, Organisation | User) else value


def now_told(point: ContactPoint, name: str) -> Any:
    """The same of what is stored."""
    return told(name, list(point.areas.all()) if name == "areas" else getattr(point, name))
