from django.urls import URLPattern, URLResolver, include, path, register_converter

from trygga.places import views_changing, views_history, views_moving, views_places
from trygga.places.paths import LevelConverter, LowerLevelConverter

register_converter(LevelConverter, "level")
register_converter(LowerLevelConverter, "lower")

OF_A_REGISTER: list[URLPattern | URLResolver] = [
    path("", views_places.register, name="register"),
    path("search/", views_places.search, name="search_places"),
    path("file.csv", views_places.csv_file, name="places_csv"),
    path("file.xlsx", views_places.xlsx_file, name="places_xlsx"),
    path("areas/<slug:area>/", views_places.area, name="area_places"),
    path("areas/<slug:area>/add/", views_changing.add_estate, name="add_estate"),
    path("history/", views_history.register_history, name="register_history"),
    path("history/<int:act>/", views_history.act, name="register_act"),
    path("estates/move/", views_moving.move_estates, name="move_estates"),
    path("<level:level>/", views_places.places, name="place_list"),
    path("<level:level>/retire/", views_changing.retire, name="retire_places"),
    path("<level:level>/<int:place>/", views_places.place, name="place"),
    path("<level:level>/<int:place>/add/", views_changing.add, name="add_place"),
    path("<level:level>/<int:place>/change/", views_changing.change, name="change_place"),
    path("<level:level>/<int:place>/bring-back/", views_changing.bring_back, name="bring_place_back"),
    path("<level:level>/<int:place>/history/", views_history.place_history, name="place_history"),
    path("<lower:level>/move/", views_moving.move_places, name="move_places"),
]
OF_A_PROGRAMME: list[URLPattern | URLResolver] = [
    path("places/", views_places.registers, name="places"),
    path("places/<slug:landlord>/", include(OF_A_REGISTER)),
    path("moves/", views_moving.estate_moves, name="estate_moves"),
    path("moves/<int:move>/withdraw/", views_moving.withdraw, name="withdraw_estate_move"),
]
urlpatterns = [path("p/<slug:programme>/", include(OF_A_PROGRAMME))]
