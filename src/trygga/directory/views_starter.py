"""The office's page of the starter set: which national lines are offered; taking one, or all."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from trygga.accounts.access import signed_in
from trygga.directory import starting
from trygga.directory.differences import changes
from trygga.directory.filling import in_programme_to_fill
from trygga.organisations.models import Programme


@require_safe
@in_programme_to_fill
def starter(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Every line of the starter set, as it stands in this programme."""
    return _page(request, programme)


@require_POST
@in_programme_to_fill
def take_starter(request: HttpRequest, programme: Programme, key: str) -> HttpResponse:
    """Take one line. What somebody has changed by hand is overwritten only where the form says so."""
    try:
        taken = starting.take(programme, key, by=signed_in(request), overwrites="overwrites" in request.POST)
    except starting.HasItsOwn:
        messages.warning(request, _("What is here differs from the line. Say that it may be overwritten."))
        return _page(request, programme, status=409)
    if taken is not None:
        messages.success(request, _("%(name)s is here. Confirm it, then it is shown.") % {"name": taken.name})
    return redirect("starter", programme.slug)


@require_POST
@in_programme_to_fill
def take_all_starters(request: HttpRequest, programme: Programme) -> HttpResponse:
    """Take everything that nobody has changed by hand."""
    taken = len(starting.take_all(programme, by=signed_in(request)))
    if taken:
        said = ngettext("%(count)s line was taken.", "%(count)s lines were taken.", taken) % {"count": taken}
        messages.success(request, said)
    return redirect("starter", programme.slug)


def _page(request: HttpRequest, programme: Programme, *, status: int = 200) -> HttpResponse:
    offered = starting.offer(programme)
    lines = [{"offered": one, "fields": one.line.newest.fields, "changes": changes(one.differences)} for one in offered]
    can_take_all = any(one.can_be_taken for one in offered)
    context = {"programme": programme, "lines": lines, "can_take_all": can_take_all}
    return render(request, "directory/office/starter.html", context, status=status)
