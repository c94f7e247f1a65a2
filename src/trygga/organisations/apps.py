from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "trygga.organisations"

    def ready(self) -> None:
        from trygga.organisations import guards  # noqa: F401 - registers the check
        from trygga.organisations.chores import undelivered
        from trygga.web import menu, waiting

        menu.register("office", _("Start"), icon="home", order=10)
        menu.register("roles", _("People"), icon="group", order=60, names_programme=True)
        menu.register("organisations", _("Organisations"), icon="site", order=70, names_programme=True)
        menu.register("outbox", _("Not delivered"), icon="mail", order=80, names_programme=True)
        waiting.register(undelivered)
