from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "trygga.audit"

    def ready(self) -> None:
        from trygga.audit.listeners import listen

        listen()
