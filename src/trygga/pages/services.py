"""Trees of texts: each programme has one, with a root that nobody edits."""

from django.conf import settings
from django.db import IntegrityError, transaction
from wagtail.models import Locale

from trygga.organisations.models import Programme
from trygga.organisations.scope import EVERYWHERE, within
from trygga.pages.models import Page


def root_of(programme: Programme) -> Page:
    """The root of a programme's tree; made when it is asked for the first time."""
    # Paths of roots are numbered across programmes.
    with within(EVERYWHERE):
        there: Page | None = Page.objects.filter(programme=programme, depth=1).first()
        return there or _make_root(programme)


def _make_root(programme: Programme) -> Page:
    locale = Locale.objects.get(language_code=settings.LANGUAGES[0][0])
    root = Page(programme=programme, title=programme.name, slug=programme.slug, locale=locale)
    try:
        with transaction.atomic():
            made: Page = Page.add_root(instance=root)
            return made
    except IntegrityError:
        # Somebody else has just made it.
        found: Page = Page.objects.get(programme=programme, depth=1)
        return found
