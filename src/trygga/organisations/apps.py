from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "trygga.organisations"

    def ready(self) -> None:
        from trygga.organisations import guards  # noqa: F401 - registers the check
        from trygga.web import menu

        menu.register("office", _("Start"), icon="home", order=10)
