"""The office's pages about people and organisations."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.db import IntegrityError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trygga.accounts.access import signed_in
from trygga.accounts.confirming import has_confirmed, to_confirmation
from trygga.organisations import access, forms, people, services
from trygga.organisations.access import Desk
from trygga.organisations.models import Member, Organisation, Role
from trygga.organisations.rules import roles_in
from trygga.organisations.second_factors import NotTheirAdmin, forget_second_factor
from trygga.organisations.working import working_in

View = Callable[..., HttpResponseBase]


def at_desk(view: View) -> View:
    """Give the view, as `desk`, where the person administers in the programme that the address names.

    It must be the one that is being worked in.
    """

    @wraps(view)
    def with_desk(request: HttpRequest, programme: str, **ids: Any) -> HttpResponseBase:
        here = working_in(request)
        if here is None or here.slug != programme:
            # Also a form of another tab, from before the programme was changed: it must not reach a namesake here.
            raise Http404
        return view(request, desk=access.desk_for(signed_in(request), programme), **ids)

    return with_desk


# ---- people ----
def _show(request: HttpRequest, desk: Desk, template: str, page: people.Page[Any], **more: Any) -> HttpResponse:
    context = {"desk": desk, "page": page, "search": request.GET.get("q", ""), **more}
    return render(request, f"organisations/{template}.html", context)


def number_in(request: HttpRequest, name: str) -> int | None:
    """Where a page begins; what is no number begins at the first row."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _chosen(request: HttpRequest, desk: Desk) -> Organisation | None:
    slug = request.GET.get("organisation", "")
    return access.organisation_for(desk, slug) if slug else None


@require_safe
@at_desk
def roles(request: HttpRequest, desk: Desk) -> HttpResponse:
    organisation = _chosen(request, desk)
    search = request.GET.get("q", "")[:100]
    page = people.appointments_at(desk, organisation, search=search, after=number_in(request, "after"))
    mine = {one.pk for one in page.rows if one.role in desk.roles_to_give(one.organisation)}
    return _show(request, desk, "roles", page, organisation=organisation, can_end=mine)


@require_safe
@at_desk
def members(request: HttpRequest, desk: Desk) -> HttpResponse:
    organisation = _chosen(request, desk)
    search = request.GET.get("q", "")[:100]
    page = people.members_at(desk, organisation, search=search, after=number_in(request, "after"))
    return _show(request, desk, "members", page, organisation=organisation)


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
@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def end_roles(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Several roles at once: chosen in the list, shown once more, then ended; all of them or none."""
    sent = request.POST if request.method == "POST" else request.GET
    asked = {int(one) for one in sent.getlist("role") if one.isascii() and one.isdigit() and len(one) < 19}
    chosen = [access.appointment_for(desk, pk) for pk in sorted(asked)]
    if not chosen:
        return redirect("roles", desk.programme.slug)
    if request.method == "POST" and "confirmed" not in request.POST:
        # The choice goes into the address, so that it is still there after having confirmed.
        return redirect(f"{request.path}?{urlencode({'role': sorted(asked)}, doseq=True)}")
    if not has_confirmed(request):
        return to_confirmation(request)
    if request.method != "POST":
        return render(request, "organisations/end_roles.html", {"desk": desk, "chosen": chosen})
    try:
        services.end_appointments(chosen, by=desk.user)
    except services.LastOne:
        return cannot(request, _("The programme would have no lead. Name another lead first, then end this role."))
    return redirect("roles", desk.programme.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def end_membership(request: HttpRequest, desk: Desk, member: str) -> HttpResponse:
    found = access.membership_for(desk, member)
    if not has_confirmed(request):
        return to_confirmation(request)
    if request.method != "POST":
        return render(request, "organisations/end_membership.html", {"desk": desk, "member": found})
    services.end_membership(found, by=desk.user)
    return redirect("members", desk.programme.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, role: str) -> HttpResponse:
    """Give up a role of one's own: `role` is an appointment's id, or a membership's public id."""
    user = signed_in(request)
    found = access.own_role(user, role)
    if request.method != "POST":
        return render(request, "organisations/leave.html", {"role": found, "is_member": isinstance(found, Member)})
    try:
        if isinstance(found, Member):
            services.end_membership(found, by=user)
        else:
            services.end_appointment(found, by=user)
    except services.LastOne:
        return cannot(request, _("The programme would have no lead. Name another lead first, then end this role."))
    return redirect("office")


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def forget_factor(request: HttpRequest, desk: Desk, person: int) -> HttpResponse:
    """For somebody who has lost the phone: takes app, passkeys and recovery codes away."""
    found = access.person_for(desk, person)
    if not has_confirmed(request):
        return to_confirmation(request)
    if request.method != "POST":
        return render(request, "organisations/forget_factor.html", {"desk": desk, "person": found})
    try:
        forget_second_factor(found, by=desk.user)
    except NotTheirAdmin:
        return cannot(request, _("Another admin of your organisation must do this for you."))
    return redirect("roles", desk.programme.slug)


# ---- organisations ----
@require_safe
@at_desk
def organisations(request: HttpRequest, desk: Desk) -> HttpResponse:
    rows = desk.organisations.prefetch_related("units")
    return render(request, "organisations/organisations.html", {"desk": desk, "rows": rows})


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
