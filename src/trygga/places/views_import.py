"""The office's pages about imports: send a list, look at what it would change, apply it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trygga.organisations.views_people import number_in
from trygga.places.access import Register, import_for, register_to_change
from trygga.places.forms_import import ImportForm
from trygga.places.importing import services
from trygga.places.importing.mending import bad_rows_file
from trygga.places.importing.preview import PAGE, bad_cells, planned_changes
from trygga.places.importing.problems import Unreadable
from trygga.places.importing.staging import Unclear
from trygga.places.models import Import
from trygga.places.views_places import at_register, show

LAST = 20
MOST_TO_EXPLAIN = 60
WHY_NOT: dict[type[Exception], Promise] = {
    services.NotReady: gettext_lazy("Somebody else has applied or cancelled it meanwhile."),
    services.RowsAreBad: gettext_lazy("Some rows are bad. Mend them and send the file again, or leave them out."),
    services.ManyWouldRetire: gettext_lazy("More than a tenth of the homes would be retired. Confirm that first."),
}


# ---- sending ----
@require_http_methods(["GET", "HEAD", "POST"])
@at_register(register_to_change)
def imports(request: HttpRequest, register: Register) -> HttpResponse:
    """The form, and the last imports. Where columns are not clear, the same file is sent again with what they are."""
    if request.method != "POST":
        return _form(request, register, ImportForm(areas=register.areas))
    asked = tuple(request.POST.getlist("asked"))[:MOST_TO_EXPLAIN]
    form = ImportForm(request.POST, request.FILES, areas=register.areas, unknown=asked)
    if not form.is_valid():
        return _form(request, register, form, asked)
    if asked:
        services.remember_columns(register.landlord, form.choices(asked))
    try:
        sent = form.cleaned_data["file"].file
        source = services.begin_import(register.landlord, sent, by=register.user, wishes=form.wishes)
    except Unreadable as problem:
        form.add_error("file", str(problem))
        return _form(request, register, form, asked)
    except Unclear as unclear:
        return _ask(request, register, unclear)
    return redirect("import", register.programme.slug, register.landlord.slug, source.pk)


def _ask(request: HttpRequest, register: Register, unclear: Unclear) -> HttpResponse:
    """Which column is which? What stood in them is not kept, so the file is asked for again."""
    unknown = tuple(unclear.columns.unknown)[:MOST_TO_EXPLAIN]
    form = ImportForm(areas=register.areas, unknown=unknown)
    missing = _("the address") if unclear.columns.missing else _("the home number, or the key of the home")
    return _form(request, register, form, unknown, unclear=unclear, missing=missing)


def _form(
    request: HttpRequest, register: Register, form: ImportForm, asked: tuple[str, ...] = (), **more: Any
) -> HttpResponse:
    last = Import.objects.filter(landlord=register.landlord).select_related("by").order_by("-pk")[:LAST]
    status = 422 if form.errors or "unclear" in more else 200
    return show(request, register, "imports/imports", status=status, form=form, asked=asked, last=last, **more)


# ---- one import ----
@require_safe
@at_register(register_to_change)
def one_import(request: HttpRequest, register: Register, source: int) -> HttpResponse:
    """How far it is; while it is worked on the page asks again by itself."""
    found = import_for(register, source)
    after = number_in(request, "after") or 0
    bad = bad_cells(found, after=after, most=PAGE + 1)
    response = show(
        request,
        register,
        "imports/import",
        source=found,
        planned=list(planned_changes(found)) if found.state == Import.State.READY else [],
        bad=bad[:PAGE],
        more_bad=after + PAGE if len(bad) > PAGE else None,
    )
    if found.state in (Import.State.PLANNING, Import.State.APPLYING):
        response.headers["Refresh"] = "3"
    return response


@require_POST
@at_register(register_to_change)
def apply_import(request: HttpRequest, register: Register, source: int) -> HttpResponse:
    found = import_for(register, source)
    retires = request.POST.get("retires", "")
    try:
        services.ask_to_apply(
            found,
            by=register.user,
            leaves_bad_rows_out="leave_bad_rows" in request.POST,
            retires=int(retires) if retires.isascii() and retires.isdigit() and len(retires) < 9 else None,
        )
    except tuple(WHY_NOT) as refused:
        return _cannot(request, register, found, str(WHY_NOT[type(refused)]))
    return redirect("import", register.programme.slug, register.landlord.slug, found.pk)


def _cannot(request: HttpRequest, register: Register, source: Import, sentence: str) -> HttpResponse:
    return show(request, register, "imports/cannot", status=409, source=source, sentence=sentence)


@require_POST
@at_register(register_to_change)
def cancel_import(request: HttpRequest, register: Register, source: int) -> HttpResponse:
    found = import_for(register, source)
    try:
        services.cancel_import(found)
    except services.NotReady:
        return _cannot(request, register, found, _("It cannot be cancelled any more."))
    return redirect("imports", register.programme.slug, register.landlord.slug)


@require_safe
@at_register(register_to_change)
def import_bad_rows(request: HttpRequest, register: Register, source: int) -> StreamingHttpResponse:
    found = import_for(register, source)
    response = StreamingHttpResponse(bad_rows_file(found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{register.landlord.slug}-{found.pk}.csv"'
    return response
