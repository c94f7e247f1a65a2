"""The only way to a protected object: through the membership of whoever asks. Absent and forbidden are both 404."""

from django.http import Http404

from trygga.accounts.models import User
from trygga.casework.models import Case
from trygga.concerns.models import SealedReport
from trygga.organisations.models import Member
from trygga.organisations.queries import memberships_of


def member_for(user: User, public_id: str) -> Member:
    """The user's own membership with this id. Raises Http404."""
    member = memberships_of(user).filter(public_id=public_id).first()
    if member is None:
        raise Http404
    return member


def report_for(member: Member, report_id: str) -> SealedReport:
    """A report that the member's unit received. Raises Http404."""
    reports = SealedReport.objects.filter(programme_id=member.programme_id, unit_id=member.unit_id)
    report = reports.select_related("programme", "unit__organisation", "area").filter(pk=report_id).first()
    if report is None:
        raise Http404
    return report


def case_for(member: Member, report_id: str) -> Case:
    """The case of a report that the member's unit received and somebody there has opened. Raises Http404."""
    cases = Case.objects.filter(programme_id=member.programme_id, report__unit_id=member.unit_id)
    case = cases.select_related("report__programme", "report__unit__organisation").filter(report_id=report_id).first()
    if case is None:
        raise Http404
    return case
