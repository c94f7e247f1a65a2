"""What waits for an editor."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Comment

from trygga.pages.access import may_edit
from trygga.web.waiting import Waiting


def open_comments(user: Any, programme: int) -> Iterator[Waiting]:
    """Texts of the programme with a comment of somebody else that nobody has resolved."""
    if not may_edit(user, programme):
        return
    comments = Comment.objects.filter(page__programme=programme, resolved_at=None).exclude(user=user)
    count = comments.values("page").distinct().count()
    if count:
        yield Waiting(label=_("Texts with open comments"), address=reverse("texts"), count=count)
