"""The office's pages about people and organisations."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trygga.accounts.access import signed_in
from trygga.accounts.confirming import has_confirmed, to_confirmation
from trygga.organisations import access, forms, people, services
from trygga.organisations.access import Desk
from trygga.organisations.models import Member, Role
from trygga.organisations.rules import roles_in
from trygga.organisations.second_factors import NotTheirAdmin, forget_second_factor
from trygga.organisations.working import worked_in

View = Callable[..., HttpResponseBase]
WHY_NOT = {
    services.LastOne: gettext_lazy("The programme would have no lead. Name another lead first, then end this role."),
    NotTheirAdmin: gettext_lazy("Another admin of your organisation must do this for you."),
}
"""What a page says when a service refuses."""


def at_desk(view: View) -> View:
    """Give the view, as `desk`, where the person administers in the programme that the address names.

    It must be the one that is being worked in.
    """

    @wraps(view)
    def with_desk(request: HttpRequest, programme: str, **ids: Any) -> HttpResponseBase:
        worked_in(request, programme)
        return view(request, desk=access.desk_for(signed_in(request), programme), **ids)

    return with_desk


# ---- people ----
def _show(request: HttpRequest, desk: Desk, template: str, page: people.Page[Any], **more: Any) -> HttpResponse:
    context = {"desk": desk, "page": page, **more}
    return render(request, f"organisations/{template}.html", context)


def number_in(request: HttpRequest, name: str) -> int | None:
    """Where a page begins; what is no number begins at the first row."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _asked(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """What a list of people is narrowed to, and the organisations that it can be narrowed to."""
    slug = request.GET.get("organisation", "")
    organisation = access.organisation_for(desk, slug) if slug else None
    return {
        "organisation": organisation,
        "choices": people.organisations_to_choose(desk, organisation),
        "search": request.GET.get("q", "")[:100],
    }


@require_safe
@at_desk
def roles(request: HttpRequest, desk: Desk) -> HttpResponse:
    asked = _asked(request, desk)
    page = people.appointments_at(
        desk, asked["organisation"], search=asked["search"], after=number_in(request, "after")
    )
    mine = {one.pk for one in page.rows if one.role in desk.roles_to_give(one.organisation)}
    return _show(request, desk, "roles", page, can_end=mine, **asked)


@require_safe
@at_desk
def members(request: HttpRequest, desk: Desk) -> HttpResponse:
    asked = _asked(request, desk)
    page = people.members_at(desk, asked["organisation"], search=asked["search"], after=number_in(request, "after"))
    return _show(request, desk, "members", page, **asked)


@require_safe
@at_desk
def invitations(request: HttpRequest, desk: Desk) -> HttpResponse:
    page = people.invitations_at(desk, after=number_in(request, "after"))
    now = timezone.now()
    can_end = {one.pk for one in page.rows if one.is_open(now) and one.role in desk.roles_to_give(one.organisation)}
    return _show(request, desk, "invitations", page, now=now, can_end=can_end)


@require_safe
@at_desk
def people_file(request: HttpRequest, desk: Desk) -> StreamingHttpResponse:
    response = StreamingHttpResponse(people.people_table(desk), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{desk.programme.slug}.csv"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def invite(request: HttpRequest, desk: Desk, organisation: str) -> HttpResponse:
    where = access.organisation_for(desk, organisation)
    if not has_confirmed(request):
        return to_confirmation(request)
    form = forms.InvitationForm(request.POST or None, desk=desk, organisation=where)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        services.invite(
            desk,
            organisation=where,
            unit=found.get("unit"),
            role=Role(found["role"]),
            email=found["email"],
            at=timezone.now(),
        )
        return redirect("invitations", desk.programme.slug)
    return _ask(request, desk, form, _("Invite somebody to %(name)s") % {"name": where.name}, _("Send the invitation"))


def _ask(request: HttpRequest, desk: Desk, form: Form, heading: str, button: str) -> HttpResponse:
    context = {"desk": desk, "form": form, "heading": heading, "button": button}
    return render(request, "organisations/form.html", context, status=200 if not form.errors else 422)


@require_POST
@at_desk
def withdraw_invitation(request: HttpRequest, desk: Desk, invitation: int) -> HttpResponse:
    found = access.invitation_for(desk, invitation)
    try:
        services.withdraw_invitation(found, by=desk.user)
    except services.InvitationGone:
        return cannot(request, _("This invitation has been accepted. End the role of the person instead."))
    return redirect("invitations", desk.programme.slug)


def cannot(request: HttpRequest, sentence: str) -> HttpResponse:
    return render(request, "organisations/cannot.html", {"sentence": sentence}, status=409)


# ---- ending ----
def _after_asking(
    request: HttpRequest, page: str, context: dict[str, Any], act: Callable[[], None], *, back: str
) -> HttpResponse:
    """Ask who it is, show once more what would happen, do it when that is sent, and lead `back`."""
    if not has_confirmed(request):
        return to_confirmation(request)
    if request.method != "POST":
        return render(request, f"organisations/{page}.html", context | {"back": back})
    try:
        act()
    except tuple(WHY_NOT) as refused:
        return cannot(request, str(WHY_NOT[type(refused)]))
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def end_roles(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Several roles at once, as the address says: shown once more, then ended; all of them or none."""
    asked = {int(one) for one in request.GET.getlist("role") if one.isascii() and one.isdigit() and len(one) < 19}
    chosen = [access.appointment_for(desk, pk) for pk in sorted(asked)]
    back = reverse("roles", args=[desk.programme.slug])
    if not chosen:
        return redirect(back)
    context = {"desk": desk, "chosen": chosen}
    return _after_asking(
        request, "end_roles", context, lambda: services.end_appointments(chosen, by=desk.user), back=back
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def end_membership(request: HttpRequest, desk: Desk, member: str) -> HttpResponse:
    found = access.membership_for(desk, member)
    back = reverse("members", args=[desk.programme.slug])
    context = {"desk": desk, "member": found}
    return _after_asking(
        request, "end_membership", context, lambda: services.end_membership(found, by=desk.user), back=back
    )


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, role: str) -> HttpResponse:
    """Give up a role of one's own: `role` is an appointment's id, or a membership's public id."""
    user = signed_in(request)
    found = access.own_role(user, role)

    def end() -> None:
        if isinstance(found, Member):
            services.end_membership(found, by=user)
        else:
            services.end_appointment(found, by=user)

    context = {"role": found, "is_member": isinstance(found, Member)}
    return _after_asking(request, "leave", context, end, back=reverse("office"))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def forget_factor(request: HttpRequest, desk: Desk, person: int) -> HttpResponse:
    """For somebody who has lost the phone: takes app, passkeys and recovery codes away."""
    found = access.person_for(desk, person)
    back = reverse("roles", args=[desk.programme.slug])
    context = {"desk": desk, "person": found}
    return _after_asking(
        request, "forget_factor", context, lambda: forget_second_factor(found, by=desk.user), back=back
    )


# ---- organisations ----
@require_safe
@at_desk
def organisations(request: HttpRequest, desk: Desk) -> HttpResponse:
    return _show(request, desk, "organisations", people.organisations_at(desk, after=number_in(request, "after")))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def add_organisation(request: HttpRequest, desk: Desk) -> HttpResponse:
    form = forms.OrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_organisation(desk, **form.cleaned_data)
        except IntegrityError:
            form.add_error("slug", _("Another organisation has this short name. Choose another."))
        else:
            return redirect("organisations", desk.programme.slug)
    return _ask(request, desk, form, _("Add an organisation"), _("Add"))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def rename_organisation(request: HttpRequest, desk: Desk, organisation: str) -> HttpResponse:
    found = access.organisation_for(desk, organisation)
    form = forms.OrganisationNameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        services.rename_organisation(found, name=form.cleaned_data["name"], by=desk.user)
        return redirect("organisations", desk.programme.slug)
    return _ask(request, desk, form, found.name, _("Change the name"))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def add_unit(request: HttpRequest, desk: Desk, organisation: str) -> HttpResponse:
    found = access.administered_organisation(desk, organisation)
    if Role.MEMBER not in roles_in(found.kind):
        return cannot(request, _("Only organisations that receive reports have units; a landlord never does."))
    form = forms.UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_unit(desk, found, **form.cleaned_data)
        except IntegrityError:
            form.add_error("slug", _("Another unit has this short name. Choose another."))
        else:
            return redirect("organisations", desk.programme.slug)
    return _ask(request, desk, form, _("Add a unit to %(name)s") % {"name": found.name}, _("Add"))
