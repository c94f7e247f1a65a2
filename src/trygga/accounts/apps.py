from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "trygga.accounts"

    def ready(self) -> None:
        from trygga.accounts import hearing  # noqa: F401 - connects to what allauth tells
