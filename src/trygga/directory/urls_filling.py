"""What comes into a programme's directory from outside, and the calendar of those who keep it right; in the office."""

from django.urls import path

from trygga.directory import views_calendar, views_hsds, views_starter

HERE = "p/<slug:programme>/directory/"
urlpatterns = [
    path(f"{HERE}starter/", views_starter.starter, name="starter"),
    path(f"{HERE}starter/take-all/", views_starter.take_all_starters, name="take_all_starters"),
    path(f"{HERE}starter/<slug:key>/take/", views_starter.take_starter, name="take_starter"),
    path(f"{HERE}lists/", views_hsds.directory_lists, name="directory_lists"),
    path(f"{HERE}lists/<int:source>/", views_hsds.directory_list, name="directory_list"),
    path(f"{HERE}lists/<int:source>/apply/", views_hsds.apply_directory_list, name="apply_directory_list"),
    path(f"{HERE}lists/<int:source>/drop/", views_hsds.drop_directory_list, name="drop_directory_list"),
    path(f"{HERE}calendar/", views_calendar.calendar_address, name="calendar_address"),
    path(f"{HERE}calendar/close/", views_calendar.close_calendar, name="close_calendar"),
    path("calendar/<str:token>/", views_calendar.calendar, name="calendar"),
]
