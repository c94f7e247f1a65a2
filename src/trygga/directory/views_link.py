"""The page behind the link in a mail: a point as it stands, one button, and how its owner knows. No sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from trygga.directory import lists
from trygga.directory.forms import HowForm
from trygga.directory.links import Asked, LinkGone, asked_by
from trygga.directory.models import ContactPoint
from trygga.directory.services import ChangedMeanwhile, NotPossible, verify_point
from trygga.directory.services.acts import today_in
from trygga.directory.views_changing import FORM_METHODS, refuse


@require_http_methods(FORM_METHODS)
def confirm(request: HttpRequest, signed: str) -> HttpResponse:
    """Looking changes nothing: programs that look at mail open every link. Sending the form confirms, once."""
    try:
        asked = asked_by(signed)
    except LinkGone:
        return _gone(request)
    with timezone.override(asked.point.programme.zone):
        if request.method == "POST":
            return _confirm(request, asked)
        return _ask(request, asked, HowForm()) if asked.is_as_it_was else _gone(request)


def _confirm(request: HttpRequest, asked: Asked) -> HttpResponse:
    form, point = HowForm(request.POST), asked.point
    if form.is_valid():
        today = today_in(point.programme)
        try:
            verify_point(point, by=point.owner, how=form.cleaned_data["how"], on=today, seen=asked.version)
        except ChangedMeanwhile:
            return _gone(request)
        except NotPossible as refused:
            refuse(form, refused)
        else:
            point.refresh_from_db()
            return render(request, "directory/office/confirmed.html", {"point": point})
    return _ask(request, asked, form) if asked.is_as_it_was else _gone(request)


def _ask(request: HttpRequest, asked: Asked, form: HowForm) -> HttpResponse:
    context = {
        "point": lists.described(ContactPoint.objects.select_related("programme")).get(pk=asked.point.pk),
        "others": [(other, False) for other in lists.disagreeing(asked.point)],
        "form": form,
        "today": today_in(asked.point.programme),
    }
    return render(request, "directory/office/confirm.html", context, status=422 if form.errors else 200)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/office/confirm_gone.html", status=410)
