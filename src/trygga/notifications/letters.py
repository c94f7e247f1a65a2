"""Mail as it is stored: the bytes of one letter to one receiver, less the sender, which the delivery puts first."""

import copy
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage

NOTICE_HEADER = "Trygga-Notice"
# The delivery's own: a sender that is not ours is refused or put among the junk by those who receive.
_SET_BY_US = {"from", "message-id", "sender", NOTICE_HEADER.lower()}


def letter_to(message: EmailMessage, public_id: str) -> bytes:
    """The letter with an id by which mail programs (Message-ID) and other programs (Trygga-Notice) tell a repeat."""
    own = copy.copy(message)
    kept = {name: value for name, value in message.extra_headers.items() if name.lower() not in _SET_BY_US}
    # Given here, as Django would ask the name server what this machine is called.
    own.extra_headers = {"Auto-Submitted": "auto-generated"} | kept | {"Message-ID": message_id(public_id)}
    letter = own.message()
    del letter["From"]
    letter[NOTICE_HEADER] = public_id
    # Django's letters take the line ending; the type that they are said to have does not.
    stored: bytes = letter.as_bytes(linesep="\r\n")  # type: ignore[call-arg]
    return stored


def message_id(public_id: str) -> str:
    return f"<{public_id}@{settings.INBOX_HOST}>"


def bare_address(address: str) -> str:
    """The address without a name around it and with its domain as mail servers know it: one receiver, one spelling."""
    bare = parseaddr(address)[1] or address
    local, _, domain = bare.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode().lower()}"
    except UnicodeError:
        return bare
