"""What the write page and the dialogue need to know."""

import base64
from datetime import datetime
from typing import Any

from trygga.concerns.models import SealedReport
from trygga.directory.mailboxes import MailboxNow
from trygga.directory.models import Mailbox
from trygga.directory.queries import mailbox_rules
from trygga.directory.sentences import nobody_reads, reading_times
from trygga.organisations.models import Programme
from trygga.organisations.queries import current_epochs


def sealing_table(programme: Programme, at: datetime) -> dict[str, Any]:
    """`units` that receive now, with recipient and reading times, and `rules`: pathway and area (or "") to a unit.

    While a mailbox is closed, its rules name a unit that `units` lacks: what they are for goes to nobody else.
    """
    rings = {ring.unit_id: ring for ring in current_epochs(programme)}
    units: dict[str, dict[str, Any]] = {}
    rules = []
    for rule in mailbox_rules(programme):
        mailbox = MailboxNow(rule.mailbox, at)
        unit = rule.mailbox.unit
        ring = rings.get(unit.pk)
        key = f"{unit.organisation.slug}/{unit.slug}"
        if ring is not None and mailbox.is_receiving:
            units[key] = {
                "organisation": unit.organisation.slug,
                "unit": unit.slug,
                "name": unit.organisation.name,
                "epoch": ring.epoch,
                "recipient": ring.recipient,
                "reads": reading_times(mailbox),
            }
        rules.append({"pathway": rule.pathway, "area": rule.area.slug if rule.area else "", "unit": key})
    return {"programme": programme.slug, "units": units, "rules": rules}


def dialogue_of(report: SealedReport, *, with_days: bool = False) -> list[dict[str, Any]]:
    """The sealed messages in their order, for whoever holds a key to them.

    `with_days` is for members: on the writer's side, whoever holds the code learns no day.
    """
    return [
        {
            "number": message.number,
            "direction": message.direction,
            "sealed": base64.b64encode(message.sealed).decode(),
        }
        | ({"arrived_on": message.arrived_on.isoformat()} if with_days else {})
        for message in report.messages.all()
    ]


def read_when(mailbox: MailboxNow | None) -> str:
    """The sentence that says when somebody reads what lies in this mailbox: for the receipt."""
    return reading_times(mailbox) if mailbox and mailbox.is_receiving else nobody_reads()


def mailbox_of(report: SealedReport, at: datetime) -> MailboxNow | None:
    """The mailbox that holds this report."""
    mailboxes = Mailbox.objects.filter(programme_id=report.programme_id, unit_id=report.unit_id)
    mailbox = mailboxes.select_related("programme", "unit__organisation").first()
    return MailboxNow(mailbox, at) if mailbox else None
