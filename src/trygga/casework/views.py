"""Receive: one document without data, and the sealed data that it fetches. Opening happens in the browser."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trygga.accounts.access import signed_in
from trygga.casework import parcels, queries, services
from trygga.casework.access import case_for, member_for, report_for
from trygga.concerns.parcels import MalformedParcel
from trygga.concerns.services import DialogueClosed, NumberTaken
from trygga.directory.services import mark_unlocked
from trygga.organisations.models import Member
from trygga.organisations.queries import memberships_of
from trygga.web.troubles import problem

View = Callable[..., HttpResponse]


def for_member(view: View) -> View:
    """Give the view, as `by`, the membership that the address names; only the own ones are there."""

    @wraps(view)
    def with_member(request: HttpRequest, member: str, **ids: str) -> HttpResponse:
        return view(request, by=member_for(signed_in(request), member), **ids)

    return with_member


def storing(view: Callable[..., bool]) -> View:
    """A view that stores something and says whether it is new; what can go wrong is answered with what to do."""

    @wraps(view)
    def telling(request: HttpRequest, **ids: object) -> HttpResponse:
        try:
            is_new = view(request, **ids)
        except MalformedParcel:
            return problem(400, "malformed", _("That could not be stored. Reload the inbox and try again."))
        except NumberTaken:
            return problem(
                409, "taken", _("Something new has come in this dialogue. Read it first; what you typed is still here.")
            )
        except DialogueClosed:
            return problem(409, "closed", _("This dialogue has been closed. The writer reads no more messages."))
        except services.AlreadyOpened:
            return problem(409, "opened", _("Somebody has opened this report in the meantime. Fetch the list again."))
        return JsonResponse({"stored": is_new}, status=201 if is_new else 200)

    return telling


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    return render(request, "casework/inbox.html")


@require_safe
def start(request: HttpRequest) -> JsonResponse:
    """Who I am here: my memberships, and the token that writing asks for."""
    memberships = [
        {
            "member": member.public_id,
            "programme": member.programme.slug,
            "organisation": member.unit.organisation.slug,
            "organisation_name": member.unit.organisation.name,
            "unit": member.unit.slug,
            "unit_name": member.unit.name,
        }
        for member in memberships_of(signed_in(request))
    ]
    return JsonResponse({"token": get_token(request), "name": str(request.user), "memberships": memberships})


@require_safe
@for_member
def keys(request: HttpRequest, by: Member) -> HttpResponse:
    found = queries.keys_of(by)
    if found is None:
        return problem(409, "no-keys", _("No keys have been made for you here yet. Ask another member to add you."))
    return JsonResponse(found)


@require_POST
@for_member
def unlocked(request: HttpRequest, by: Member) -> HttpResponse:
    mark_unlocked(by=by, at=timezone.now())
    return JsonResponse(queries.log_end(by))


@require_safe
@for_member
def received(request: HttpRequest, by: Member) -> HttpResponse:
    page = request.GET.get("page", "0")
    if not (page.isascii() and page.isdigit() and len(page) < 6):
        return problem(400, "page", _("There is no such page. Reload the inbox."))
    return JsonResponse(queries.inbox_list(by, page=int(page)))


@require_safe
@for_member
def report(request: HttpRequest, by: Member, report: str) -> HttpResponse:
    return JsonResponse(queries.sealed_report(report_for(by, report)))


@require_POST
@for_member
@storing
def open_report(request: HttpRequest, by: Member, report: str) -> bool:
    sealed = report_for(by, report)
    parcel = parcels.OpeningParcel.read(request.body)
    return services.open_case(sealed, by=by, opening=parcel.opening, received=parcel.received)


@require_POST
@for_member
@storing
def ask(request: HttpRequest, by: Member, report: str) -> bool:
    return _write(request, by, report, services.ask_writer)


@require_POST
@for_member
@storing
def close(request: HttpRequest, by: Member, report: str) -> bool:
    return _write(request, by, report, services.close_case)


def _write(request: HttpRequest, by: Member, report: str, write: Callable[..., bool]) -> bool:
    """The next message to the writer."""
    case = case_for(by, report)
    parcel = parcels.MessageParcel.read(request.body)
    return write(case, by=by, number=parcel.number, sealed=parcel.sealed)


@require_POST
@for_member
@storing
def set_aside(request: HttpRequest, by: Member, report: str) -> bool:
    return services.set_aside(report_for(by, report), by=by)


@require_POST
@for_member
@storing
def put_back(request: HttpRequest, by: Member, report: str) -> bool:
    return services.put_back(report_for(by, report), by=by)
