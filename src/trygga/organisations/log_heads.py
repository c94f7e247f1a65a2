"""Where each organisation's log ends, mailed to its members daily: what the server alone knows can be rewritten."""

from datetime import datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from trygga.accounts.models import User
from trygga.audit.services import HeadsToMail, heads_to_mail
from trygga.notifications.models import Occurrence
from trygga.notifications.once import do_once, due_day
from trygga.notifications.services import queue_mail
from trygga.organisations.models import Appointment, Member, Organisation, Role

NAME = "log-heads"
STRIKES = time(6)
LANGUAGE = "sv"
"""A mail has one language; members of Swedish authorities read this one."""


def mail_heads(*, at: datetime | None = None) -> bool:
    """For the work loop: every morning at six, once, however late it runs. Never has more to do at once."""
    day = due_day(at or timezone.now(), zone=ZoneInfo(settings.TIME_ZONE), after=STRIKES)
    if not Occurrence.objects.filter(name=NAME, on=day).exists():
        do_once(NAME, subject="", on=day, do=partial(_mail_all, list(heads_to_mail(day=day))))
    return False


def _mail_all(found: list[HeadsToMail]) -> None:
    with translation.override(LANGUAGE):
        programmes = dict(Organisation.objects.values_list("pk", "programme_id"))
        for heads in found:
            programme = programmes.get(heads.organisation)
            for address in _readers(heads.organisation):
                queue_mail(EmailMessage(_("Today’s check numbers"), _text(heads), to=[address]), programme=programme)


def _text(heads: HeadsToMail) -> str:
    ends = [head for head in (heads.own, heads.shared) if head is not None]
    return "\n".join(
        [
            _("Keep this mail. With these numbers it can be seen later whether the log was changed:"),
            "",
            *(head.said(heads.day) for head in ends),
            "",
            _("Whoever runs the program can compare them:"),
            *(f"trygga doctor --head {head.argument}" for head in ends),
        ]
    )


def _readers(organisation: int) -> list[str]:
    """Members and auditors of today, each address once."""
    members = Member.objects.filter(unit__organisation=organisation, left_on=None).values("user")
    auditors = Appointment.objects.filter(organisation=organisation, role=Role.AUDITOR, left_on=None).values("user")
    people = User.objects.filter(is_active=True, pk__in=members.union(auditors))
    return list(people.order_by("pk").values_list("email", flat=True))
