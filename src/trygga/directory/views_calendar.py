"""The calendar of whoever keeps contact points right: its page in the office, and the calendar itself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trygga.accounts.access import signed_in
from trygga.directory import calendar as calendars
from trygga.directory.models import CalendarAddress
from trygga.organisations.working import worked_in


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar that this secret address opens, without a sign-in."""
    address = calendars.address_with(token)
    content = calendars.calendar_of(address, timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="calendar.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_address(request: HttpRequest, programme: str) -> HttpResponse:
    """Whether I have a calendar; a POST makes a new address, shows it once, and ends the one before."""
    here, user, made = worked_in(request, programme), signed_in(request), ""
    if request.method == "POST":
        token = calendars.open_calendar(here, by=user)
        made = settings.OFFICE_ORIGIN + reverse("calendar", args=[token])
    there = CalendarAddress.objects.filter(programme=here, user=user).first()
    return render(request, "directory/office/calendar.html", {"programme": here, "there": there, "made": made})


@require_POST
def close_calendar(request: HttpRequest, programme: str) -> HttpResponse:
    """End the address of my calendar."""
    here = worked_in(request, programme)
    calendars.close_calendar(here, by=signed_in(request))
    return redirect("calendar_address", here.slug)
