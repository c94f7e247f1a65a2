from django.urls import include, path

from trygga.organisations import views_logs, views_office
from trygga.organisations import views_people as views

OF_A_PROGRAMME = [
    path("people/", views.roles, name="roles"),
    path("people/end/", views.end_roles, name="end_roles"),
    path("people/file.csv", views.people_file, name="people_file"),
    path("people/<int:person>/second-factor/", views.forget_factor, name="forget_factor"),
    path("people/members/", views.members, name="members"),
    path("people/members/<slug:member>/end/", views.end_membership, name="end_membership"),
    path("people/invitations/", views.invitations, name="invitations"),
    path("people/invitations/<int:invitation>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("outbox/", views_logs.outbox, name="outbox"),
    path("outbox/<int:notice>/try-again/", views_logs.try_notice_again, name="try_notice_again"),
    path("outbox/<int:notice>/give-up/", views_logs.give_notice_up, name="give_notice_up"),
    path("log/<slug:organisation>/", views_logs.log, name="log"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/add/", views.add_organisation, name="add_organisation"),
    path("organisations/<slug:organisation>/name/", views.rename_organisation, name="rename_organisation"),
    path("organisations/<slug:organisation>/invite/", views.invite, name="invite"),
    path("organisations/<slug:organisation>/units/add/", views.add_unit, name="add_unit"),
]
urlpatterns = [
    path("", views_office.office, name="office"),
    path("leave/<slug:role>/", views.leave, name="leave"),
    path("p/<slug:programme>/", include(OF_A_PROGRAMME)),
    path("programme/", views_office.choose_programme, name="choose_programme"),
]
