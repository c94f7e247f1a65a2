"""Addresses of the inbox origin: sign-in and the one-document inbox with its sealed data."""

from django.urls import include, path

urlpatterns = [
    path("", include("trygga.web.urls_health")),
    path("accounts/", include("trygga.accounts.urls")),
    path("", include("trygga.organisations.urls_invitation")),
    path("", include("trygga.casework.urls")),
]
handler400 = "trygga.web.views.bad_request"
handler403 = "trygga.web.views.forbidden"
handler404 = "trygga.web.views.not_found"
handler429 = "trygga.web.views.too_many_requests"
handler500 = "trygga.web.views.server_error"
