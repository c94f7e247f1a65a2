"""Which mailbox receives what."""

from trygga.directory.models import MailboxRule
from trygga.organisations.models import Programme


def mailbox_rules(programme: Programme) -> list[MailboxRule]:
    """Every rule of the programme with its mailbox, unit and organisation."""
    rules = MailboxRule.objects.filter(programme=programme)
    return list(rules.select_related("mailbox__unit__organisation", "mailbox__programme", "area").order_by("id"))
