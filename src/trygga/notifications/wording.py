"""What a notice may say: that there is something, never what. Whoever else sees the screen learns nothing (rule 6)."""

from enum import Enum
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class Wording(Enum):
    """Everything that a notice of ours can say. A new one is added here, and is then held to the words of the test."""

    NEW = "new", _("Something new for you"), _("There is something new for you. Sign in to see it:")
    DUE = "due", _("Something waits for you"), _("Something waits for you and is due soon. Sign in to see it:")
    OVERDUE = (
        "overdue",
        _("Something has waited too long"),
        _("Something has waited for you longer than it should. Please sign in now:"),
    )

    def __init__(self, key: str, subject: Any, sentence: Any) -> None:
        self.key = key
        self._subject = subject
        self._sentence = sentence

    def subject(self, language: str) -> str:
        with translation.override(language):
            return str(self._subject)

    def text(self, language: str) -> str:
        """The sentence, and where to sign in."""
        with translation.override(language):
            return f"{self._sentence} {settings.INBOX_ORIGIN}/"
