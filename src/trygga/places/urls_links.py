"""The office's addresses about posters."""

from django.urls import URLPattern, URLResolver, include, path

from trygga.places import views_links as views

OF_A_LINK = [
    path("", views.poster_link, name="poster_link"),
    path("code.<slug:kind>", views.poster_code, name="poster_code"),
    path("replace/", views.replace_link, name="replace_link"),
    path("retire/", views.retire_link, name="retire_link"),
]
OF_A_LANDLORD: list[URLPattern | URLResolver] = [
    path("", views.poster_batches, name="poster_batches"),
    path("add/", views.add_poster_batch, name="add_poster_batch"),
    path("<int:batch>/", views.poster_batch, name="poster_batch"),
    path("<int:batch>/codes/make/", views.make_links, name="make_links"),
    path("<int:batch>/codes.zip", views.poster_codes, name="poster_codes"),
    path("<int:batch>/codes/<int:link>/", include(OF_A_LINK)),
]
urlpatterns = [
    path("p/<slug:programme>/posters/", views.posters, name="posters"),
    path("p/<slug:programme>/posters/<slug:landlord>/", include(OF_A_LANDLORD)),
]
