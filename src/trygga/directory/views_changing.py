"""The office's forms about contact points: adding, changing, giving to an owner, retiring."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from trygga.directory import services
from trygga.directory.access import Keeping, keeping_to_add, point_to_change
from trygga.directory.forms import OwnerForm, PointForm
from trygga.directory.models import ContactPoint
from trygga.directory.services import ChangedMeanwhile, NotPossible
from trygga.directory.views_points import at_point, at_points, show, to_point

FORM_METHODS = ["GET", "HEAD", "POST"]


def refuse(form: Form, refused: NotPossible) -> None:
    """Say in a form why a service refused, at the field that it names."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)


def ask(request: HttpRequest, keeping: Keeping, template: str, form: Form, **more: Any) -> HttpResponse:
    """A page with a form, and with what was wrong in it."""
    return show(request, keeping, template, form=form, status=422 if form.errors else 200, **more)


def seen_in(request: HttpRequest) -> int:
    """The version of a point that the sender of a form has seen; none that is there for what is no number."""
    text = request.POST.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


# ---- adding and changing ----
@require_http_methods(FORM_METHODS)
@at_points(keeping_to_add)
def add(request: HttpRequest, keeping: Keeping) -> HttpResponse:
    """A new point; whoever adds it owns it until it is given to somebody else."""
    form = PointForm(request.POST or None, keeping=keeping)
    if request.method == "POST" and form.is_valid():
        try:
            added = services.add_point(keeping.programme, by=keeping.user, owner=keeping.user, **form.said)
            return to_point(added)
        except NotPossible as refused:
            refuse(form, refused)
    return ask(request, keeping, "form", form, heading=_("Add a contact point"))


@require_http_methods(FORM_METHODS)
@at_point(point_to_change)
def change(request: HttpRequest, keeping: Keeping, point: ContactPoint) -> HttpResponse:
    form = PointForm(request.POST or None, keeping=keeping, point=point)
    there = None
    if request.method == "POST" and form.is_valid():
        how = form.cleaned_data.get("how", "")
        try:
            services.change_point(point, form.said, by=keeping.user, seen=seen_in(request), how=how)
            return to_point(point)
        except NotPossible as refused:
            refuse(form, refused)
            there = point if isinstance(refused, ChangedMeanwhile) else None
    return ask(request, keeping, "form", form, point=point, there=there, heading=point.name)


# ---- owner ----
@require_http_methods(FORM_METHODS)
@at_point(point_to_change)
def give(request: HttpRequest, keeping: Keeping, point: ContactPoint) -> HttpResponse:
    """Another owner."""
    form = OwnerForm(request.POST or None, keeping=keeping, initial={"owner": point.owner_id})
    if request.method == "POST" and form.is_valid():
        try:
            services.give_to(point, form.cleaned_data["owner"], by=keeping.user)
            return to_point(point)
        except NotPossible as refused:
            refuse(form, refused)
    return ask(request, keeping, "owner", form, point=point)


# ---- retiring ----
@require_http_methods(FORM_METHODS)
@at_point(point_to_change)
def retire(request: HttpRequest, keeping: Keeping, point: ContactPoint) -> HttpResponse:
    """Asked once more, then it shows nowhere."""
    if request.method == "POST":
        services.retire_point(point, by=keeping.user)
        return to_point(point)
    return show(request, keeping, "retire", point=point)


@require_POST
@at_point(point_to_change)
def bring_back(request: HttpRequest, keeping: Keeping, point: ContactPoint) -> HttpResponse:
    services.return_point(point, by=keeping.user)
    return to_point(point)
