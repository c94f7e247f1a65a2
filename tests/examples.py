"""How to ask for each staff address that is more than a plain page: the tests of access are made from this."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.addresses import INBOX, OFFICE
from tests.cast import Cast
from tests.factories.concerns import sealed_file
from trygga.organisations.models import Member
from trygga.web.access import Origin

APPOINTMENT, INVITATION, NOTICE, TOKEN = 900_001, 900_002, 900_003, "a-token-of-tests-that-stands-in-a-link"
URLCONFS = {Origin.INBOX: INBOX, Origin.OFFICE: OFFICE}
Arguments = Callable[[Cast, Any], dict[str, Any]]


def _nothing(cast: Cast, post: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Example:
    """A request that works for whoever may: `arguments` name a thing of Sandby's organisation `cast.unit`.

    `arguments` gets the asker's membership or appointment too, for addresses that name the asker. `content` is sent
    as JSON, or as a form where `is_form`.
    """

    method: str = "get"
    arguments: Arguments = _nothing
    content: Any = None
    is_form: bool = False


def _member(cast: Cast, post: Any) -> dict[str, Any]:
    return {"member": post.public_id if isinstance(post, Member) else cast.social_worker.public_id}


def _report(cast: Cast, post: Any) -> dict[str, Any]:
    return _member(cast, post) | {"report": cast.report.pk}


def _token(cast: Cast, post: Any) -> dict[str, Any]:
    return {"token": TOKEN}


def _own_role(cast: Cast, post: Any) -> dict[str, Any]:
    if post is None:
        return {"role": APPOINTMENT}
    return {"role": post.public_id if isinstance(post, Member) else str(post.pk)}


def _programme(cast: Cast, post: Any) -> dict[str, Any]:
    return {"programme": cast.sandby.slug}


def _organisation(cast: Cast, post: Any) -> dict[str, Any]:
    return _programme(cast, post) | {"organisation": cast.unit.organisation.slug}


def _membership(cast: Cast, post: Any) -> dict[str, Any]:
    return _programme(cast, post) | {"member": cast.colleague.public_id}


def _notice(cast: Cast, post: Any) -> dict[str, Any]:
    return _programme(cast, post) | {"notice": NOTICE}


def _invitation(cast: Cast, post: Any) -> dict[str, Any]:
    return _programme(cast, post) | {"invitation": INVITATION}


OPENING = {"opening": sealed_file(1), "received": sealed_file(2)}
MESSAGE = {"number": 2, "sealed": sealed_file(2)}
EXAMPLES: dict[tuple[Origin, str], Example] = {
    (Origin.INBOX, "member_keys"): Example(arguments=_member),
    (Origin.INBOX, "unlocked"): Example("post", _member),
    (Origin.INBOX, "received"): Example(arguments=_member),
    (Origin.INBOX, "report"): Example(arguments=_report),
    (Origin.INBOX, "open_report"): Example("post", _report, OPENING),
    (Origin.INBOX, "ask"): Example("post", _report, MESSAGE),
    (Origin.INBOX, "close"): Example("post", _report, MESSAGE),
    (Origin.INBOX, "set_aside"): Example("post", _report),
    (Origin.INBOX, "put_back"): Example("post", _report),
    (Origin.INBOX, "invitation"): Example(arguments=_token),
    (Origin.OFFICE, "invitation"): Example(arguments=_token),
    (Origin.OFFICE, "leave"): Example(arguments=_own_role),
    (Origin.OFFICE, "roles"): Example(arguments=_programme),
    (Origin.OFFICE, "members"): Example(arguments=_programme),
    (Origin.OFFICE, "people_file"): Example(arguments=_programme),
    (Origin.OFFICE, "invitations"): Example(arguments=_programme),
    (Origin.OFFICE, "organisations"): Example(arguments=_programme),
    (Origin.OFFICE, "add_organisation"): Example(arguments=_programme),
    (Origin.OFFICE, "outbox"): Example(arguments=_programme),
    (Origin.OFFICE, "try_notice_again"): Example("post", _notice),
    (Origin.OFFICE, "give_notice_up"): Example("post", _notice),
    (Origin.OFFICE, "log"): Example(arguments=_organisation),
    (Origin.OFFICE, "end_roles"): Example("post", _programme, {"role": APPOINTMENT}, is_form=True),
    (Origin.OFFICE, "end_membership"): Example(arguments=_membership),
    (Origin.OFFICE, "invite"): Example(arguments=_organisation),
    (Origin.OFFICE, "rename_organisation"): Example(arguments=_organisation),
    (Origin.OFFICE, "add_unit"): Example(arguments=_organisation),
    (Origin.OFFICE, "withdraw_invitation"): Example("post", _invitation),
}
