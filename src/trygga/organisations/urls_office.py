from django.urls import path

from trygga.organisations import views_office

urlpatterns = [path("", views_office.office, name="office")]
