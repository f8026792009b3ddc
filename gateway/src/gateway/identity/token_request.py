"""Reading a request for a token (RFC 6749, sections 2.3.1, 3.2 and 4.4.2)."""

import base64
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote_plus

from gateway.identity.errors import InvalidClientError, InvalidTokenRequestError, UnsupportedGrantError

FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 20


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """Who asks for a token, and with which scopes; `None` asks for all that the client has."""

    client_id: str
    secret: str
    scope: str | None


def read(content_type: str, authorization: str | None, body: bytes) -> TokenRequest:
    """The request in these two header fields and the body. Raises a `TokenError`."""
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise InvalidTokenRequestError(f"The body must be {FORM}.")
    form = _form(body)
    client_id, secret = _credentials(authorization, form)
    grant = form.get("grant_type")
    if grant is None:
        raise InvalidTokenRequestError("grant_type is missing.")
    if grant != "client_credentials":
        raise UnsupportedGrantError("The one grant is client_credentials.")
    return TokenRequest(client_id, secret, form.get("scope") or None)


def _form(body: bytes) -> dict[str, str]:
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise InvalidTokenRequestError("The body is not a form in UTF-8.") from error
    form = dict(fields)
    if len(form) < len(fields):
        raise InvalidTokenRequestError("A field stands twice in the form.")
    return form


def _credentials(authorization: str | None, form: dict[str, str]) -> tuple[str, str]:
    in_form = "client_secret" in form
    if authorization is None and not in_form:
        raise InvalidClientError("The client has to show its id and secret, by HTTP Basic or in the form.")
    if authorization is not None and in_form:
        raise InvalidTokenRequestError("The client shows its secret twice; one way is enough.")
    if authorization is not None:
        return _basic(authorization)
    return form.get("client_id", ""), form["client_secret"]


def _basic(authorization: str) -> tuple[str, str]:
    scheme, _, encoded = authorization.partition(" ")
    try:
        if scheme.lower() != "basic":
            raise ValueError
        client_id, colon, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        if not colon:
            raise ValueError
    except ValueError as error:
        raise InvalidClientError("The Authorization header is not that of HTTP Basic.") from error
    return unquote_plus(client_id), unquote_plus(secret)
