"""My sign-in, and allauth's pages where ours say or ask more."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as codes
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.socialaccount.adapter import get_adapter as get_provider_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from trygga.accounts import queries, services
from trygga.accounts.access import signed_in
from trygga.accounts.confirming import recently_confirmed
from trygga.accounts.provider import StrictAdapter
from trygga.accounts.provider_adapter import refusal
from trygga.accounts.second_factors import has_second_factor

View = Callable[..., HttpResponse]


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """My sign-in: password, second factors, and the sessions that are open."""
    user = signed_in(request)
    context = queries.second_factors_of(user, origin=request.origin) | {  # type: ignore[attr-defined]
        "sessions": queries.sessions_of(user, current=request.session.session_key),
        "has_password": user.has_usable_password(),
        "provider_name": settings.OIDC_NAME,
    }
    return render(request, "account/overview.html", context)


@require_safe
def choose_second_factor(request: HttpRequest) -> HttpResponse:
    """Where whoever needs a second factor is led first: an app, or a passkey."""
    return render(request, "account/second_factor.html", {"is_needed": not has_second_factor(request)})


@require_POST
@recently_confirmed
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one of my sessions, or without naming one, all but this."""
    user = signed_in(request)
    if session := request.POST.get("session"):
        services.end_session(user, session=session)
    else:
        services.end_sessions(user, but=request.session.session_key)
    return redirect("account_overview")


def sign_out(request: HttpRequest) -> HttpResponse:
    """allauth's sign-out; whoever leaves takes along what the browser may have kept of this origin."""
    response: HttpResponse = views.logout(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


class SignIn(views.LoginView):
    """With the passkey and the provider beside the password, and what went wrong with either."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        is_refused = self.request.GET.get("passkey") == "refused"
        return context | {
            "provider": settings.OIDC_ID,
            "provider_name": settings.OIDC_NAME,
            "passkey_refused": _("That passkey does not work here. Use your password.") if is_refused else "",
        }


class SecondStep(codes.AuthenticateView):
    """Code or passkey after the password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"options": json.dumps(context["js_data"]["request_options"])}


def only(*methods: str) -> Callable[[View], View]:
    """allauth's views take PUT for POST; ours take what they are made for."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                response = HttpResponse(status=405)
                response.headers["Allow"] = ", ".join(methods)
                return response
            return view(request, *args, **kwargs)

        return checked

    return decorate


page = only("GET", "HEAD")
form_page = only("GET", "HEAD", "POST")

sign_in = form_page(SignIn.as_view())
change_password = form_page(recently_confirmed(views.PasswordChangeView.as_view(success_url="/accounts/")))
reauthenticate = form_page(views.reauthenticate)
authenticate_code = form_page(SecondStep.as_view())
reauthenticate_code = form_page(codes.reauthenticate)
set_up_app = form_page(recently_confirmed(app.activate_totp))
remove_app = form_page(recently_confirmed(app.DeactivateTOTPView.as_view(success_url="/accounts/")))
show_recovery_codes = page(recently_confirmed(recovery_codes.view_recovery_codes))
make_recovery_codes = form_page(recently_confirmed(recovery_codes.generate_recovery_codes))
download_recovery_codes = page(recently_confirmed(recovery_codes.download_recovery_codes))


@require_POST
def provider_sign_in(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the provider, by a page in between: browsers hold a form to our own origin, redirects included."""
    try:
        provider = get_provider_adapter().get_provider(request, provider=provider_id)
        answer = provider.redirect(request, "login", get_next_redirect_url(request))
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (OAuth2Error, RequestException):
        return refusal(request)
    if not isinstance(answer, HttpResponseRedirect):
        return refusal(request)
    return render(request, "account/onward.html", {"target": answer.url, "provider_name": provider.name})


@require_safe
def provider_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider."""
    try:
        view = OAuth2CallbackView.adapter_view(StrictAdapter(request, provider_id))
        response: HttpResponse = view(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (OAuth2Error, RequestException):
        return refusal(request)
    return response
