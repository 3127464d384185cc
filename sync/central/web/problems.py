# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Errors as RFC 9457 problem details: what happened, what to do, never a traceback.

Owns the translation of every error into a response and its status. Must not log secrets.
The class name and exit code are those of our error trees, so a client can raise the same
error. Who reads the console's pages gets a page instead (`problem_pages`).
"""

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from appliance.exam.errors import ExamError
from sync.central.errors import CentralError
from sync.central.web.problem_pages import error_page, is_of_console, refusal_page, status_page
from sync.central.web.refusal_words import FORM, UNEXPECTED
from sync.protocol.errors import (
    EscaleError,
    MalformedError,
    SignatureInvalidError,
    UnknownKeyError,
    WrongKindError,
)

MEDIA_TYPE = "application/problem+json"
_LOG = logging.getLogger("escale.central")
_STATUS: tuple[tuple[type[EscaleError], int], ...] = (
    (MalformedError, 400),
    (WrongKindError, 400),
    (SignatureInvalidError, 403),
    (UnknownKeyError, 403),
    (ExamError, 422),
)


def install(app: FastAPI) -> None:
    """Let every error of this application leave it as a problem."""
    app.add_exception_handler(EscaleError, _on_escale)
    app.add_exception_handler(RequestValidationError, _on_form)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_unexpected)


def answer_to(request: Request, error: EscaleError) -> Response:
    """The response that tells of one of our errors: a page on the console, else a problem."""
    if is_of_console(request):
        return error_page(request, error, _status(error))
    return _problem(error)


def _problem(error: EscaleError) -> JSONResponse:
    name = type(error).__name__
    status = _status(error)
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else None
    return JSONResponse(
        {
            "type": f"urn:escale:problem:{name}",
            "title": (type(error).__doc__ or name).splitlines()[0],
            "status": status,
            "detail": str(error),
            "advice": error.advice,
            "error": name,
            "exit_code": error.exit_code,
        },
        status,
        headers,
        MEDIA_TYPE,
    )


def _status(error: EscaleError) -> int:
    if isinstance(error, CentralError):
        return error.status
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 400)


async def _on_escale(request: Request, error: Exception) -> Response:
    if not isinstance(error, EscaleError):
        raise error
    return answer_to(request, error)


async def _on_form(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    if is_of_console(request):
        return refusal_page(request, FORM, 422, "")
    places = [
        {"where": ".".join(map(str, each["loc"])), "what": each["msg"]} for each in error.errors()
    ]
    return _plain(422, "The form cannot be used as it is", {"errors": places})


async def _on_http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if is_of_console(request):
        return status_page(request, error.status_code)
    return _plain(error.status_code, HTTPStatus(error.status_code).phrase, {})


async def _on_unexpected(request: Request, error: Exception) -> Response:
    _LOG.error("unexpected error at %s %s", request.method, request.url.path, exc_info=error)
    if is_of_console(request):
        return refusal_page(request, UNEXPECTED, 500, "")
    return _plain(500, "Central met something unexpected", {"error": "Unexpected", "exit_code": 1})


def _plain(status: int, title: str, more: dict[str, object]) -> JSONResponse:
    content = {"type": "about:blank", "title": title, "status": status, **more}
    return JSONResponse(content, status, media_type=MEDIA_TYPE)
