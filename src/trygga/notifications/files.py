"""The demo's post: nothing leaves the machine, each notice becomes a file that its owner alone can read."""

import os
from pathlib import Path

from django.conf import settings

from trygga.notifications.models import Channel, Notice

_ENDINGS = {Channel.MAIL: "eml", Channel.SMS: "sms.txt", Channel.WEBHOOK: "webhook.json"}


def carry(notice: Notice) -> None:
    """Write the notice to $TRYGGA_VAR/mail/, under its id: a repeat is the same file."""
    folder: Path = settings.VAR / "mail"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{notice.public_id}.{_ENDINGS[Channel(notice.channel)]}"
    unfinished = path.with_name(f".{path.name}.{notice.claimed_by}")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        if notice.channel == Channel.MAIL:
            file.write(f"From: {settings.MAIL_FROM}\r\n".encode())
        elif notice.channel == Channel.SMS:
            file.write(f"{notice.address}\n".encode())
        file.write(bytes(notice.body or b""))
    unfinished.replace(path)
