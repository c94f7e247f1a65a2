from django.urls import path

from trygga.places import views_import as views

HERE = "p/<slug:programme>/places/<slug:landlord>/import/"
urlpatterns = [
    path(HERE, views.imports, name="imports"),
    path(f"{HERE}<int:source>/", views.one_import, name="import"),
    path(f"{HERE}<int:source>/apply/", views.apply_import, name="apply_import"),
    path(f"{HERE}<int:source>/cancel/", views.cancel_import, name="cancel_import"),
    path(f"{HERE}<int:source>/bad-rows.csv", views.import_bad_rows, name="import_bad_rows"),
]
