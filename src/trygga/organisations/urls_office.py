from django.urls import path

from trygga.organisations import views_office

urlpatterns = [
    path("", views_office.office, name="office"),
    path("programme/", views_office.choose_programme, name="choose_programme"),
]
