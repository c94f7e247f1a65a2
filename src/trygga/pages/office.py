"""Wagtail's views of pages, less what names people and things of other programmes or sends mail."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.history import PageHistoryView
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Locale

from trygga.pages.models import Page, TextPage


class TextFilters(WagtailFilterSet):
    """By language only. Wagtail's own filters list every owner and editor of every programme."""

    locale = django_filters.ModelChoiceFilter(label=_("Language"), queryset=lambda request: Locale.objects.all())

    class Meta:
        model = Page
        fields: list[str] = []


class HistoryFilters(WagtailFilterSet):
    """None: the history of one text is short, and Wagtail's filter by day brings an inline script along."""

    class Meta:
        model = Page
        fields: list[str] = []


class Texts(ExplorableIndexView):
    """The texts of the programme, without boxes to tick: many at once is shut."""

    base_columns = [column for column in ExplorableIndexView.base_columns if column.name != "bulk_actions"]
    add_item_label = _("New text")


class TextEditor(EditView):
    """Editing a text."""

    def send_commenting_notifications(self, changes: Any) -> None:
        """No mail: it would carry titles and words of drafts. What waits stands on the start page."""


class TextHistory(PageHistoryView):
    """Who changed a text when."""

    filterset_class = HistoryFilters


class Pages(PageViewSet):
    """For the root of a programme and everything below it."""

    model = Page
    filterset_class = TextFilters
    index_view_class = Texts
    edit_view_class = TextEditor
    history_view_class = TextHistory


class TextPages(Pages):
    """The same for texts; Wagtail looks the view set up by the kind of page."""

    model = TextPage
