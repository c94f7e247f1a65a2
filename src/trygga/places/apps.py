from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "trygga.places"

    def ready(self) -> None:
        from trygga.web import menu

        menu.register("posters", _("Posters"), icon="doc-full", order=40, names_programme=True)
