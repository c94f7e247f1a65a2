"""Taking in what neighbours send. Once a caller has an answer, what was sent is durable and there once."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from trygga.audit.models import Event
from trygga.audit.services import record
from trygga.concerns.models import DialogueMessage, SealedReport
from trygga.concerns.parcels import MalformedParcel, ReportParcel
from trygga.concerns.queries import mailbox_of
from trygga.concerns.tokens import bits_of, is_proven
from trygga.directory.mailboxes import MailboxNow
from trygga.directory.receivers import Receiver, receiver_for
from trygga.organisations.models import Programme
from trygga.web import rows
from trygga.web.together import write_together

MOST_FROM_WRITER = 100
"""Messages that a writer may send in one dialogue: far more than a talk needs, and few enough to be fetched at once."""


class MailboxClosed(Exception):
    """Nobody receives this now; the sheet and the numbers remain."""


class TokenExpired(Exception):
    """The page was open for more than a day."""


class NewerEpoch(Exception):
    """The unit has a newer key; the report identity must be sealed again."""

    def __init__(self, epoch: int, recipient: str | None) -> None:
        super().__init__()
        self.epoch = epoch
        self.recipient = recipient


class NumberTaken(Exception):
    """Another message stands at this place in the dialogue; read it first, then seal again."""


class DialogueClosed(Exception):
    """No more messages."""


class DialogueFull(Exception):
    """The writer has sent as many messages as are kept; members can still ask and close."""


@dataclass(frozen=True)
class Received:
    """A report that is stored, whether it was new, and the mailbox that holds it (None where it has lost its own)."""

    is_new: bool
    mailbox: MailboxNow | None


def receive_report(programme: Programme, parcel: ReportParcel, *, at: datetime) -> Received:
    """Store a sealed report once; a report id that was stored before is answered and stored no second time.

    Raises TokenExpired, MailboxClosed, NewerEpoch, MalformedParcel; then nothing was stored.
    """
    try:
        report, receiver = _report(programme, parcel, at)
        if _store_once(report, organisation=receiver.unit.organisation_id):
            return Received(True, receiver.mailbox)
    except (TokenExpired, MailboxClosed, NewerEpoch):
        # Asked only here and where the insert collides: a new report, the common case, is spared the question.
        if not SealedReport.objects.filter(programme=programme, pk=parcel.report).exists():
            raise
    # Its pathway may lead elsewhere by now; what was stored stays where it is.
    stored = SealedReport.objects.only("programme", "unit").get(programme=programme, pk=parcel.report)
    return Received(False, mailbox_of(stored, at))


def _report(programme: Programme, parcel: ReportParcel, at: datetime) -> tuple[SealedReport, Receiver]:
    """The row to store, and who receives it."""
    bits = bits_of(parcel.token)
    if bits is None:
        raise TokenExpired
    receiver = _receiver(programme, parcel, at)
    report = SealedReport(
        id=parcel.report,
        programme=programme,
        unit_id=receiver.unit.pk,
        area_id=receiver.area_id,
        pathway=parcel.pathway,
        epoch=parcel.epoch,
        arrived_on=timezone.localdate(at),
        read_by=receiver.mailbox.read_by,
        lookup=parcel.lookup,
        recipient=parcel.recipient,
        recipient_mac=parcel.recipient_mac,
        report_identity=parcel.report_identity,
        sealed_report=parcel.sealed_report,
        label="" if is_proven(parcel.token, parcel.report, parcel.counter, bits) else SealedReport.Label.UNPROVEN,
    )
    return report, receiver


def _receiver(programme: Programme, parcel: ReportParcel, at: datetime) -> Receiver:
    found = receiver_for(programme, pathway=parcel.pathway, area=parcel.area, at=at)
    if found is None or not found.mailbox.is_receiving or found.epoch is None:
        raise MailboxClosed
    if (found.unit.organisation.slug, found.unit.slug) != (parcel.organisation, parcel.unit):
        raise MailboxClosed
    if found.epoch != parcel.epoch:
        raise NewerEpoch(found.epoch, found.recipient)
    return found


def _store_once(report: SealedReport, *, organisation: int) -> bool:
    def store() -> None:
        rows.insert(report)
        record(Event.REPORT_RECEIVED, programme=report.programme_id, organisation=organisation, day=report.arrived_on)

    try:
        write_together(store)
    except IntegrityError:
        # The same report from a second tab or a retry that was on its way at the same moment.
        if SealedReport.objects.filter(programme_id=report.programme_id, pk=report.pk).exists():
            return False
        # Honest codes and ids never meet: somebody has sent another report under one that is there.
        raise MalformedParcel("lookup") from None
    return True


def add_message(
    report: SealedReport, *, number: int, direction: DialogueMessage.Direction, sealed: bytes, ends: bool = False
) -> bool:
    """Put one sealed message at its place in the dialogue. True when new, False when exactly this one is there.

    `ends` closes the dialogue with this message. Raises DialogueClosed, DialogueFull, NumberTaken. Runs in the caller's
    transaction; the caller writes the audit entry, since only it knows who acts.
    """
    # Locked before anything is looked at: a retry whose first try is still on its way waits here, and then sees it.
    locked = SealedReport.objects.select_for_update().only("is_closed").get(pk=report.pk)
    there = list(DialogueMessage.objects.filter(report=report).values_list("number", "direction"))
    if (number, direction) in there and _is_there(report, number, sealed):
        return False
    if locked.is_closed:
        raise DialogueClosed
    if _is_full(direction, there):
        raise DialogueFull
    if number != len(there) + 1:
        raise NumberTaken
    DialogueMessage.objects.create(
        programme_id=report.programme_id,
        report=report,
        number=number,
        direction=direction,
        sealed=sealed,
        arrived_on=timezone.localdate(timezone=report.programme.zone),
    )
    if ends:
        SealedReport.objects.filter(pk=report.pk).update(is_closed=True)
    return True


def _is_there(report: SealedReport, number: int, sealed: bytes) -> bool:
    stored = DialogueMessage.objects.values_list("sealed", flat=True).get(report=report, number=number)
    return bytes(stored) == sealed


def _is_full(direction: str, there: list[tuple[int, str]]) -> bool:
    from_writer = DialogueMessage.Direction.FROM_WRITER
    return direction == from_writer and sum(one == from_writer for _, one in there) >= MOST_FROM_WRITER


@transaction.atomic
def receive_answer(report: SealedReport, *, number: int, sealed: bytes) -> bool:
    """Store a message from the writer once. True when new. Raises DialogueClosed, DialogueFull, NumberTaken."""
    if number == 1:
        # The place of "received": whoever took it could keep her own report from being opened.
        raise NumberTaken
    is_new = add_message(report, number=number, direction=DialogueMessage.Direction.FROM_WRITER, sealed=sealed)
    if is_new:
        record(Event.MESSAGE_RECEIVED, programme=report.programme_id, organisation=report.unit.organisation_id)
    return is_new
