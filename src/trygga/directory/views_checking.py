"""The office's forms that say whether a contact point is right: confirming, other sources, closings."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from trygga.directory import access, services
from trygga.directory.access import Keeping, point_for, point_to_keep, point_to_verify
from trygga.directory.forms import ClosingForm, OtherSourceForm, SettleForm, VerifyForm
from trygga.directory.models import ContactPoint
from trygga.directory.services import NotPossible
from trygga.directory.services.acts import today_in
from trygga.directory.views_changing import FORM_METHODS, ask, refuse, seen_in
from trygga.directory.views_points import at_point, to_point


# ---- confirming ----
@require_http_methods(FORM_METHODS)
@at_point(point_to_verify)
def verify(request: HttpRequest, keeping: Keeping, point: ContactPoint) -> HttpResponse:
    """It is right, and how that was found out: one click on the page of the point; here also for another day."""
    form = VerifyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        on, until = said["on"] or today_in(keeping.programme), said["best_before"]
        try:
            services.verify_point(
                point, by=keeping.user, how=said["how"], on=on, seen=seen_in(request), best_before=until
            )
            return to_point(point)
        except NotPossible as refused:
            refuse(form, refused)
    return ask(request, keeping, "verify", form, point=point)


# ---- other sources ----
@require_http_methods(FORM_METHODS)
@at_point(point_to_keep)
def contradict(request: HttpRequest, keeping: Keeping, point: ContactPoint) -> HttpResponse:
    """Another source says otherwise."""
    form = OtherSourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.contradict(point, by=keeping.user, **form.cleaned_data)
            return to_point(point)
        except NotPossible as refused:
            refuse(form, refused)
    return ask(request, keeping, "contradict", form, point=point)


@require_POST
@at_point(point_for)
def settle(request: HttpRequest, keeping: Keeping, point: ContactPoint, other: int) -> HttpResponse:
    """The point is right, the other source is not."""
    found, form = access.other_to_settle(keeping, point, other), SettleForm(request.POST)
    if not form.is_valid():
        return ask(request, keeping, "settle", form, point=point, others=[(found, False)])
    services.settle(found, by=keeping.user, how=form.cleaned_data["how"])
    return to_point(point)


# ---- closings ----
@require_http_methods(FORM_METHODS)
@at_point(point_to_keep)
def close(request: HttpRequest, keeping: Keeping, point: ContactPoint) -> HttpResponse:
    """Nobody answers from one moment until another."""
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.close_point(point, **form.cleaned_data, by=keeping.user)
            return to_point(point)
        except NotPossible as refused:
            refuse(form, refused)
    return ask(request, keeping, "close", form, point=point)


@require_POST
@at_point(point_to_keep)
def open_again(request: HttpRequest, keeping: Keeping, point: ContactPoint, closing: int) -> HttpResponse:
    """It is not closed then after all; a second click finds nothing to take back."""
    found = access.closing_of(point, closing)
    if found is not None:
        services.open_again(found, by=keeping.user)
    return to_point(point)
