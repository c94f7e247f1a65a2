"""The office's forms about places: adding, changing, retiring, bringing back."""

from typing import Any

from django.db.models import Sum
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trygga.places import access, services
from trygga.places.access import Register, register_to_change
from trygga.places.forms import FORMS, values_of
from trygga.places.levels import BUILDINGS, ESTATES, HOMES, STAIRWELLS, Level
from trygga.places.models import Place
from trygga.places.queries import PAGE, newest_change
from trygga.places.services import ChangedMeanwhile, NotPossible
from trygga.places.views_places import at_register, cannot, crumbs, number_of, show

FORM_METHODS = ["GET", "HEAD", "POST"]
ADD: dict[str, Any] = {
    BUILDINGS.slug: services.add_building,
    STAIRWELLS.slug: services.add_stairwell,
    HOMES.slug: services.add_home,
}
CHANGE: dict[str, Any] = {
    ESTATES.slug: services.change_estate,
    BUILDINGS.slug: services.change_building,
    STAIRWELLS.slug: services.change_stairwell,
    HOMES.slug: services.change_home,
}


def to_place(register: Register, level: Level, place: Place) -> HttpResponse:
    """On to the page of a place."""
    return redirect("place", register.programme.slug, register.landlord.slug, level, place.pk)


def _ask(request: HttpRequest, register: Register, form: Form, **more: Any) -> HttpResponse:
    return show(request, register, "form", form=form, status=422 if form.errors else 200, **more)


# ---- adding ----
@require_http_methods(FORM_METHODS)
@at_register(register_to_change)
def add_estate(request: HttpRequest, register: Register, area: str) -> HttpResponse:
    where = access.area_for(register, area)
    form = FORMS[ESTATES.slug](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = services.add_estate(register.landlord, area=where, **form.cleaned_data, by=register.user)
            return to_place(register, ESTATES, added)
        except NotPossible as refused:
            form.add_error(refused.field, refused.sentence)
    return _ask(request, register, form, heading=ESTATES.adding, crumbs=[(None, where)])


@require_http_methods(FORM_METHODS)
@at_register(register_to_change)
def add(request: HttpRequest, register: Register, level: Level, place: int) -> HttpResponse:
    """Add what stands directly in a place; nothing stands in a home."""
    above, below = access.place_for(register, level, place), level.below
    if below is None:
        return cannot(request, register, _("Nothing stands in a home. Add the home to its stairwell."))
    form = FORMS[below.slug](request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return to_place(register, below, ADD[below.slug](above, **form.cleaned_data, by=register.user))
        except NotPossible as refused:
            form.add_error(refused.field, refused.sentence)
    return _ask(request, register, form, heading=below.adding, crumbs=[*crumbs(level, above), (level, above)])


# ---- changing ----
@require_http_methods(FORM_METHODS)
@at_register(register_to_change)
def change(request: HttpRequest, register: Register, level: Level, place: int) -> HttpResponse:
    found = access.place_for(register, level, place)
    form = FORMS[level.slug](request.POST or None, initial=values_of(level, found))
    there: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        seen = number_of(request.POST.get("seen", "0"))
        try:
            CHANGE[level.slug](found, **form.cleaned_data, by=register.user, seen=seen)
            return to_place(register, level, found)
        except NotPossible as refused:
            form.add_error(refused.field, refused.sentence)
            there = values_of(level, found) if isinstance(refused, ChangedMeanwhile) else {}
    more = {"level": level, "place": found, "seen": newest_change(level, found), "there": _labelled(form, there)}
    return _ask(request, register, form, heading=found, crumbs=crumbs(level, found), **more)


def _labelled(form: Form, values: dict[str, Any]) -> list[tuple[Any, Any]]:
    return [(form.fields[name].label, value) for name, value in values.items() if value != ""]


# ---- retiring and bringing back ----
def chosen(request: HttpRequest, register: Register, level: Level) -> list[Place]:
    """The places that were ticked in a list. Raises Http404 where one is not of this register."""
    sent = request.POST if request.method == "POST" else request.GET
    return access.places_for(register, level, [number_of(one) for one in sent.getlist("place")[:PAGE]])


@require_http_methods(FORM_METHODS)
@at_register(register_to_change)
def retire(request: HttpRequest, register: Register, level: Level) -> HttpResponse:
    """Ticked in a list, shown once more with what is in them, then retired."""
    some = [one for one in chosen(request, register, level) if one.retired_on is None]
    if not some:
        return redirect("place_list", register.programme.slug, register.landlord.slug, level)
    if request.method == "POST" and "confirmed" in request.POST:
        services.retire(level, some, by=register.user)
        if len(some) == 1:
            return to_place(register, level, some[0])
        return redirect("place_list", register.programme.slug, register.landlord.slug, level)
    return show(request, register, "retire", level=level, places=some, homes=_homes_in(level, some))


def _homes_in(level: Level, places: list[Place]) -> int:
    if level is HOMES:
        return len(places)
    rows = level.model._default_manager.filter(pk__in=[one.pk for one in places])
    return rows.aggregate(homes=Sum("home_count"))["homes"] or 0


@require_POST
@at_register(register_to_change)
def bring_back(request: HttpRequest, register: Register, level: Level, place: int) -> HttpResponse:
    found = access.place_for(register, level, place)
    try:
        services.bring_back(level, found, by=register.user)
    except NotPossible as refused:
        return cannot(request, register, refused.sentence)
    return to_place(register, level, found)
