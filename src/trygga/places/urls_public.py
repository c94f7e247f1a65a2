from django.urls import path

from trygga.places import views_links

urlpatterns = [path("s/<whatever:code>", views_links.follow, name="follow")]
