"""Addresses of a programme's public host. None of them sets a cookie."""

from django.urls import include, path

urlpatterns = [
    path("", include("trygga.web.urls_public")),
    path("", include("trygga.organisations.urls_public")),
    path("", include("trygga.places.urls_public")),
    path("", include("trygga.directory.urls_hsds")),
    path("", include("trygga.pages.urls")),
    path("", include("trygga.concerns.urls")),
]
handler400 = "trygga.web.views.bad_request"
handler403 = "trygga.web.views.forbidden"
handler404 = "trygga.web.views.not_found"
handler429 = "trygga.web.views.too_many_requests"
handler500 = "trygga.web.views.server_error"
