from django.urls import path

from trygga.casework import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("data/", views.start, name="start"),
    path("data/<slug:member>/keys/", views.keys, name="member_keys"),
    path("data/<slug:member>/unlocked/", views.unlocked, name="unlocked"),
    path("data/<slug:member>/received/", views.received, name="received"),
    path("data/<slug:member>/<slug:report>/", views.report, name="report"),
    path("data/<slug:member>/<slug:report>/open/", views.open_report, name="open_report"),
    path("data/<slug:member>/<slug:report>/ask/", views.ask, name="ask"),
    path("data/<slug:member>/<slug:report>/close/", views.close, name="close"),
    path("data/<slug:member>/<slug:report>/set-aside/", views.set_aside, name="set_aside"),
    path("data/<slug:member>/<slug:report>/put-back/", views.put_back, name="put_back"),
]
