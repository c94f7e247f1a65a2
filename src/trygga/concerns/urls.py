from django.urls import path

from trygga.concerns import views

urlpatterns = [
    path("<language:language>/write/", views.write, name="write"),
    path("<language:language>/write/mailboxes/", views.mailboxes, name="mailboxes"),
    path("<language:language>/write/send/", views.send, name="send"),
    path("<language:language>/answer/", views.answer, name="answer"),
    path("<language:language>/answer/open/", views.open_dialogue, name="open_dialogue"),
    path("<language:language>/answer/send/", views.send_answer, name="send_answer"),
]
