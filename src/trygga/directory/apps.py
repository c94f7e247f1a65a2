from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryConfig(AppConfig):
    name = "trygga.directory"

    def ready(self) -> None:
        from trygga.web import menu

        menu.register("starter", _("National lines"), icon="download", order=46, names_programme=True)
        menu.register("calendar_address", _("My calendar"), icon="date", order=48, names_programme=True)
