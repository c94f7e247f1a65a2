"""The languages of the pages, in the order in which they are offered. Imported by the settings: imports no Django."""

from typing import Any


def _language(code: str, name: str, name_local: str, *, is_rtl: bool = False) -> dict[str, Any]:
    return {"code": code, "name": name, "name_local": name_local, "bidi": is_rtl}


# As in Django's LANG_INFO, by language tag; `simple` is a registered variant (BCP 47).
SPOKEN_HERE: dict[str, dict[str, Any]] = {
    language["code"]: language
    for language in (
        _language("sv", "Swedish", "Svenska"),
        _language("sv-simple", "Easy Swedish", "Lätt svenska"),
        _language("en", "English", "English"),
        _language("ar", "Arabic", "العربية", is_rtl=True),
        _language("so", "Somali", "Soomaali"),
        _language("fa", "Persian", "فارسی", is_rtl=True),
        _language("ti", "Tigrinya", "ትግርኛ"),
        _language("uk", "Ukrainian", "Українська"),
    )
}
