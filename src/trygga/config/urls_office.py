"""Addresses of the office origin: sign-in, and the work of everybody who opens no report."""

from django.urls import include, path

urlpatterns = [
    path("", include("trygga.web.urls_health")),
    path("accounts/", include("trygga.accounts.urls")),
    path("", include("trygga.organisations.urls_invitation")),
    path("", include("trygga.organisations.urls_office")),
    path("", include("trygga.directory.urls_office")),
    path("", include("trygga.places.urls_import")),
    path("", include("trygga.places.urls_links")),
    path("", include("trygga.places.urls_office")),
    path("", include("trygga.pages.urls_office")),
]
handler400 = "trygga.web.views.bad_request"
handler403 = "trygga.web.views.forbidden"
handler404 = "trygga.web.views.not_found"
handler429 = "trygga.web.views.too_many_requests"
handler500 = "trygga.web.views.server_error"
