# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The reviewer's pages: sittings, one sitting's timeline and evidence, the decision.

Owns server-rendered pages that work without scripts, by keyboard alone, under a content
policy that allows nothing from elsewhere. Must not decide anything: the same desks as
the API do. Forms carry a token derived from the session, besides its strict cookie.
"""

import hmac
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from pydantic import BaseModel, ConfigDict, Field

from sync.central.errors import ForbiddenError, UnauthenticatedError
from sync.central.lifecycle import Event
from sync.central.review import Decision
from sync.central.settling import Point
from sync.central.staff import Person
from sync.central.viewing import CLIP_TYPE
from sync.central.web.access import CentralOf
from sync.central.web.console_words import words_for
from sync.protocol.clip import read_clip
from sync.protocol.printable import printable

PREFIX = "/console"
_COOKIE = "escale_session"
_HERE = Path(__file__).parent
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_POLICY_WITH_PICTURES = _POLICY.replace("img-src 'self'", "img-src 'self' data:")
_HEADERS = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"}
_SEE_OTHER = 303

router = APIRouter(prefix=PREFIX, include_in_schema=False)
_pages = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
)
_pages.filters["printable"] = printable


def bearer_of(request: Request) -> str:
    """The session in the cookie.

    Raises:
        UnauthenticatedError: There is none.
    """
    bearer = request.cookies.get(_COOKIE)
    if not bearer:
        raise UnauthenticatedError("you are not signed in")
    return bearer


Bearer = Annotated[str, Depends(bearer_of)]


def reader_of(central: CentralOf, bearer: Bearer) -> Person:
    """The person whose session it is."""
    return central.staff.recognise(bearer)


Reader = Annotated[Person, Depends(reader_of)]


def form_token(bearer: str) -> str:
    """What a form of this session carries."""
    return sha256(f"form {bearer}".encode()).hexdigest()


def require_own_form(bearer: str, token: str) -> None:
    """Let pass forms of this session's own pages; raises ForbiddenError."""
    if not hmac.compare_digest(form_token(bearer), token):
        raise ForbiddenError("this form is not from your session", advice="Load the page again.")


@router.get("/style.css")
def style() -> Response:
    """The style sheet."""
    return Response((_HERE / "templates" / "style.css").read_bytes(), media_type="text/css")


@router.get("/sign-in")
def sign_in_page(central: CentralOf, request: Request) -> HTMLResponse:
    """The sign-in form."""
    return _page(request, central, "sign_in.html", person=None)


@router.post("/sign-in")
def sign_in(
    central: CentralOf, request: Request, token: Annotated[str, Form(max_length=200)]
) -> RedirectResponse:
    """Begin a session and keep it in a cookie that no script reads."""
    bearer = central.staff.sign_in(token.strip())
    answer = RedirectResponse(PREFIX, _SEE_OTHER)
    answer.set_cookie(
        _COOKIE,
        bearer,
        max_age=central.settings.staff_session_s,
        path=PREFIX,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return answer


@router.post("/sign-out")
def sign_out(
    central: CentralOf, bearer: Bearer, form: Annotated[str, Form(max_length=64)]
) -> RedirectResponse:
    """End the session."""
    require_own_form(bearer, form)
    central.staff.sign_out(bearer)
    answer = RedirectResponse(f"{PREFIX}/sign-in", _SEE_OTHER)
    answer.delete_cookie(_COOKIE, path=PREFIX)
    return answer


@router.get("")
def sittings_page(
    central: CentralOf, person: Reader, bearer: Bearer, request: Request
) -> HTMLResponse:
    """All sittings, the newest first."""
    lines = central.viewing.sittings(person)
    return _page(
        request, central, "sittings.html", person=person, form=form_token(bearer), lines=lines
    )


@router.get("/sittings/{sitting_id}")
def sitting_page(
    central: CentralOf, person: Reader, bearer: Bearer, sitting_id: str, request: Request
) -> HTMLResponse:
    """One sitting."""
    sitting = central.viewing.sitting(person, sitting_id)
    here = {part["digest"] for part in sitting["evidence"] if part["here"]}
    return _page(
        request,
        central,
        "sitting.html",
        person=person,
        form=form_token(bearer),
        sitting=sitting,
        here=here,
        address=_address(sitting_id),
    )


@router.get("/sittings/{sitting_id}/evidence/{digest}")
def evidence(
    central: CentralOf,
    person: Reader,
    bearer: Bearer,
    sitting_id: str,
    digest: str,
    request: Request,
) -> Response:
    """A piece of evidence, unsealed in memory for this answer only.

    No browser plays a station's clip: its pictures are shown side by side, on a page that
    holds them all, so that one look is one look in the record.
    """
    medium = central.viewing.evidence(person, sitting_id, digest)
    if medium.media_type != CLIP_TYPE:
        return Response(medium.data, headers=_HEADERS, media_type=medium.media_type)
    sitting = central.viewing.sitting(person, sitting_id)
    clip = read_clip(medium.data)
    return _page(
        request,
        central,
        "clip.html",
        policy=_POLICY_WITH_PICTURES,
        person=person,
        form=form_token(bearer),
        sitting=sitting,
        flag=next((flag for flag in sitting["flags"] if flag["evidence"] == digest), None),
        clip=clip,
        pictures=[f"data:image/jpeg;base64,{b64encode(it).decode()}" for it in clip.frames],
        address=_address(sitting_id),
        file=f"{_address(sitting_id)}/evidence/{digest}/file",
    )


@router.get("/sittings/{sitting_id}/evidence/{digest}/file")
def evidence_file(central: CentralOf, person: Reader, sitting_id: str, digest: str) -> Response:
    """The same as a file to keep and play, as an appeal may ask for."""
    medium = central.viewing.evidence(person, sitting_id, digest)
    kept = {"Content-Disposition": f'attachment; filename="{digest[:12]}.avi"'}
    return Response(medium.data, headers={**_HEADERS, **kept}, media_type=medium.media_type)


@router.post("/sittings/{sitting_id}/review")
def review(
    central: CentralOf,
    person: Reader,
    bearer: Bearer,
    sitting_id: str,
    form: Annotated[str, Form(max_length=64)],
    decision: Annotated[str, Form(pattern="^(valid|invalid|second_opinion)$")],
    reason: Annotated[str, Form(max_length=4000)],
    corrections: Annotated[str, Form(pattern="^(accept|reject|)$")] = "",
) -> RedirectResponse:
    """Decide on a sitting."""
    require_own_form(bearer, form)
    accept = {"accept": True, "reject": False}.get(corrections)
    central.review.decide(person, sitting_id, Decision(Event(decision), reason, accept))
    return RedirectResponse(_address(sitting_id), _SEE_OTHER)


class SettleForm(BaseModel):
    """The points that were open on the page; what is left empty stays open."""

    model_config = ConfigDict(extra="forbid")

    form: str = Field(max_length=64)
    reason: str = Field(max_length=4000)
    given_name: str = Field(default="", max_length=200)
    family_name: str = Field(default="", max_length=200)
    birth_date: str = Field(default="", max_length=20)
    written_on: str = Field(default="", max_length=20)
    oral_on: str = Field(default="", max_length=20)


@router.post("/sittings/{sitting_id}/settle")
def settle(
    central: CentralOf,
    person: Reader,
    bearer: Bearer,
    sitting_id: str,
    form: Annotated[SettleForm, Form()],
) -> RedirectResponse:
    """Enter days and names that the station could not tell."""
    require_own_form(bearer, form.form)
    typed = {point.value: str(getattr(form, point.value)).strip() for point in Point}
    entered = {name: text for name, text in typed.items() if text}
    central.settling.settle(person, sitting_id, entered, form.reason)
    return RedirectResponse(_address(sitting_id), _SEE_OTHER)


def _address(sitting_id: str) -> str:
    return f"{PREFIX}/sittings/{quote(sitting_id, safe='')}"


def _page(
    request: Request, central: CentralOf, name: str, *, policy: str = _POLICY, **content: Any
) -> HTMLResponse:
    accepted = request.headers.get("accept-language", "")
    language, words = words_for(accepted, central.settings.locale)
    text = _pages.get_template(name).render(
        language=language, w=words, house=central.settings.name, prefix=PREFIX, **content
    )
    return HTMLResponse(text, headers={**_HEADERS, "Content-Security-Policy": policy})
