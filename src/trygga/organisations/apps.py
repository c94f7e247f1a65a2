from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "trygga.organisations"

    def ready(self) -> None:
        from trygga.organisations import guards  # noqa: F401 - registers the check
