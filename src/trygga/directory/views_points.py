"""The office's pages about contact points: the list, the week of an area, one point, its history."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from trygga.accounts.access import signed_in
from trygga.directory import access, freshness, lists
from trygga.directory.access import Keeping, keeping_for, point_for
from trygga.directory.forms import HowForm
from trygga.directory.lists import HIDDEN_STATES, LONGEST_SEARCH, Narrowed, State
from trygga.directory.models import ContactPoint, Purpose
from trygga.directory.services.acts import today_in
from trygga.directory.weeks import HOURS, week_of
from trygga.organisations.working import worked_in

View = Callable[..., HttpResponseBase]
NEWEST = 10
"""How much of its history stands on the page of a point."""

HEADED = 3
"""So many hours of a day share a heading: a phone has no room for one over each."""


def at_points(opened: Callable[..., Keeping] = keeping_for) -> Callable[[View], View]:
    """Give the view, as `keeping`, the contact points of the programme that the address names and that is worked in."""

    def around(view: View) -> View:
        @wraps(view)
        def with_keeping(request: HttpRequest, programme: str, **ids: Any) -> HttpResponseBase:
            worked_in(request, programme)
            return view(request, keeping=opened(signed_in(request), programme), **ids)

        return with_keeping

    return around


def at_point(found: Callable[..., ContactPoint] = point_for) -> Callable[[View], View]:
    """Give the view, as `point`, the one that the address names, if `found` lets the person have it."""

    def around(view: View) -> View:
        @wraps(view)
        def with_point(request: HttpRequest, keeping: Keeping, point: int, **ids: Any) -> HttpResponseBase:
            return view(request, keeping=keeping, point=found(keeping, point), **ids)

        return at_points()(with_point)

    return around


def show(request: HttpRequest, keeping: Keeping, template: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """A page about contact points."""
    context = {"keeping": keeping, "today": today_in(keeping.programme), **more}
    return render(request, f"directory/office/{template}.html", context, status=status)


def to_point(point: ContactPoint) -> HttpResponse:
    """On to the page of a point."""
    return redirect("contact_point", point.programme.slug, point.pk)


# ---- lists ----
@require_safe
@at_points()
def points(request: HttpRequest, keeping: Keeping) -> HttpResponse:
    """The programme's contact points, narrowed as the address says."""
    narrowed, today = _narrowed(request, keeping), today_in(keeping.programme)
    page = lists.points_like(keeping.points, narrowed, today=today, after=request.GET.get("after", ""))
    kept = {
        "state": narrowed.state.value if narrowed.state is not State.ALL else "",
        "purpose": narrowed.purpose,
        "area": narrowed.area.slug if narrowed.area else "",
        "mine": "1" if narrowed.mine else "",
        "q": narrowed.search,
    }
    more: dict[str, Any] = {
        "areas": list(keeping.areas),
        "purposes": Purpose.choices,
        "narrowed": narrowed,
        "leads": list(freshness.leads_of(keeping.programme)),
        "hidden_states": HIDDEN_STATES,
    }
    return show(request, keeping, "list", page=page, kept={k: v for k, v in kept.items() if v}, **more)


def _narrowed(request: HttpRequest, keeping: Keeping) -> Narrowed:
    asked = request.GET
    state, purpose, area = asked.get("state", ""), asked.get("purpose", ""), asked.get("area", "")
    return Narrowed(
        state=State(state) if state in set(State) else State.ALL,
        purpose=purpose if purpose in Purpose.values else "",
        area=access.area_for(keeping, area) if area else None,
        mine=keeping.user if asked.get("mine") else None,
        search=asked.get("q", "")[:LONGEST_SEARCH].replace("\0", "").strip(),
    )


# ---- the week ----
@require_safe
@at_points()
def week(request: HttpRequest, keeping: Keeping) -> HttpResponse:
    """At which hours of the coming week somebody answers in one area, and where nobody does."""
    slug = request.GET.get("area", "")
    area = access.area_for(keeping, slug) if slug else keeping.areas.first()
    if area is None:
        return show(request, keeping, "week_nowhere")
    found = week_of(keeping.programme, area, at=timezone.now())
    leads = list(freshness.leads_of(keeping.programme))
    more: dict[str, Any] = {
        "areas": list(keeping.areas),
        "area": area,
        "leads": leads,
        "headed_hours": HOURS[::HEADED],
        "headed": HEADED,
        "with_holes": sum(bool(one.holes) for one in found),
        "never": [one for one in found if one.is_never],
        "partly": [one for one in found if one.holes and not one.is_never],
        "always": [one for one in found if not one.holes],
    }
    with timezone.override(keeping.programme.zone):
        return show(request, keeping, "week", **more)


# ---- one point ----
@require_safe
@at_point()
def point(request: HttpRequest, keeping: Keeping, point: ContactPoint) -> HttpResponse:
    """All that is known of one point."""
    return show(
        request,
        keeping,
        "point",
        point=lists.described(keeping.points.select_related("programme", "organisation", "owner")).get(pk=point.pk),
        closings=lists.closings_of(point, timezone.now()),
        others=[(other, keeping.can_settle(other)) for other in lists.disagreeing(point)],
        history=lists.history_of(point, size=NEWEST),
        form=HowForm(),
        can_change=keeping.can_change(point),
        can_verify=keeping.can_verify(point),
        can_keep=keeping.can_keep(point),
    )


@require_safe
@at_point()
def history(request: HttpRequest, keeping: Keeping, point: ContactPoint) -> HttpResponse:
    """What was done to a point, newest first."""
    page = lists.history_of(point, after=request.GET.get("after", ""))
    return show(request, keeping, "history", point=point, page=page, kept={})
