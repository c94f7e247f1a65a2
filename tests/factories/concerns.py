"""Reports as rows, and as a neighbour's browser makes them."""

import functools
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from factory import LazyAttribute, LazyFunction, SelfAttribute, SubFactory
from factory.django import DjangoModelFactory

from tests.factories.organisations import UnitFactory, place_of
from trygga.concerns import tokens
from trygga.concerns.models import DialogueMessage, SealedReport
from trygga.directory.models import Pathway
from trygga.lib import receipts, sealing
from trygga.organisations.models import RingEpoch

CANARY = "the kanariefågel sings at Storgatan 7"


@functools.cache
def some_recipient() -> str:
    """A recipient whose identity nobody has kept."""
    return sealing.recipient_of(sealing.generate_identity())


@functools.cache
def sealed_file(recipients: int = 1) -> bytes:
    """An age file that passes every check made without a key, and that nobody can open."""
    return sealing.seal(sealing.pad({}), [some_recipient()] * recipients)


def fresh_file(recipients: int = 1) -> bytes:
    """The same, different each time."""
    return sealing.seal(sealing.pad({}), [some_recipient()] * recipients)


class SealedReportFactory(DjangoModelFactory):
    """A report that arrived now and that nobody can open: for lists, states and access."""

    class Meta:
        model = SealedReport

    id = LazyFunction(sealing.new_report_id)
    unit = SubFactory(UnitFactory)
    programme = SelfAttribute("unit.programme")
    area = None
    pathway = Pathway.CHILD
    epoch = 1
    arrived_on = LazyFunction(timezone.localdate)
    read_by = LazyFunction(lambda: timezone.now() + timedelta(days=1))
    lookup = LazyFunction(lambda: secrets.token_hex(32))
    recipient = LazyFunction(some_recipient)
    recipient_mac = "0" * 64
    report_identity = LazyFunction(sealed_file)
    sealed_report = LazyFunction(sealed_file)


class DialogueMessageFactory(DjangoModelFactory):
    class Meta:
        model = DialogueMessage

    report = SubFactory(SealedReportFactory)
    programme = SelfAttribute("report.programme")
    number = 1
    direction = DialogueMessage.Direction.TO_WRITER
    sealed = LazyAttribute(
        lambda message: sealed_file(2 if message.direction == DialogueMessage.Direction.TO_WRITER else 1)
    )
    arrived_on = LazyFunction(timezone.localdate)


def concern(**said: str) -> dict[str, str]:
    """A concern about a child that holds the canary sentence."""
    fields = {"pathway": Pathway.CHILD.value, "happening": "no", "heard": CANARY}
    return dict.fromkeys(sealing.CONCERN_FIELDS, "") | fields | said


def proof_for(token: str, report: str, bits: int, *, is_right: bool = True) -> str:
    """The first counter that proves the work, or that does not."""
    found = (str(n) for n in range(1 << 30) if tokens.is_proven(token, report, str(n), bits) is is_right)
    return next(found)


@functools.cache
def keys_of_code(code: str) -> receipts.ReceiptKeys:
    """Slow, so once for each code and test process."""
    return receipts.derive_keys(code)


@dataclass(frozen=True)
class Neighbour:
    """Somebody who writes, as the browser does it for her. She has no account; her receipt code is all she keeps."""

    code: str

    @property
    def keys(self) -> receipts.ReceiptKeys:
        return keys_of_code(self.code)

    @property
    def lookup_id(self) -> str:
        """What the browser sends to find the dialogue; the row holds its hash."""
        return self.keys.lookup_id.hex()

    def seal(self, ring: RingEpoch, **said: str) -> sealing.SealedReport:
        """A new report to the unit of this ring."""
        place = place_of(ring.unit, epoch=ring.epoch, report=sealing.new_report_id())
        return sealing.seal_report(
            concern(**said),
            place=place,
            ring_recipient=ring.recipient,
            receipt=self.keys,
            language="sv",
            sealed_at=timezone.now(),
        )

    def parcel(self, sealed: sealing.SealedReport, ring: RingEpoch, **changes: Any) -> dict[str, Any]:
        """What the browser sends, with a fresh token and its proof; bytes are still bytes."""
        fresh = tokens.new_token()
        token = str(fresh["token"])
        return {
            "token": token,
            "counter": proof_for(token, sealed.report, int(fresh["bits"])),
            "report": sealed.report,
            "organisation": ring.unit.organisation.slug,
            "unit": ring.unit.slug,
            "epoch": ring.epoch,
            "pathway": Pathway.CHILD.value,
            "area": "",
            "lookup": sealed.lookup,
            "recipient": sealed.recipient,
            "recipient_mac": sealed.recipient_mac,
            "report_identity": sealed.report_identity,
            "sealed_report": sealed.sealed_report,
        } | changes

    def dialogue(self, programme: str, sealed: sealing.SealedReport) -> sealing.Dialogue:
        """What both ends know of the dialogue."""
        return sealing.Dialogue(
            programme=programme,
            report=sealed.report,
            root=self.keys.mac_key,
            report_recipient=sealed.recipient,
            dialogue_recipient=self.keys.dialogue_recipient,
        )
