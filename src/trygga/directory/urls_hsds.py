"""The directory on a programme's public host, for other programs."""

from django.urls import path

from trygga.directory.views_hsds import directory_json

urlpatterns = [path("directory.json", directory_json, name="directory_json")]
