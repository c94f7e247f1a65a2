"""Sign-in by an OpenID Connect provider, stricter than allauth's: allauth finds `provider_classes` by this file's name.

Nothing of what the provider says is stored. People are matched by an e-mail address that the provider calls verified,
to a user who is there already; nobody is made.
"""

import secrets
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse

from trygga.accounts.provider_adapter import fetch

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
CLOCKS_DIFFER = 30  # seconds


class StrictAdapter(OpenIDConnectOAuth2Adapter):
    """Reads what the provider answers. Whatever is wrong about it becomes OAuth2Error, which ends in one page."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the configured issuer says about itself, and about nobody else."""
        if not hasattr(self, "_openid_config"):
            provider = self.get_provider()
            issuer = provider.app.settings["server_url"]
            found = fetch(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            if found.get("issuer") != issuer:
                raise OAuth2Error("discovery speaks for another issuer")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not isinstance(found.get(name), str):
                    raise OAuth2Error(f"discovery names no {name}")
            self._openid_config = found
        return self._openid_config

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        data: dict[str, Any] = super().get_access_token_data(*args, **kwargs)
        if not isinstance(data.get("id_token"), str):
            raise OAuth2Error("no ID token")
        return data

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """The sign-in that the ID token tells of; where it holds no address, the provider is asked for it."""
        claims = self._claims(app, kwargs["response"]["id_token"])
        if "email" not in claims and isinstance(self.openid_config.get("userinfo_endpoint"), str):
            about = self._fetch_user_info(token.token)
            if not isinstance(about, dict) or about.get("sub") != claims["sub"]:
                raise OAuth2Error("userinfo is about somebody else")
            claims |= {name: about[name] for name in ("email", "email_verified") if name in about}
        try:
            return self.get_provider().sociallogin_from_response(request, claims)
        except (AttributeError, TypeError, ValueError, ImproperlyConfigured) as error:
            raise OAuth2Error("claims cannot be read") from error

    def _claims(self, app: Any, id_token: str) -> dict[str, Any]:
        """What a signed, current ID token for us says. Its nonce is compared where the sign-in's own state is."""
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                self._key_of(id_token),
                algorithms=ALGORITHMS,
                issuer=app.settings["server_url"],
                audience=app.client_id,
                leeway=CLOCKS_DIFFER,
                options={"require": REQUIRED},
            )
        except (jwt.PyJWTError, TypeError, ValueError) as error:
            raise OAuth2Error("the ID token is not to be believed") from error
        is_for_several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if is_for_several else app.client_id) != app.client_id:
            raise OAuth2Error("the ID token was made for another client")
        return claims

    def _key_of(self, id_token: str) -> jwt.PyJWK:
        """The provider's key that the token names; without a name, its only one."""
        keys = jwt.PyJWKSet.from_dict(fetch(self.openid_config["jwks_uri"])).keys
        wanted = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if wanted in (None, key.key_id) and key.key_type != "oct"]
        if len(fitting) != 1:
            raise OAuth2Error("no such key")
        return fitting[0]


class StaffProvider(OpenIDConnectProvider):
    """One configured provider. Each sign-in has a state, a nonce and a proof of possession (PKCE) of its own."""

    oauth2_adapter_class = StrictAdapter
    pkce_enabled_default = True

    def redirect(self, request: HttpRequest, process: str, next_url: str | None = None, **kwargs: Any) -> HttpResponse:
        """Off to the provider. Neither scope nor parameters are taken from whoever asks."""
        nonce = secrets.token_urlsafe(24)
        parameters = self.get_auth_params() | {"nonce": nonce}
        answer: HttpResponse = super().redirect(
            request, process, next_url, auth_params=parameters, scope=["openid", "email"], nonce=nonce
        )
        return answer


provider_classes = [StaffProvider]
