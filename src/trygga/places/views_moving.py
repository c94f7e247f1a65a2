"""The office's pages that move places: within a register, and estates between areas and landlords."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trygga.accounts.access import signed_in
from trygga.organisations.working import worked_in
from trygga.places import access, queries, services
from trygga.places.access import Register, register_to_change, register_to_move
from trygga.places.forms import MoveEstatesForm, MovePlacesForm
from trygga.places.levels import ESTATES, LEVELS, Level
from trygga.places.models import EstateMove
from trygga.places.services import NotPossible
from trygga.places.views_changing import FORM_METHODS, chosen, to_place
from trygga.places.views_places import at_register, cannot, show


@require_http_methods(FORM_METHODS)
@at_register(register_to_change)
def move_places(request: HttpRequest, register: Register, level: Level) -> HttpResponse:
    """Ticked in a list; asked where to; shown once more; then moved, all or none."""
    places = chosen(request, register, level)
    if not places:
        return redirect("place_list", register.programme.slug, register.landlord.slug, level)
    upper = next(one for one in LEVELS.values() if one.name == level.above)
    form = MovePlacesForm(request.POST if "to" in request.POST else None, register=register, upper=upper)
    to = form.cleaned_data["to"] if form.is_valid() else None
    if to is not None and "confirmed" in request.POST:
        try:
            services.move(level, places, to=to, by=register.user)
            return to_place(register, upper, to)
        except NotPossible as refused:
            form.add_error(None, refused.sentence)
            to = None
    return show(
        request, register, "move", level=level, places=places, form=form, to=to, status=422 if form.errors else 200
    )


@require_http_methods(FORM_METHODS)
@at_register(register_to_move)
def move_estates(request: HttpRequest, register: Register) -> HttpResponse:
    """The same for estates: to an area and a landlord, from a day on."""
    estates = chosen(request, register, ESTATES)
    if not estates:
        return redirect("place_list", register.programme.slug, register.landlord.slug, ESTATES)
    first = {"landlord": register.landlord, "on": timezone.localdate(), "area": estates[0].area}  # type: ignore[attr-defined]
    form = MoveEstatesForm(request.POST if "on" in request.POST else None, register=register, initial=first)
    asked = form.cleaned_data if form.is_valid() else None
    if asked is not None and "confirmed" in request.POST:
        try:
            services.move_estates(estates, **asked, by=register.user)  # type: ignore[arg-type] # of this level
            return redirect("place_list", register.programme.slug, register.landlord.slug, ESTATES)
        except NotPossible as refused:
            form.add_error(None, refused.sentence)
            asked = None
    return show(
        request, register, "move_estates", level=ESTATES, places=estates, form=form, asked=asked,
        status=422 if form.errors else 200,
    )  # fmt: skip


# ---- moves to come ----
@require_safe
def estate_moves(request: HttpRequest, programme: str) -> HttpResponse:
    """All moves of the programme that are still to come, and why those that are late could not be carried out."""
    here = worked_in(request, programme)
    moves = [(move, _trouble(move)) for move in queries.moves_to_come(here)]
    return render(request, "places/estate_moves.html", {"programme": here, "moves": moves})


def _trouble(move: EstateMove) -> str:
    if move.tried_on is None or move.estate.landlord_id == move.landlord_id:
        return ""
    return services.what_collides(move.estate, move.landlord)


@require_POST
def withdraw(request: HttpRequest, programme: str, move: int) -> HttpResponse:
    here = worked_in(request, programme)
    user = signed_in(request)
    found = access.move_for(user, here, move)
    try:
        services.withdraw_move(found, by=user)
    except NotPossible as refused:
        register = access.register_for(user, programme, found.estate.landlord.slug)
        return cannot(request, register, refused.sentence)
    return redirect("estate_moves", here.slug)
