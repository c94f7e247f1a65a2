from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "trygga.places"

    def ready(self) -> None:
        from trygga.places.chores import moves_that_wait, sees_a_register
        from trygga.web import menu, waiting

        menu.register("places", _("Places"), icon="home", order=40, names_programme=True, is_for=sees_a_register)
        menu.register("posters", _("Posters"), icon="doc-full", order=41, names_programme=True, is_for=sees_a_register)
        waiting.register(moves_that_wait)
