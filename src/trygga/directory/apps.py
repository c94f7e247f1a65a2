from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "trygga.directory"

    def ready(self) -> None:
        from trygga.directory.listeners import listen

        listen()
