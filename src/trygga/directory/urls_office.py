"""A programme's contact points in the office; and two addresses that are secrets, for whoever has them from us.

A contact point is named by its number, so no word can be taken for one.
"""

from django.urls import URLPattern, URLResolver, include, path

from trygga.directory import (
    views_calendar,
    views_changing,
    views_checking,
    views_hsds,
    views_link,
    views_points,
    views_starter,
)

OF_A_POINT: list[URLPattern | URLResolver] = [
    path("", views_points.point, name="contact_point"),
    path("history/", views_points.history, name="contact_point_history"),
    path("change/", views_changing.change, name="change_contact_point"),
    path("verify/", views_checking.verify, name="verify_contact_point"),
    path("contradict/", views_checking.contradict, name="contradict_contact_point"),
    path("sources/<int:other>/settle/", views_checking.settle, name="settle_contact_point"),
    path("closings/add/", views_checking.close, name="close_contact_point"),
    path("closings/<int:closing>/remove/", views_checking.open_again, name="open_contact_point_again"),
    path("owner/", views_changing.give, name="give_contact_point"),
    path("retire/", views_changing.retire, name="retire_contact_point"),
    path("bring-back/", views_changing.bring_back, name="bring_contact_point_back"),
]
FROM_OUTSIDE: list[URLPattern | URLResolver] = [
    path("starter/", views_starter.starter, name="starter"),
    path("starter/take-all/", views_starter.take_all_starters, name="take_all_starters"),
    path("starter/<slug:key>/take/", views_starter.take_starter, name="take_starter"),
    path("lists/", views_hsds.directory_lists, name="directory_lists"),
    path("lists/<int:source>/", views_hsds.directory_list, name="directory_list"),
    path("lists/<int:source>/apply/", views_hsds.apply_directory_list, name="apply_directory_list"),
    path("lists/<int:source>/drop/", views_hsds.drop_directory_list, name="drop_directory_list"),
]
OF_A_PROGRAMME: list[URLPattern | URLResolver] = [
    path("", views_points.points, name="contact_points"),
    path("add/", views_changing.add, name="add_contact_point"),
    path("week/", views_points.week, name="contact_points_week"),
    path("<int:point>/", include(OF_A_POINT)),
    path("", include(FROM_OUTSIDE)),
    path("calendar/", views_calendar.calendar_address, name="calendar_address"),
    path("calendar/close/", views_calendar.close_calendar, name="close_calendar"),
]
urlpatterns = [
    path("p/<slug:programme>/directory/", include(OF_A_PROGRAMME)),
    path("calendar/<str:token>/", views_calendar.calendar, name="calendar"),
    path("confirm/<str:signed>/", views_link.confirm, name="confirm_contact_point"),
]
