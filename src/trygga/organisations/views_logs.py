"""What an organisation's auditor and the programme's lead look at: the log, and what could not be delivered."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trygga.accounts.access import signed_in
from trygga.accounts.models import User
from trygga.audit.chain import told_head
from trygga.audit.models import Entry
from trygga.audit.queries import entries_of
from trygga.notifications.access import dead_notice
from trygga.notifications.models import Notice
from trygga.notifications.queries import outbox_page
from trygga.notifications.services import NotDead, give_up, try_again
from trygga.organisations import access
from trygga.organisations.access import Desk
from trygga.organisations.models import Organisation
from trygga.organisations.views_people import at_desk, cannot, number_in
from trygga.organisations.working import worked_in


@require_safe
def log(request: HttpRequest, programme: str, organisation: str) -> HttpResponse:
    """The organisation's log, newest first: who did what on which day, and never about whom or what it said."""
    worked_in(request, programme)
    found = access.audited_organisation(signed_in(request), programme, organisation)
    page = entries_of(programme=found.programme_id, organisation=found.pk, before=number_in(request, "before"))
    context = {"organisation": found, "page": page, "names": _names(page.entries), "head": _head_line(found)}
    return render(request, "organisations/log.html", context)


def _names(entries: list[Entry]) -> dict[int, str]:
    actors = {entry.actor for entry in entries if entry.actor is not None}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=actors)}


def _head_line(organisation: Organisation) -> str:
    told = told_head(organisation.pk)
    return told[0].said(told[1]) if told else ""


# ---- what could not be delivered ----
@require_safe
@at_desk
def outbox(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Dead notices, or with `?state=waiting` those that still wait. Never what they say."""
    state = Notice.State.WAITING if request.GET.get("state") == Notice.State.WAITING else Notice.State.DEAD
    page = outbox_page(programme=desk.programme.pk, state=state, before=number_in(request, "before"))
    return render(request, "organisations/outbox.html", {"desk": desk, "page": page, "state": state})


@require_POST
@at_desk
def try_notice_again(request: HttpRequest, desk: Desk, notice: int) -> HttpResponse:
    return _decide(desk, request, notice, try_again)


@require_POST
@at_desk
def give_notice_up(request: HttpRequest, desk: Desk, notice: int) -> HttpResponse:
    return _decide(desk, request, notice, give_up)


def _decide(desk: Desk, request: HttpRequest, pk: int, decide: Callable[..., None]) -> HttpResponse:
    try:
        decide(dead_notice(pk, programme=desk.programme.pk), by=desk.user.pk)
    except NotDead:
        return cannot(request, _("Somebody else has decided on it meanwhile. Look at the list again."))
    return redirect("outbox", desk.programme.slug)
