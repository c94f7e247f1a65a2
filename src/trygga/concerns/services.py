"""Taking in what neighbours send. Once a caller has an answer, what was sent is durable and there once."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from trygga.audit.models import Event
from trygga.audit.services import record
from trygga.concerns.models import DialogueMessage, SealedReport
from trygga.concerns.parcels import MalformedParcel, ReportParcel
from trygga.concerns.tokens import bits_of, is_proven
from trygga.directory.mailboxes import MailboxNow
from trygga.directory.queries import mailbox_for
from trygga.organisations.models import Programme, RingEpoch
from trygga.organisations.queries import current_epoch
from trygga.places.models import Area


class MailboxClosed(Exception):
    """Nobody receives this now; the sheet and the numbers remain."""


class TokenExpired(Exception):
    """The page was open for more than a day."""


class NewerEpoch(Exception):
    """The unit has a newer key; the report identity must be sealed again."""

    def __init__(self, ring: RingEpoch) -> None:
        super().__init__()
        self.ring = ring


class NumberTaken(Exception):
    """Another message stands at this place in the dialogue; read it first, then seal again."""


class DialogueClosed(Exception):
    """No more messages."""


def receive_report(programme: Programme, parcel: ReportParcel, *, at: datetime) -> bool:
    """Store a sealed report once. True when it is new, False when this report id was stored before.

    Raises TokenExpired, MailboxClosed, NewerEpoch, MalformedParcel; then nothing was stored.
    """
    try:
        report = _report(programme, parcel, at)
    except (TokenExpired, MailboxClosed, NewerEpoch):
        # Asked only here and where the insert collides: a new report, the common case, is spared the question.
        if SealedReport.objects.filter(programme=programme, pk=parcel.report).exists():
            return False
        raise
    return _store_once(report)


def _report(programme: Programme, parcel: ReportParcel, at: datetime) -> SealedReport:
    bits = bits_of(parcel.token)
    if bits is None:
        raise TokenExpired
    area = Area.objects.filter(programme=programme, slug=parcel.area).first() if parcel.area else None
    receiving = _receiving_mailbox(programme, parcel, area, at)
    return SealedReport(
        id=parcel.report,
        programme=programme,
        unit=receiving.mailbox.unit,
        area=area,
        pathway=parcel.pathway,
        epoch=parcel.epoch,
        arrived_on=timezone.localdate(at),
        read_by=receiving.read_by,
        lookup=parcel.lookup,
        recipient=parcel.recipient,
        recipient_mac=parcel.recipient_mac,
        report_identity=parcel.report_identity,
        sealed_report=parcel.sealed_report,
        label="" if is_proven(parcel.token, parcel.report, parcel.counter, bits) else SealedReport.Label.UNPROVEN,
    )


def _receiving_mailbox(programme: Programme, parcel: ReportParcel, area: Area | None, at: datetime) -> MailboxNow:
    found = mailbox_for(programme, pathway=parcel.pathway, area=area, at=at)
    if found is None or not found.is_receiving or (area is None and parcel.area):
        raise MailboxClosed
    unit = found.mailbox.unit
    if (unit.organisation.slug, unit.slug) != (parcel.organisation, parcel.unit):
        raise MailboxClosed
    ring = current_epoch(unit)
    if ring is None:
        raise MailboxClosed
    if ring.epoch != parcel.epoch:
        raise NewerEpoch(ring)
    return found


def _store_once(report: SealedReport) -> bool:
    try:
        with transaction.atomic():
            report.save(force_insert=True)
            record(
                Event.REPORT_RECEIVED,
                programme=report.programme_id,
                organisation=report.unit.organisation_id,
            )
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

    `ends` closes the dialogue with this message. Raises DialogueClosed, NumberTaken. Runs in the caller's transaction;
    the caller writes the audit entry, since only it knows who acts.
    """
    there = DialogueMessage.objects.filter(report=report, number=number).first()
    if there is not None and bytes(there.sealed) == sealed:
        return False
    locked = SealedReport.objects.select_for_update().get(pk=report.pk)
    if locked.is_closed:
        raise DialogueClosed
    if number != DialogueMessage.objects.filter(report=report).count() + 1:
        raise NumberTaken
    DialogueMessage.objects.create(
        programme_id=report.programme_id,
        report=report,
        number=number,
        direction=direction,
        sealed=sealed,
        arrived_on=timezone.localdate(),
    )
    if ends:
        SealedReport.objects.filter(pk=report.pk).update(is_closed=True)
    return True


@transaction.atomic
def receive_answer(report: SealedReport, *, number: int, sealed: bytes) -> bool:
    """Store a message from the writer once. True when new. Raises DialogueClosed, NumberTaken."""
    if number == 1:
        # The place of "received": whoever took it could keep her own report from being opened.
        raise NumberTaken
    is_new = add_message(report, number=number, direction=DialogueMessage.Direction.FROM_WRITER, sealed=sealed)
    if is_new:
        record(Event.MESSAGE_RECEIVED, programme=report.programme_id, organisation=report.unit.organisation_id)
    return is_new
