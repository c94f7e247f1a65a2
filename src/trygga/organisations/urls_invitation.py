from django.urls import path

from trygga.organisations.views_invitation import invitation

urlpatterns = [path("invitation/<slug:token>/", invitation, name="invitation")]
