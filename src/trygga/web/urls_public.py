from django.urls import include, path

from trygga.web import views

urlpatterns = [
    path("", include("trygga.web.urls_health")),
    path("", views.choose_language, name="choose_language"),
    path("exit", views.leave, name="exit"),
]
