"""Sign-in by allauth, on inbox and office alike. No sign-up, no change of e-mail, nothing connected to an account."""

from allauth.account import views as allauth_views
from django.urls import path

from trygga.accounts import views, views_passkeys

urlpatterns = [
    path("", views.overview, name="account_overview"),
    path("login/", views.sign_in, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("signup/", allauth_views.signup, name="account_signup"),
    path("sessions/end/", views.end_sessions, name="account_end_sessions"),
    path("password/change/", views.change_password, name="account_change_password"),
    path("password/reset/", allauth_views.password_reset, name="account_reset_password"),
    path("password/reset/sent/", allauth_views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/done/", allauth_views.password_reset_from_key_done, name="account_reset_password_from_key_done"
    ),
    path(
        "password/reset/<str:uidb36>/<str:key>/",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("second-factor/", views.choose_second_factor, name="mfa_index"),
    path("second-factor/code/", views.authenticate_code, name="mfa_authenticate"),
    path("second-factor/confirm/", views.reauthenticate_code, name="mfa_reauthenticate"),
    path("second-factor/app/", views.set_up_app, name="mfa_activate_totp"),
    path("second-factor/app/remove/", views.remove_app, name="mfa_deactivate_totp"),
    path("recovery-codes/", views.show_recovery_codes, name="mfa_view_recovery_codes"),
    path("recovery-codes/new/", views.make_recovery_codes, name="mfa_generate_recovery_codes"),
    path("recovery-codes/download/", views.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/add/", views_passkeys.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", views_passkeys.remove_passkey, name="mfa_remove_webauthn"),
    path("passkeys/options/", views_passkeys.passkey_options, name="passkey_options"),
    path("passkeys/login/", views_passkeys.sign_in_with_passkey, name="mfa_login_webauthn"),
    path("passkeys/confirm/", views_passkeys.confirm_with_passkey, name="mfa_reauthenticate_webauthn"),
    path("provider/<slug:provider_id>/", views.provider_sign_in, name="openid_connect_login"),
    path("provider/<slug:provider_id>/back/", views.provider_callback, name="openid_connect_callback"),
]
