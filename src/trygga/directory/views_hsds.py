"""The directory as HSDS: open on the programme's host; in the office a list that comes in, with what it would do."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trygga.accounts.access import signed_in
from trygga.directory.access import list_for
from trygga.directory.filling import in_programme_to_fill
from trygga.directory.forms_hsds import ListForm
from trygga.directory.hsds import services
from trygga.directory.hsds.pages import shown
from trygga.directory.hsds.problems import Unreadable
from trygga.directory.hsds.queries import directory_page
from trygga.directory.models import DirectoryList
from trygga.organisations.models import Programme
from trygga.organisations.requests import programme_of

LAST = 20


@require_safe
def directory_json(request: HttpRequest) -> JsonResponse:
    """Who answers for what, for other programs: what public pages show now, in pages."""
    number = request.GET.get("page", "1")
    is_number = number.isascii() and number.isdigit() and len(number) < 6
    page = directory_page(programme_of(request), timezone.now(), number=int(number)) if is_number else None
    if page is None:
        raise Http404
    response = JsonResponse(page)
    response.headers["Access-Control-Allow-Origin"] = settings.INBOX_ORIGIN
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


# ---- the office ----
@require_http_methods(["GET", "HEAD", "POST"])
@in_programme_to_fill
def directory_lists(request: HttpRequest, programme: Programme) -> HttpResponse:
    """The form for a file, and the lists of the last week."""
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.keep_list(programme, form.cleaned_data["file"].file, by=signed_in(request))
        except Unreadable as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("directory_list", programme.slug, kept.pk)
    last = DirectoryList.objects.filter(programme=programme).select_related("by").defer("services", "unusable")
    context = {"programme": programme, "form": form, "last": last.order_by("-pk")[:LAST]}
    return render(request, "directory/office/hsds/lists.html", context, status=422 if form.errors else 200)


@require_safe
@in_programme_to_fill
def directory_list(request: HttpRequest, programme: Programme, source: int) -> HttpResponse:
    """What a list would do now, or what it did."""
    kept = list_for(programme, source)
    context: dict[str, Any] = {"programme": programme, "kept": kept}
    if kept.applied_at is None:
        context |= shown(kept, services.preview(kept))
    return render(request, "directory/office/hsds/list.html", context)


@require_POST
@in_programme_to_fill
def apply_directory_list(request: HttpRequest, programme: Programme, source: int) -> HttpResponse:
    """Do what the preview showed. A second click finds it done."""
    kept = list_for(programme, source)
    try:
        services.apply_list(kept, by=signed_in(request), seen=request.POST.get("seen", ""))
    except services.ChangedMeanwhile:
        messages.warning(request, _("The directory has changed since you looked. This is what the file would do now."))
    except services.IsOver:
        messages.info(request, _("It was applied already."))
    return redirect("directory_list", programme.slug, kept.pk)


@require_POST
@in_programme_to_fill
def drop_directory_list(request: HttpRequest, programme: Programme, source: int) -> HttpResponse:
    """Erase a list without applying it; a second click finds nothing more to erase."""
    services.let_go(programme, source)
    return redirect("directory_lists", programme.slug)
