"""What members do with a report. Everything readable stays in the browser; here only sealed things are put in place."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from trygga.audit.models import Event
from trygga.audit.services import record
from trygga.casework.models import Case, SetAside
from trygga.concerns.models import DialogueMessage, SealedReport
from trygga.concerns.services import add_message
from trygga.organisations.models import Member

TO_WRITER = DialogueMessage.Direction.TO_WRITER


class AlreadyOpened(Exception):
    """Somebody has opened this report: it is a case, and ends as one."""


def open_case(report: SealedReport, *, by: Member, opening: bytes, received: bytes) -> bool:
    """Record the first opening and tell the writer "received". True when new, False when it was opened before.

    `opening` is sealed to the ring, `received` is message number 1 to the writer.
    """
    try:
        with transaction.atomic():
            Case.objects.create(
                programme_id=report.programme_id,
                report=report,
                opened_by=by,
                opened_on=timezone.localdate(timezone=report.programme.zone),
                opening=opening,
            )
            add_message(report, number=1, direction=TO_WRITER, sealed=received)
            SetAside.objects.filter(report=report).delete()
            _note(Event.CASE_OPENED, by)
    except IntegrityError:
        if Case.objects.filter(report=report).exists():
            return False
        raise
    return True


@transaction.atomic
def ask_writer(case: Case, *, by: Member, number: int, sealed: bytes) -> bool:
    """Put a question to the writer. True when new. Raises DialogueClosed, NumberTaken."""
    is_new = add_message(case.report, number=number, direction=TO_WRITER, sealed=sealed)
    if is_new:
        _note(Event.QUESTION_ASKED, by)
    return is_new


@transaction.atomic
def close_case(case: Case, *, by: Member, number: int, sealed: bytes) -> bool:
    """End the dialogue with `sealed` as its last message. True when new. Raises DialogueClosed, NumberTaken."""
    is_new = add_message(case.report, number=number, direction=TO_WRITER, sealed=sealed, ends=True)
    if is_new:
        _note(Event.CASE_CLOSED, by)
    return is_new


@transaction.atomic
def set_aside(report: SealedReport, *, by: Member) -> bool:
    """Take a report that does not open out of the others' way, for the whole unit. True when new. Raises AlreadyOpened.

    Anybody can send what nobody can open. It is neither erased nor hidden: it can be opened, or put back, at any time.
    """
    # An opening that is on its way comes first.
    SealedReport.objects.select_for_update().only("pk").get(pk=report.pk)
    if Case.objects.filter(report=report).exists():
        raise AlreadyOpened
    today = timezone.localdate(timezone=report.programme.zone)
    _, is_new = SetAside.objects.get_or_create(
        programme_id=report.programme_id, report=report, defaults={"by": by, "on": today}
    )
    if is_new:
        _note(Event.CASE_SET_ASIDE, by)
    return is_new


@transaction.atomic
def put_back(report: SealedReport, *, by: Member) -> bool:
    """Put a report that was set aside among the new ones again. True when it was aside."""
    was_aside = SetAside.objects.filter(report=report).delete()[0] > 0
    if was_aside:
        _note(Event.CASE_PUT_BACK, by)
    return was_aside


def _note(event: Event, by: Member) -> None:
    record(event, programme=by.programme_id, organisation=by.unit.organisation_id, actor=by.user_id)
