"""The office's pages about imports: send a list, look at what it would change, apply it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trygga.accounts.access import signed_in
from trygga.organisations.models import Organisation
from trygga.organisations.working import working_in
from trygga.places.forms_import import ImportForm
from trygga.places.importing import services
from trygga.places.importing.access import import_for, landlord_to_import
from trygga.places.importing.mending import bad_rows_file
from trygga.places.importing.preview import PAGE, bad_cells, planned_changes
from trygga.places.importing.problems import Unreadable
from trygga.places.importing.staging import Unclear
from trygga.places.models import Area, Import

View = Callable[..., HttpResponseBase]
LAST = 20
MOST_TO_EXPLAIN = 60


def at_landlord(view: View) -> View:
    """Give the view the landlord whose register the person may change, in the programme that is being worked in."""

    @wraps(view)
    def with_landlord(request: HttpRequest, programme: str, landlord: str, **ids: Any) -> HttpResponseBase:
        here = working_in(request)
        if here is None or here.slug != programme:
            raise Http404
        return view(request, landlord_to_import(signed_in(request), programme, landlord), **ids)

    return with_landlord


# ---- sending ----
@require_http_methods(["GET", "HEAD", "POST"])
@at_landlord
def imports(request: HttpRequest, landlord: Organisation) -> HttpResponse:
    """The form, and the last imports. Where columns are not clear, the same file is sent again with what they are."""
    areas = Area.objects.filter(programme=landlord.programme)
    if request.method != "POST":
        return _form(request, landlord, ImportForm(areas=areas))
    asked = tuple(request.POST.getlist("asked"))[:MOST_TO_EXPLAIN]
    form = ImportForm(request.POST, request.FILES, areas=areas, unknown=asked)
    if not form.is_valid():
        return _form(request, landlord, form, asked)
    if asked:
        services.remember_columns(landlord, form.choices(asked))
    try:
        source = services.begin_import(
            landlord, form.cleaned_data["file"].file, by=signed_in(request), wishes=form.wishes
        )
    except Unreadable as problem:
        form.add_error("file", str(problem))
        return _form(request, landlord, form, asked)
    except Unclear as unclear:
        return _ask(request, landlord, unclear)
    return redirect("import", landlord.programme.slug, landlord.slug, source.pk)


def _ask(request: HttpRequest, landlord: Organisation, unclear: Unclear) -> HttpResponse:
    """Which column is which? What stood in them is not kept, so the file is asked for again."""
    unknown = tuple(unclear.columns.unknown)[:MOST_TO_EXPLAIN]
    form = ImportForm(areas=Area.objects.filter(programme=landlord.programme), unknown=unknown)
    missing = _("the address") if unclear.columns.missing else _("the home number, or the key of the home")
    return _form(request, landlord, form, unknown, unclear=unclear, missing=missing)


def _form(
    request: HttpRequest, landlord: Organisation, form: ImportForm, asked: tuple[str, ...] = (), **more: Any
) -> HttpResponse:
    last = Import.objects.filter(landlord=landlord).select_related("by").order_by("-pk")[:LAST]
    context = {"landlord": landlord, "form": form, "asked": asked, "last": last, **more}
    is_refused = bool(form.errors) or "unclear" in more
    return render(request, "places/imports/imports.html", context, status=422 if is_refused else 200)


# ---- one import ----
@require_safe
@at_landlord
def one_import(request: HttpRequest, landlord: Organisation, source: int) -> HttpResponse:
    """How far it is; while it is worked on the page asks again by itself."""
    found = import_for(landlord, source)
    text = request.GET.get("after", "")
    after = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    bad = bad_cells(found, after=after, most=PAGE + 1)
    context = {
        "landlord": landlord,
        "source": found,
        "planned": list(planned_changes(found)) if found.state == Import.State.READY else [],
        "bad": bad[:PAGE],
        "more_bad": after + PAGE if len(bad) > PAGE else None,
    }
    response = render(request, "places/imports/import.html", context)
    if found.state in (Import.State.PLANNING, Import.State.APPLYING):
        response.headers["Refresh"] = "3"
    return response


@require_POST
@at_landlord
def apply_import(request: HttpRequest, landlord: Organisation, source: int) -> HttpResponse:
    found = import_for(landlord, source)
    retires = request.POST.get("retires", "")
    try:
        services.ask_to_apply(
            found,
            by=signed_in(request),
            leaves_bad_rows_out="leave_bad_rows" in request.POST,
            retires=int(retires) if retires.isascii() and retires.isdigit() and len(retires) < 9 else None,
        )
    except services.NotReady:
        return _cannot(request, found, _("Somebody else has applied or cancelled it meanwhile."))
    except services.RowsAreBad:
        return _cannot(request, found, _("Some rows are bad. Mend them and send the file again, or leave them out."))
    except services.ManyWouldRetire:
        return _cannot(request, found, _("More than a tenth of the homes would be retired. Confirm that first."))
    return redirect("import", landlord.programme.slug, landlord.slug, found.pk)


def _cannot(request: HttpRequest, source: Import, sentence: str) -> HttpResponse:
    return render(request, "places/imports/cannot.html", {"source": source, "sentence": sentence}, status=409)


@require_POST
@at_landlord
def cancel_import(request: HttpRequest, landlord: Organisation, source: int) -> HttpResponse:
    found = import_for(landlord, source)
    try:
        services.cancel_import(found)
    except services.NotReady:
        return _cannot(request, found, _("It cannot be cancelled any more."))
    return redirect("imports", landlord.programme.slug, landlord.slug)


@require_safe
@at_landlord
def import_bad_rows(request: HttpRequest, landlord: Organisation, source: int) -> StreamingHttpResponse:
    found = import_for(landlord, source)
    response = StreamingHttpResponse(bad_rows_file(found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{landlord.slug}-{found.pk}.csv"'
    return response
