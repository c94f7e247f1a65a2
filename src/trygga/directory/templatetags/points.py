"""What the office's templates say of contact points: facts, freshness, differences, history."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trygga.directory.freshness import SOON
from trygga.directory.models import ContactPoint, OtherSource, PointChange, Purpose
from trygga.lib.opening_hours import Span
from trygga.organisations.menu import Tab, tabs_for

register = template.Library()
LABELS: dict[str, str | Promise] = {
    "organisation_name": gettext_lazy("Organisation, as people know it"),
    "organisation": gettext_lazy("Partner that it belongs to"),
    "name": gettext_lazy("Name"),
    "kind": gettext_lazy("Kind"),
    "value": gettext_lazy("Number or address"),
    "purposes": gettext_lazy("What for"),
    "opening_hours": gettext_lazy("Opening hours"),
    "languages": gettext_lazy("Answers in"),
    "cost": gettext_lazy("Cost"),
    "shows_on_bill": gettext_lazy("Shows on the phone bill"),
    "needs_login": gettext_lazy("Needs a login with one's own name"),
    "stays_unknown": gettext_lazy("One can stay unknown"),
    "is_national": gettext_lazy("The same in the whole country"),
    "areas": gettext_lazy("Serves"),
    "notes": gettext_lazy("Remark"),
    "source": gettext_lazy("Source"),
    "as_of": gettext_lazy("When the source said so"),
    "owner": gettext_lazy("Who keeps it right"),
    "verified_on": gettext_lazy("Confirmed on"),
    "best_before": gettext_lazy("Best before"),
    "never_expires": gettext_lazy("Never stale"),
    "position": gettext_lazy("Place in the order"),
    "closed": gettext_lazy("Closed from, until"),
    "note": gettext_lazy("Remark"),
}
FACTS = (
    "value",
    "kind",
    "opening_hours",
    "purposes",
    "areas",
    "languages",
    "cost",
    "shows_on_bill",
    "needs_login",
    "stays_unknown",
    "organisation_name",
    "source",
    "as_of",
)
TABS: dict[str, str | Promise] = {
    "contact_points": gettext_lazy("All"),
    "contact_points_week": gettext_lazy("Who answers when"),
    "starter": gettext_lazy("National lines"),
    "directory_lists": gettext_lazy("From a file"),
    "calendar_address": gettext_lazy("My calendar"),
}
COMPARED = ("value", "opening_hours")
MAY_BE_UNKNOWN = {"value", "opening_hours", "cost", "shows_on_bill", "needs_login", "stays_unknown"}
DAYS = {"verified_on", "best_before"}
NOT_TOLD = {"starter", "starter_version"}
CHOICES: dict[str, dict[str, Any]] = {
    "kind": dict(ContactPoint.Kind.choices),
    "cost": dict(ContactPoint.Cost.choices),
    "purposes": dict(Purpose.choices),
    "languages": dict(settings.LANGUAGES),
}


# ---- pages ----
@register.inclusion_tag("directory/office/_tabs.html", takes_context=True)
def directory_tabs(context: template.Context) -> dict[str, list[Tab]]:
    """The pages about contact points as a whole, as far as the person may use them."""
    return {"tabs": tabs_for(context["request"], TABS)}


# ---- facts ----
@register.filter
def facts(point: ContactPoint) -> list[tuple[str, str]]:
    """What is known of a point, with labels."""
    values = {name: getattr(point, name) for name in FACTS if name != "areas"}
    values["areas"] = [area.name for area in point.areas.all()] or _everywhere(point)
    return [(str(LABELS[name]), written(name, values[name])) for name in FACTS]


@register.filter
def disputable(point: ContactPoint) -> list[tuple[str, str]]:
    """Of the facts, those that another source may say differently."""
    return [(str(LABELS[name]), written(name, getattr(point, name))) for name in COMPARED]


@register.filter
def served(point: ContactPoint) -> str:
    """Where a point serves, in a few words."""
    return ", ".join(area.name for area in point.areas.all()) or _everywhere(point)


def _everywhere(point: ContactPoint) -> str:
    return _("the whole country") if point.is_national else _("all areas")


@register.filter
def for_what(point: ContactPoint) -> str:
    """Its purposes, in words."""
    return written("purposes", point.purposes)


def written(name: str, value: Any) -> str:
    """A value of a field as people read it; a dash where there is none."""
    if value is None or value in ("", [], {}):
        return _("not known") if name in MAY_BE_UNKNOWN else "–"
    if name in DAYS:
        return _day(date.fromisoformat(value))
    if name == "closed":
        return " – ".join(_moment(text) for text in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return "; ".join(str(text) for text in value.values())
    if isinstance(value, list):
        return ", ".join(str(CHOICES.get(name, {}).get(one, one)) for one in value)
    return str(CHOICES.get(name, {}).get(value, value))


def _moment(text: str) -> str:
    return date_format(timezone.localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")


# ---- freshness ----
@register.filter
def marks(point: ContactPoint, today: date) -> list[tuple[str, str]]:
    """What a list says of a point: whether it is wrong in some way ("bad"), will be ("soon"), or is "good"."""
    if point.retired_on is not None:
        return [("bad", _("retired on %(day)s") % {"day": _day(point.retired_on)})]
    found = [("bad", _("contradicted"))] if getattr(point, "is_contradicted", False) else []
    return [*found, _freshness(point, today)]


def _freshness(point: ContactPoint, today: date) -> tuple[str, str]:
    if point.verified_on is None:
        return "bad", _("not confirmed")
    if point.never_expires:
        return "good", _("confirmed, never stale")
    if point.best_before is None or point.best_before < today:
        since = point.best_before + timedelta(days=1) if point.best_before else point.verified_on
        return "bad", _("stale since %(day)s") % {"day": _day(since)}
    kind = "soon" if point.best_before <= today + SOON else "good"
    return kind, _("fresh until %(day)s") % {"day": _day(point.best_before)}


@register.filter
def needs_somebody(point: ContactPoint, today: date) -> bool:
    """Whether somebody must confirm or settle it, now or soon."""
    return point.retired_on is None and any(kind != "good" for kind, _text in marks(point, today))


def _day(day: date) -> str:
    # With the month in letters: 11/04 is read as two different days.
    return date_format(day, "DATE_FORMAT")


# ---- the week ----
@register.filter
def clocks(hole: Span) -> str:
    """From when until when, with the day of the week named once where that is clear."""
    begins, ends = hole
    last_day = (ends - timedelta(minutes=1)).date()
    if begins.date() == last_day:
        until = date_format(ends, "H:i") if ends.date() == last_day else "24:00"
    else:
        until = date_format(ends, "D H:i")
    return f"{date_format(begins, 'D H:i')}–{until}"


# ---- other sources ----
@register.filter
def compared(other: OtherSource, point: ContactPoint) -> list[tuple[str, str, str, bool]]:
    """Label, what stands here, what the other source says, and whether they differ, of what it says at all."""
    said = [(name, getattr(point, name), getattr(other, name)) for name in COMPARED]
    return [
        (str(LABELS[name]), written(name, ours), written(name, theirs), ours != theirs)
        for name, ours, theirs in said
        if theirs
    ]


# ---- history ----
@register.filter
def differences(change: PointChange) -> list[tuple[str, str, str]]:
    """What one change did: label, before (empty where there was nothing), after."""
    names = [*change.before, *(name for name in change.after if name not in change.before)]
    return [
        (str(LABELS.get(name, name)), _before(change.before, name), written(name, change.after.get(name)))
        for name in names
        if name not in NOT_TOLD and not (_is_empty(change.before, name) and _is_empty(change.after, name))
    ]


def _before(values: dict[str, Any], name: str) -> str:
    return "" if _is_empty(values, name) else written(name, values[name])


def _is_empty(values: dict[str, Any], name: str) -> bool:
    return values.get(name) in (None, "", [], {})


@register.filter
def grouped(fields: Iterable[Any]) -> list[tuple[Any, bool]]:
    """Fields of a form, each with whether it is several boxes to tick."""
    return [(field, bool(field.use_fieldset)) for field in fields]
