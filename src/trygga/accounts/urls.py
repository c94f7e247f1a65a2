"""Sign-in by allauth. Only what works today is here: no sign-up, and no mail until the outbox exists."""

from allauth.account import views
from django.urls import path

from trygga.accounts.views import sign_out
from trygga.web.access import open_to_strangers

urlpatterns = [
    path("login/", open_to_strangers(views.login), name="account_login"),
    path("logout/", sign_out, name="account_logout"),
    path("inactive/", open_to_strangers(views.account_inactive), name="account_inactive"),
    path("signup/", open_to_strangers(views.signup), name="account_signup"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
]
