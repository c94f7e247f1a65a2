"""A preview as a page shows it: so many of each kind, the first of them with what would change."""

from typing import Any

from django.utils.translation import gettext as _

from trygga.directory.differences import Change, changes
from trygga.directory.hsds.planning import Plan, Planned, What
from trygga.directory.hsds.problems import Remark, Why
from trygga.directory.models import DirectoryList

MOST = 100
"""How many of each kind a page names."""


def shown(kept: DirectoryList, plan: Plan) -> dict[str, Any]:
    """What the template of a list needs."""
    refused = [
        {"name": one["name"] or _("service no. %(number)s") % {"number": one["number"]}, "why": _why(one["why"])}
        | {"detail": one["detail"]}
        for one in kept.unusable
    ]
    refused += [_refused(one) for one in plan.of(What.UNUSABLE)]
    added, changed, equal = plan.of(What.ADDED), plan.of(What.CHANGED), plan.of(What.EQUAL)
    return {
        "added": [_shown(one) for one in added[:MOST]],
        "changed": [_shown(one) for one in changed[:MOST]],
        "equal": equal[:MOST],
        "refused": refused[:MOST],
        "counts": {"added": len(added), "changed": len(changed), "equal": len(equal), "refused": len(refused)},
        "digest": plan.digest,
        "does_something": plan.does_something,
    }


def _why(word: str) -> str:
    return str(Why(word).label)


def _refused(one: Planned) -> dict[str, str]:
    return {"name": one.service.fields["name"], "why": str(one.why.label) if one.why else "", "detail": ""}


def _shown(one: Planned) -> dict[str, Any]:
    fields = one.service.fields
    differences: tuple[Change, ...] = changes(one.differences)
    return {
        "name": fields["name"],
        "organisation_name": fields["organisation_name"],
        "value": fields["value"],
        "opening_hours": fields["opening_hours"],
        "areas": one.service.areas,
        "is_national": fields["is_national"],
        "changes": differences,
        "loses_verification": one.loses_verification,
        "remarks": [Remark(word).label for word in one.service.remarks],
    }
