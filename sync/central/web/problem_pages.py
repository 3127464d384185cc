# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Errors of the console as pages: what happened, what to do, the way back.

Owns the page of a refusal and the way to the sign-in form of who is signed in no more.
Must not choose statuses (`problems`). Stands on `refusal_words` and `pages`.
"""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from sync.central.errors import AbsentError, UnauthenticatedError
from sync.central.web.access import central_of
from sync.central.web.pages import PREFIX, language_of, page
from sync.central.web.refusal_words import FORM, REFUSALS, name_of
from sync.protocol.errors import EscaleError

COOKIE = "escale_session"
SIGN_IN = f"{PREFIX}/sign-in"
OVER = f"{SIGN_IN}?session=over"


def is_of_console(request: Request) -> bool:
    """Whether a person with a browser is asking, and no program."""
    path = request.url.path
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def error_page(request: Request, error: EscaleError, status: int) -> Response:
    """The page of one of our errors; who is not signed in comes to the sign-in form.

    That form tells of a session that is over whenever there was one: a cookie that is known
    no more, or a form that was sent (browsers drop the cookie when its time is over).
    """
    if isinstance(error, UnauthenticatedError):
        was_signed_in = request.method == "POST" or COOKIE in request.cookies
        return RedirectResponse(OVER if was_signed_in else SIGN_IN, HTTPStatus.SEE_OTHER)
    return refusal_page(request, name_of(error), status, str(error))


def status_page(request: Request, status: int) -> Response:
    """The page of an error that the framework found: no such address, a wrong method."""
    absent = status == HTTPStatus.NOT_FOUND
    return refusal_page(request, AbsentError.__name__ if absent else FORM, status, "")


def refusal_page(request: Request, name: str, status: int, detail: str) -> Response:
    """The page of a refusal by the name of its words."""
    central = central_of(request)
    language, _ = language_of(request, central)
    refusal = REFUSALS[language][name]
    return page(
        request, central, "problem.html", status=status, person=None, refusal=refusal, detail=detail
    )
