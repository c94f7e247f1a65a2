"""Receive: one document without data, and the sealed data that it fetches. Opening happens in the browser."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trygga.casework import parcels, queries, services
from trygga.casework.access import case_for, member_for, report_for, signed_in
from trygga.concerns.parcels import MalformedParcel
from trygga.concerns.services import DialogueClosed, NumberTaken
from trygga.directory.services import mark_unlocked
from trygga.organisations.queries import memberships_of


def problem(status: int, name: str, sentence: str) -> JsonResponse:
    return JsonResponse({"problem": name, "sentence": sentence}, status=status)


def with_sentences(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Turn what can go wrong while writing into answers that say what to do."""

    @wraps(view)
    def telling(request: HttpRequest, **ids: str) -> HttpResponse:
        try:
            return view(request, **ids)
        except MalformedParcel:
            return problem(400, "malformed", _("That could not be stored. Reload the inbox and try again."))
        except NumberTaken:
            return problem(
                409, "taken", _("Something new has come in this dialogue. Read it first; what you typed is still here.")
            )
        except DialogueClosed:
            return problem(409, "closed", _("This dialogue has been closed. The writer reads no more messages."))

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
def keys(request: HttpRequest, member: str) -> HttpResponse:
    found = queries.keys_of(member_for(signed_in(request), member))
    if found is None:
        return problem(409, "no-keys", _("No keys have been made for you here yet. Ask another member to add you."))
    return JsonResponse(found)


@require_POST
def unlocked(request: HttpRequest, member: str) -> HttpResponse:
    mark_unlocked(by=member_for(signed_in(request), member), at=timezone.now())
    return HttpResponse(status=204)


@require_safe
def received(request: HttpRequest, member: str) -> HttpResponse:
    page = request.GET.get("page", "0")
    if not (page.isascii() and page.isdigit() and len(page) < 6):
        return problem(400, "page", _("There is no such page. Reload the inbox."))
    return JsonResponse(queries.inbox_list(member_for(signed_in(request), member), page=int(page)))


@require_safe
def report(request: HttpRequest, member: str, report: str) -> HttpResponse:
    return JsonResponse(queries.sealed_report(report_for(member_for(signed_in(request), member), report)))


@require_POST
@with_sentences
def open_report(request: HttpRequest, member: str, report: str) -> HttpResponse:
    by = member_for(signed_in(request), member)
    sealed = report_for(by, report)
    parcel = parcels.OpeningParcel.read(request.body)
    is_new = services.open_case(sealed, by=by, opening=parcel.opening, received=parcel.received)
    return JsonResponse({"stored": is_new}, status=201 if is_new else 200)


@require_POST
@with_sentences
def ask(request: HttpRequest, member: str, report: str) -> HttpResponse:
    by = member_for(signed_in(request), member)
    case = case_for(by, report)
    parcel = parcels.MessageParcel.read(request.body)
    is_new = services.ask_writer(case, by=by, number=parcel.number, sealed=parcel.sealed)
    return JsonResponse({"stored": is_new}, status=201 if is_new else 200)


@require_POST
@with_sentences
def close(request: HttpRequest, member: str, report: str) -> HttpResponse:
    by = member_for(signed_in(request), member)
    case = case_for(by, report)
    parcel = parcels.MessageParcel.read(request.body)
    is_new = services.close_case(case, by=by, number=parcel.number, sealed=parcel.sealed)
    return JsonResponse({"stored": is_new}, status=201 if is_new else 200)
