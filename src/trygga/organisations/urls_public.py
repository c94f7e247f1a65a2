from django.urls import path

from trygga.organisations import views

urlpatterns = [path("keys.json", views.keys, name="keys")]
