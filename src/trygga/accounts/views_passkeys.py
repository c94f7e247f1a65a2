"""Making, using and removing passkeys. The browser does it in a script; what it says comes as an ordinary form."""

import json
from typing import Any

from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal import ratelimit
from allauth.mfa.webauthn import views
from allauth.mfa.webauthn.internal import auth, flows
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse, reverse_lazy
from django.views.decorators.http import require_POST

from trygga.accounts.access import signed_in
from trygga.accounts.confirming import recently_confirmed
from trygga.accounts.forms import LoginPasskeyForm
from trygga.accounts.views import form_page


class AddPasskey(views.AddWebAuthnView):
    """One that signs in by itself."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Not the parent's, which asks for a passkey that works beside a password only.
        context: dict[str, Any] = super(views.AddWebAuthnView, self).get_context_data(**kwargs)
        options = auth.begin_registration(signed_in(self.request), passwordless=True)
        return context | {"options": json.dumps(options)}

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "account_overview")


class RemovePasskey(views.RemoveWebAuthnView):
    success_url = reverse_lazy("account_overview")


class ConfirmWithPasskey(views.ReauthenticateWebAuthnView):
    """To confirm; what the form found wrong is shown."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "form": kwargs.get("form", context["form"]),
            "options": json.dumps(context["js_data"]["request_options"]),
        }

    def form_invalid(self, form: Any) -> HttpResponse:
        page: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return page


@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to ask for a passkey at sign-in. Makes a session, so it is limited and no GET."""
    if not ratelimit.consume(request, app="allauth.mfa", action="webauthn_login"):
        return HttpResponse(status=429)
    return JsonResponse(auth.begin_authentication(user=None))


@require_POST
def sign_in_with_passkey(request: HttpRequest) -> HttpResponse:
    """With nothing but a passkey: it says whose it is, and was opened by finger, face or PIN."""
    if request.user.is_authenticated:
        return HttpResponseRedirect("/")
    if not ratelimit.consume(request, app="allauth.mfa", action="webauthn_login"):
        slowed: HttpResponse = ratelimit.respond_429(request)
        return slowed
    form = LoginPasskeyForm(data=request.POST)
    if not form.is_valid():
        return HttpResponseRedirect(f"{reverse('account_login')}?passkey=refused")
    authenticator = form.cleaned_data["credential"]
    login = Login(user=authenticator.user, redirect_url=get_next_redirect_url(request))
    answer: HttpResponse = flows.perform_passwordless_login(request, authenticator, login)
    return answer


add_passkey = form_page(recently_confirmed(AddPasskey.as_view()))
remove_passkey = form_page(recently_confirmed(RemovePasskey.as_view()))
confirm_with_passkey = form_page(ConfirmWithPasskey.as_view())
