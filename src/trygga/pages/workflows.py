"""What happens when everybody has approved a text in Wagtail: nothing yet. Publishing is not Wagtail's to do."""

from typing import Any


def finish(workflow_state: Any, user: Any = None) -> None:
    """In the place of Wagtail's own, which would publish the newest revision, whether it is the approved one or not."""
