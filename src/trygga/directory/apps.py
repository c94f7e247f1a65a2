from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "trygga.directory"

    def ready(self) -> None:
        from trygga.directory.chores import points_that_wait
        from trygga.directory.listeners import listen
        from trygga.web import menu, waiting

        listen()
        menu.register("contact_points", _("Contact points"), icon="mobile-alt", order=30, names_programme=True)
        waiting.register(points_that_wait)
