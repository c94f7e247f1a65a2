from django.apps import AppConfig
from django.urls import register_converter

from trygga.web.languages import LanguageConverter, WhateverConverter


class WebConfig(AppConfig):
    name = "trygga.web"

    def ready(self) -> None:
        register_converter(LanguageConverter, "language")
        register_converter(WhateverConverter, "whatever")
