"""Tell: the write page, what it needs to seal, and taking in what was sealed. No view here ever sees plain text."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from trygga.concerns import parcels, sentences, services, tokens
from trygga.concerns.access import report_for_lookup
from trygga.concerns.models import SealedReport
from trygga.concerns.queries import dialogue_of, mailbox_of, read_when, sealing_table
from trygga.directory.asking import ShownPoint, answering_points, by_purpose
from trygga.organisations.models import Programme
from trygga.organisations.requests import programme_of
from trygga.places.queries import areas_of
from trygga.web.same_origin import same_origin
from trygga.web.troubles import problem


def strict_parcels(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a request that does not follow the format with 400 and a sentence."""

    @wraps(view)
    def strict(request: HttpRequest, language: str) -> HttpResponse:
        try:
            return view(request, language)
        except parcels.MalformedParcel:
            return problem(400, "malformed", sentences.malformed())

    return strict


@require_safe
def write(request: HttpRequest, language: str) -> HttpResponse:
    programme = programme_of(request)
    context = {
        "areas": areas_of(programme),
        **tokens.new_token(),
        "answers_for": _answers_for(programme, language),
    }
    return render(request, "concerns/write.html", context)


@require_safe
def mailboxes(request: HttpRequest, language: str) -> JsonResponse:
    """Who receives what right now, with the recipients to seal to: the same answer for everyone who asks."""
    return JsonResponse(sealing_table(programme_of(request), timezone.now()))


@require_POST
@same_origin
@strict_parcels
def send(request: HttpRequest, language: str) -> HttpResponse:
    parcel = parcels.ReportParcel.read(request.body)
    try:
        received = services.receive_report(programme_of(request), parcel, at=timezone.now())
    except services.TokenExpired:
        return problem(410, "expired", sentences.expired(), **tokens.new_token())
    except services.MailboxClosed:
        return problem(409, "closed", sentences.closed())
    except services.NewerEpoch as newer:
        return problem(409, "epoch", sentences.newer_epoch(), epoch=newer.epoch, recipient=newer.recipient)
    reads = read_when(received.mailbox)
    return JsonResponse({"stored": True, "reads": reads}, status=201 if received.is_new else 200)


@require_safe
def answer(request: HttpRequest, language: str) -> HttpResponse:
    context = {"answers_for": _answers_for(programme_of(request), language)}
    return render(request, "concerns/answer.html", context)


def _answers_for(programme: Programme, language: str) -> dict[str, tuple[ShownPoint, ...]]:
    """Who answers now wherever the home is: these pages do not know in which area that is."""
    return by_purpose(answering_points(programme, None, at=timezone.now(), language=language))


@require_POST
@same_origin
@strict_parcels
def open_dialogue(request: HttpRequest, language: str) -> HttpResponse:
    programme = programme_of(request)
    report = report_for_lookup(programme, parcels.read_lookup(request.body))
    if report is None:
        return problem(404, "unknown", sentences.unknown_code())
    return JsonResponse(
        {
            "programme": programme.slug,
            "report": report.pk,
            "recipient": report.recipient,
            "recipient_mac": report.recipient_mac,
            "messages": dialogue_of(report),
            "not_yet_read": _not_yet_read(report),
        }
    )


def _not_yet_read(report: SealedReport) -> str:
    now = timezone.now()
    return sentences.not_yet_read(is_overdue=report.read_by < now, mailbox=mailbox_of(report, now))


@require_POST
@same_origin
@strict_parcels
def send_answer(request: HttpRequest, language: str) -> HttpResponse:
    parcel = parcels.AnswerParcel.read(request.body)
    report = report_for_lookup(programme_of(request), parcel.lookup)
    if report is None:
        return problem(404, "unknown", sentences.unknown_code())
    try:
        is_new = services.receive_answer(report, number=parcel.number, sealed=parcel.sealed)
    except services.NumberTaken:
        return problem(409, "taken", sentences.number_taken())
    except services.DialogueClosed:
        return problem(409, "closed", sentences.dialogue_closed())
    except services.DialogueFull:
        return problem(409, "full", sentences.dialogue_full())
    return JsonResponse({"stored": True}, status=201 if is_new else 200)
