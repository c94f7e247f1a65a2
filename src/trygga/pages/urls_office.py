"""Wagtail's pages below EDITING_PATH. Which of them are open is said by the permission table: nearly none is."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin import urls as wagtail_urls

from trygga.accounts.views import sign_out
from trygga.pages import views_office

OURS = {
    "wagtailadmin_home": views_office.to_start,
    "wagtailadmin_account": views_office.to_account,
    "wagtailadmin_explore_root": views_office.texts,
    "wagtailadmin_choose_page": views_office.choose_text,
    "wagtailadmin_logout": sign_out,
}
"""Addresses that Wagtail's templates lead to, with views of ours behind them."""


def _taken_over(entry: URLPattern | URLResolver) -> URLPattern | URLResolver:
    view = OURS.get(entry.name or "") if isinstance(entry, URLPattern) else None
    return path(str(entry.pattern), view, name=entry.name) if view and isinstance(entry, URLPattern) else entry


# What has no name could not stand in the table: a page of Wagtail's for testing, and one that catches all the rest.
wagtail = [_taken_over(entry) for entry in wagtail_urls.urlpatterns if isinstance(entry, URLResolver) or entry.name]

urlpatterns = [
    path("texts/", views_office.texts, name="texts"),
    path("media/<path:name>", views_office.picture_file, name="picture_file"),
    path(settings.EDITING_PATH.removeprefix("/"), include(wagtail)),
]
