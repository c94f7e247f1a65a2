from django.apps import AppConfig


class OperationConfig(AppConfig):
    name = "trygga.ops"
