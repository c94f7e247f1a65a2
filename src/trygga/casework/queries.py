"""The inbox: a query over what was received. What is due comes first and is never hidden."""

import base64
from typing import Any

from django.db.models import Case as Choose
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from trygga.audit.chain import is_on_chain, told_head
from trygga.casework.models import Case, SetAside
from trygga.concerns.models import DialogueMessage, SealedReport
from trygga.concerns.queries import dialogue_of
from trygga.organisations.models import Member, MemberKey, SealedRing

PAGE = 100
STATES = NEW, ANSWERED, OPEN, SET_ASIDE, CLOSED = "1-new", "2-answered", "3-open", "4-set-aside", "5-closed"


def received_by(member: Member) -> QuerySet[SealedReport]:
    """What the member's unit has received, each with `state`, the most pressing first."""
    last = DialogueMessage.objects.filter(report=OuterRef("pk")).order_by("-number").values("direction")[:1]
    reports = SealedReport.objects.filter(programme_id=member.programme_id, unit_id=member.unit_id)
    state = Choose(
        When(is_closed=True, then=Value(CLOSED)),
        When(Exists(SetAside.objects.filter(report=OuterRef("pk"))), then=Value(SET_ASIDE)),
        When(~Exists(Case.objects.filter(report=OuterRef("pk"))), then=Value(NEW)),
        When(Q(last_direction=DialogueMessage.Direction.FROM_WRITER), then=Value(ANSWERED)),
        default=Value(OPEN),
        output_field=CharField(),
    )
    sealed = ("report_identity", "sealed_report", "recipient", "recipient_mac", "lookup")
    stated = reports.annotate(last_direction=Subquery(last), state=state)
    return stated.select_related("area").defer(*sealed).order_by("state", "read_by", "pk")


def inbox_list(member: Member, *, page: int) -> dict[str, Any]:
    """One page (from 0) of the list, and how many there are in each state."""
    reports = received_by(member)
    counts: dict[str, int] = dict(reports.order_by().values_list("state").annotate(Count("pk")))  # type: ignore[misc]
    rows = [
        {
            "report": report.pk,
            "state": state_of(report),
            "pathway": report.pathway,
            "area": report.area.name if report.area else "",
            "area_slug": report.area.slug if report.area else "",
            "arrived_on": report.arrived_on.isoformat(),
            "read_by": report.read_by.isoformat(),
            "sealed_by": report.sealed_by,
            "label": report.label,
        }
        for report in reports[page * PAGE : (page + 1) * PAGE]
    ]
    return {
        "rows": rows,
        "page": page,
        "pages": -(-sum(counts.values()) // PAGE),
        "counts": {state[2:]: counts.get(state, 0) for state in STATES},
    }


def state_of(report: SealedReport) -> str:
    """`new`, `answered`, `open`, `set-aside` or `closed`, of a report from `received_by`."""
    state: str = report.state  # type: ignore[attr-defined] # annotated by received_by
    return state[2:]


def sealed_report(report: SealedReport) -> dict[str, Any]:
    """Everything of one report that the inbox needs to open it and to check it."""
    case = Case.objects.filter(report=report).first()
    return {
        "report": report.pk,
        "epoch": report.epoch,
        "pathway": report.pathway,
        "area": report.area.slug if report.area else "",
        "recipient": report.recipient,
        "recipient_mac": report.recipient_mac,
        "report_identity": _text(report.report_identity),
        "sealed_report": _text(report.sealed_report),
        "opening": _text(case.opening) if case else None,
        "is_closed": report.is_closed,
        "messages": dialogue_of(report, with_days=True),
    }


def keys_of(member: Member) -> dict[str, Any] | None:
    """The member's sealed identity and sealed ring; None where none has been made for this member."""
    key = MemberKey.objects.filter(programme_id=member.programme_id, member=member).first()
    rings = SealedRing.objects.filter(programme_id=member.programme_id, member=member).select_related("ring")
    sealed_ring = rings.order_by("ring__epoch").last()
    if key is None or sealed_ring is None:
        return None
    return {
        "member": member.public_id,
        "unlock_parameters": key.unlock_parameters,
        "sealed_identity": _text(key.sealed_identity),
        "sealed_ring": _text(sealed_ring.sealed),
        "epoch": sealed_ring.ring.epoch,
        "recipient": sealed_ring.ring.recipient,
    }


def _text(sealed: bytes | memoryview) -> str:
    return base64.b64encode(sealed).decode()


def log_end(by: Member) -> dict[str, Any]:
    """The `line` that the organisation's mail of the day holds of its log, and whether that still `holds`.

    To be compared with the mail: a server that has rewritten the log can also lie here.
    """
    told = told_head(by.unit.organisation_id)
    if told is None:
        return {"line": "", "holds": True}
    head, day = told
    return {"line": head.said(day), "holds": is_on_chain(head.chain, head.number, head.hash)}
