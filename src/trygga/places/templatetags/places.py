"""What templates about places say of levels, facts and history."""

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trygga.places.access import Register
from trygga.places.levels import ESTATES, LEVELS, Level
from trygga.places.models import Home, PlaceChange, RegisterChange

register = template.Library()
LABELS: dict[str, str | Promise] = {
    "key": gettext_lazy("key"),
    "designation": gettext_lazy("estate designation"),
    "name": gettext_lazy("name"),
    "street": gettext_lazy("street"),
    "number": gettext_lazy("number"),
    "letter": gettext_lazy("letter"),
    "postcode": gettext_lazy("postal code"),
    "town": gettext_lazy("town"),
    "area": gettext_lazy("area"),
    "landlord": gettext_lazy("landlord"),
    "estate": gettext_lazy("estate"),
    "building": gettext_lazy("building"),
    "stairwell": gettext_lazy("stairwell"),
    "retired_on": gettext_lazy("retired on"),
    "on": gettext_lazy("from the day"),
}
WHAT: dict[str, str | Promise] = {"added": gettext_lazy("added"), **dict(PlaceChange.What.choices)}


@register.filter
def levels(shown: Register) -> list[Level]:
    """The levels of a register, from the top down."""
    return list(LEVELS.values())


@register.filter
def may_tick(shown: Register, level: Level) -> bool:
    """Whether there is anything that the person may do with several places of a level."""
    return shown.can_change or (shown.can_move and level is ESTATES)


@register.filter
def above(place: Any, level: Level) -> str:
    """The place above, and for a home the door that it is behind."""
    return str(getattr(place, level.above))


@register.filter
def facts(place: Any, level: Level) -> list[tuple[str, Any]]:
    """What is known of a place, with labels."""
    known = [(name, getattr(place, name)) for name in level.fields]
    found = [(str(LABELS[name]), value) for name, value in known]
    if isinstance(place, Home):
        return [(label, place.home_number if label == LABELS["number"] else value) for label, value in found]
    return [*found, (_("homes"), str(place.home_count))]


@register.filter
def differences(change: PlaceChange) -> list[tuple[str, Any, Any]]:
    """What one change did: label, before, after."""
    names = [*change.before, *(name for name in change.after if name not in change.before)]
    return [
        (str(LABELS.get(name, name)), _written(change, name, change.before), _written(change, name, change.after))
        for name in names
    ]


def _written(change: PlaceChange, name: str, values: dict[str, Any]) -> Any:
    value = values.get(name)
    is_door = name == "number" and change.level == PlaceChange.Level.HOME and isinstance(value, int)
    return f"{value:04d}" if is_door else value


@register.filter
def done_by(act: RegisterChange, shown: Register) -> str:
    """Who did it; of what was done at another landlord, no more than the landlord."""
    if act.landlord_id != shown.landlord.pk and not shown.can_move:
        return str(act.landlord)
    return str(act.by) if act.by is not None else _("nobody on staff")


@register.filter
def summed_up(act: RegisterChange) -> str:
    """What an act did, in numbers: "home 12 added, 1 changed"."""
    names = dict(PlaceChange.Level.choices)
    parts = []
    for level, counts in act.counts.items():
        if isinstance(counts, dict):
            numbers = ", ".join(f"{number} {WHAT.get(what, what)}" for what, number in counts.items() if number)
            parts.append(f"{names.get(level, level)}: {numbers}")
    return "; ".join(parts)
