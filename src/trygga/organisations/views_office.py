"""The start of the office, and the choice of the programme to work in."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from trygga.accounts.access import signed_in
from trygga.organisations.queries import appointments_of, memberships_of
from trygga.organisations.working import choose, programmes_of, working_in
from trygga.web.waiting import waiting_for


@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """What waits for me, and what I am, in the programme that I work in."""
    user, programme = signed_in(request), working_in(request)
    context = {
        "waiting": waiting_for(user, programme.pk) if programme else [],
        "memberships": memberships_of(user).filter(programme=programme),
        "appointments": appointments_of(user).filter(programme=programme),
    }
    return render(request, "organisations/office.html", context)


@require_POST
def choose_programme(request: HttpRequest) -> HttpResponse:
    """Work in another programme. What was still to be said about the one before is dropped."""
    wanted = request.POST.get("programme", "")
    mine = {programme.slug: programme for programme in programmes_of(signed_in(request))}
    if wanted not in mine:
        raise Http404
    choose(request, mine[wanted])
    for _ in messages.get_messages(request):
        pass
    return redirect("office")
