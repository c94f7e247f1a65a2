"""How to ask for each staff address that is more than a plain page: the tests of access are made from this."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.addresses import INBOX, OFFICE
from tests.cast import Cast
from tests.factories.concerns import sealed_file
from trygga.organisations.models import Member
from trygga.web.access import Origin

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


def _passkey(cast: Cast, post: Any) -> dict[str, Any]:
    return {"pk": 1}  # whoever may is asked to confirm before it is looked for


def _link(cast: Cast, post: Any) -> dict[str, Any]:
    return {"uidb36": "1", "key": "cx-0123"}


def _provider(cast: Cast, post: Any) -> dict[str, Any]:
    return {"provider_id": "provider"}


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
}
OF_SIGN_IN = {
    "account_end_sessions": Example("post", content={}, is_form=True),
    "account_reset_password_from_key": Example(arguments=_link),
    "mfa_remove_webauthn": Example(arguments=_passkey),
    "passkey_options": Example("post", content={}, is_form=True),
    "mfa_login_webauthn": Example("post", content={"credential": "{}"}, is_form=True),
    "openid_connect_login": Example("post", _provider, content={}, is_form=True),
    "openid_connect_callback": Example(arguments=_provider),
}
EXAMPLES |= {(origin, address): example for origin in URLCONFS for address, example in OF_SIGN_IN.items()}
