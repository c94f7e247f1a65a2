"""Texts and pictures of a programme."""

from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image

from trygga.accounts.models import User
from trygga.organisations.models import Programme
from trygga.organisations.scope import within
from trygga.pages.models import Picture, TextPage
from trygga.pages.services import root_of


def new_text(programme: Programme, title: str = "A text", words: str = "Say hello.", **fields: Any) -> TextPage:
    """A draft with one revision, below the root of the programme."""
    body = [{"type": "heading", "value": words}, {"type": "paragraph", "value": f"<p>{words}</p>"}]
    with within(programme.pk):
        text: TextPage = root_of(programme).add_child(instance=TextPage(title=title, body=body, **fields))
        text.save_revision(user=fields.get("owner"), log_action="wagtail.edit")
    return text


def text_in(programme: Programme) -> TextPage:
    """A text of the programme: the one that is there, or a new one."""
    with within(programme.pk):
        there: TextPage | None = TextPage.objects.first()
    return there or new_text(programme)


def png(colour: str = "teal") -> bytes:
    """A small picture."""
    drawn = BytesIO()
    Image.new("RGB", (8, 8), colour).save(drawn, "png")
    return drawn.getvalue()


def new_picture(programme: Programme, title: str = "A door", name: str = "door.png", by: User | None = None) -> Picture:
    """A picture of the programme, with its file."""
    with within(programme.pk):
        made: Picture = Picture.objects.create(
            title=title, file=ImageFile(BytesIO(png()), name=name), uploaded_by_user=by
        )
    return made


def picture_in(programme: Programme) -> Picture:
    """A picture of the programme: the one that is there, or a new one."""
    with within(programme.pk):
        there: Picture | None = Picture.objects.first()
    return there or new_picture(programme)
