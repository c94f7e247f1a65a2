from django.urls import URLPattern, URLResolver, include, path

from trygga.directory import views_changing, views_checking, views_link, views_points

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
OF_A_PROGRAMME: list[URLPattern | URLResolver] = [
    path("", views_points.points, name="contact_points"),
    path("add/", views_changing.add, name="add_contact_point"),
    path("week/", views_points.week, name="contact_points_week"),
    path("<int:point>/", include(OF_A_POINT)),
]
urlpatterns = [
    path("p/<slug:programme>/directory/", include(OF_A_PROGRAMME)),
    path("confirm/<str:signed>/", views_link.confirm, name="confirm_contact_point"),
]
