# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The reviewer's pages: sittings, one sitting's timeline and evidence, the decision.

Owns server-rendered pages that work without scripts, by keyboard alone, under a content
policy that allows nothing from elsewhere. Must not decide anything: the same desks as
the API do. Forms carry a token derived from the session, besides its strict cookie.
"""

import hmac
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from sync.central.composition import Central
from sync.central.errors import (
    CentralError,
    ConflictError,
    ContentRefusedError,
    ForeignFormError,
    UnauthenticatedError,
)
from sync.central.lifecycle import NEEDS_ANOTHER, Event, Stage
from sync.central.review import Decision
from sync.central.roles import Permission
from sync.central.settling import SETTLEABLE, Point
from sync.central.staff import Person
from sync.central.viewing import CLIP_TYPE
from sync.central.web.access import CentralOf
from sync.central.web.pages import (
    HEADERS,
    POLICY_WITH_PICTURES,
    PREFIX,
    TEMPLATES,
    language_of,
    page,
)
from sync.central.web.problem_pages import COOKIE, SIGN_IN
from sync.central.web.refusal_words import (
    CORRECTIONS_NEEDED,
    REASON_NEEDED,
    REFUSALS,
    SESSION_OVER,
    name_of,
)
from sync.protocol.clip import read_clip

_SEE_OTHER = 303
_LONGEST_FIELD = 20_000  # what is too long for a reason is refused with words, not as a form
_DECIDABLE = frozenset({Stage.IN_REVIEW.value, Stage.SECOND_OPINION.value})

router = APIRouter(prefix=PREFIX, include_in_schema=False)


def bearer_of(request: Request) -> str:
    """The session in the cookie.

    Raises:
        UnauthenticatedError: There is none.
    """
    bearer = request.cookies.get(COOKIE)
    if not bearer:
        raise UnauthenticatedError("you are not signed in")
    return bearer


Bearer = Annotated[str, Depends(bearer_of)]


def reader_of(central: CentralOf, bearer: Bearer) -> Person:
    """The person whose session it is."""
    return central.staff.recognise(bearer)


Reader = Annotated[Person, Depends(reader_of)]


@dataclass(frozen=True, slots=True)
class Visiting:
    """Who looks at which sitting."""

    request: Request
    central: Central
    person: Person
    bearer: str
    sitting_id: str


def visit_of(
    request: Request, central: CentralOf, person: Reader, bearer: Bearer, sitting_id: str
) -> Visiting:
    """The visit that a request is."""
    return Visiting(request, central, person, bearer, sitting_id)


Visit = Annotated[Visiting, Depends(visit_of)]


def form_token(bearer: str) -> str:
    """What a form of this session carries."""
    return sha256(f"form {bearer}".encode()).hexdigest()


def require_own_form(bearer: str, token: str) -> None:
    """Let pass forms of this session's own pages; raises ForeignFormError."""
    if not hmac.compare_digest(form_token(bearer).encode(), token.encode()):
        raise ForeignFormError("this form is not from your session")


@router.get("/style.css")
def style() -> Response:
    """The style sheet."""
    return Response((TEMPLATES / "style.css").read_bytes(), media_type="text/css")


@router.get("/sign-in")
def sign_in_page(central: CentralOf, request: Request, session: str = "") -> HTMLResponse:
    """The sign-in form, perhaps after a session that is over."""
    return _sign_in(request, central, SESSION_OVER if session == "over" else None)


@router.post("/sign-in", response_model=None)
def sign_in(
    central: CentralOf, request: Request, token: Annotated[str, Form(max_length=4000)] = ""
) -> Response:
    """Begin a session and keep it in a cookie that no script reads."""
    try:
        bearer = central.staff.sign_in(token.strip())
    except UnauthenticatedError as error:
        return _sign_in(request, central, name_of(error), error.status)
    answer = RedirectResponse(PREFIX, _SEE_OTHER)
    answer.set_cookie(
        COOKIE,
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
    answer = RedirectResponse(SIGN_IN, _SEE_OTHER)
    answer.delete_cookie(COOKIE, path=PREFIX)
    return answer


@router.get("")
def sittings_page(
    central: CentralOf, person: Reader, bearer: Bearer, request: Request
) -> HTMLResponse:
    """All sittings, the newest first."""
    lines = central.viewing.sittings(person)
    return page(
        request, central, "sittings.html", person=person, form=form_token(bearer), lines=lines
    )


@router.get("/sittings/{sitting_id}")
def sitting_page(visit: Visit) -> HTMLResponse:
    """One sitting."""
    return _sitting(visit)


@router.get("/sittings/{sitting_id}/evidence/{digest}")
def evidence(visit: Visit, digest: str) -> Response:
    """A piece of evidence, unsealed in memory for this answer only.

    No browser plays a station's clip: its pictures are shown side by side, on a page that
    holds them all, so that one look is one look in the record.
    """
    medium = visit.central.viewing.evidence(visit.person, visit.sitting_id, digest)
    if medium.media_type != CLIP_TYPE:
        return Response(medium.data, headers=HEADERS, media_type=medium.media_type)
    sitting = visit.central.viewing.sitting(visit.person, visit.sitting_id)
    clip = read_clip(medium.data)
    return page(
        visit.request,
        visit.central,
        "clip.html",
        policy=POLICY_WITH_PICTURES,
        person=visit.person,
        form=form_token(visit.bearer),
        sitting=sitting,
        flag=next((flag for flag in sitting["flags"] if flag["evidence"] == digest), None),
        clip=clip,
        pictures=[f"data:image/jpeg;base64,{b64encode(it).decode()}" for it in clip.frames],
        address=_address(visit.sitting_id),
        file=f"{_address(visit.sitting_id)}/evidence/{digest}/file",
    )


@router.get("/sittings/{sitting_id}/evidence/{digest}/file")
def evidence_file(central: CentralOf, person: Reader, sitting_id: str, digest: str) -> Response:
    """The same as a file to keep and play, as an appeal may ask for."""
    medium = central.viewing.evidence(person, sitting_id, digest)
    kept = {"Content-Disposition": f'attachment; filename="{digest[:12]}.avi"'}
    return Response(medium.data, headers={**HEADERS, **kept}, media_type=medium.media_type)


@router.post("/sittings/{sitting_id}/review", response_model=None)
def review(
    visit: Visit,
    form: Annotated[str, Form(max_length=64)],
    decision: Annotated[str, Form(pattern="^(valid|invalid|second_opinion)$")],
    reason: Annotated[str, Form(max_length=_LONGEST_FIELD)] = "",
    corrections: Annotated[str, Form(pattern="^(accept|reject|)$")] = "",
) -> Response:
    """Decide on a sitting; a refusal shows the sitting again with what was typed."""
    require_own_form(visit.bearer, form)
    accept = {"accept": True, "reject": False}.get(corrections)
    try:
        made = Decision(Event(decision), _lines(reason), accept)
        visit.central.review.decide(visit.person, visit.sitting_id, made)
    except (ConflictError, ContentRefusedError) as error:
        typed = {"reason": reason, "corrections": corrections}
        return _sitting(visit, _Refused("review", error, typed))
    return RedirectResponse(_address(visit.sitting_id), _SEE_OTHER)


class SettleForm(BaseModel):
    """The points that were open on the page; what is left empty stays open."""

    model_config = ConfigDict(extra="forbid")

    form: str = Field(max_length=64)
    reason: str = Field(default="", max_length=_LONGEST_FIELD)
    given_name: str = Field(default="", max_length=200)
    family_name: str = Field(default="", max_length=200)
    birth_date: str = Field(default="", max_length=20)
    written_on: str = Field(default="", max_length=20)
    oral_on: str = Field(default="", max_length=20)


@router.post("/sittings/{sitting_id}/settle", response_model=None)
def settle(
    visit: Visit,
    form: Annotated[SettleForm, Form()],
) -> Response:
    """Enter days and names that the station could not tell; as for a decision when refused."""
    require_own_form(visit.bearer, form.form)
    typed = {point.value: str(getattr(form, point.value)).strip() for point in Point}
    entered = {name: text for name, text in typed.items() if text}
    try:
        visit.central.settling.settle(visit.person, visit.sitting_id, entered, _lines(form.reason))
    except (ConflictError, ContentRefusedError) as error:
        return _sitting(visit, _Refused("settle", error, {**entered, "reason": form.reason}))
    return RedirectResponse(_address(visit.sitting_id), _SEE_OTHER)


@dataclass(frozen=True, slots=True)
class _Refused:
    """A form that was refused, and what had been typed into it."""

    form: str
    error: CentralError
    typed: Mapping[str, str] = field(default_factory=dict[str, str])

    def name(self, *, with_corrections: bool) -> str:
        """The name of the words: what this form lacks, or what became of the error."""
        if not self.typed["reason"].strip():
            return REASON_NEEDED
        unanswered = self.form == "review" and not self.typed["corrections"]
        if with_corrections and unanswered and type(self.error) is ConflictError:
            return CORRECTIONS_NEEDED
        return name_of(self.error)


def _sitting(visit: Visiting, refused: _Refused | None = None) -> HTMLResponse:
    sitting = visit.central.viewing.sitting(visit.person, visit.sitting_id)
    may_review = visit.person.may(Permission.REVIEW)
    had_a_look = sitting["stage"] in NEEDS_ANOTHER and visit.person.login in {
        decision["reviewer"] for decision in sitting["decisions"]
    }
    refusal = None
    if refused is not None:
        open_corrections = sitting["stage"] in _DECIDABLE and bool(sitting["person"]["corrections"])
        name = refused.name(with_corrections=open_corrections)
        refusal = REFUSALS[language_of(visit.request, visit.central)[0]][name]
    return page(
        visit.request,
        visit.central,
        "sitting.html",
        status=200 if refused is None else refused.error.status,
        person=visit.person,
        form=form_token(visit.bearer),
        sitting=sitting,
        here={part["digest"] for part in sitting["evidence"] if part["here"]},
        address=_address(visit.sitting_id),
        may_see_evidence=visit.person.may(Permission.SEE_EVIDENCE),
        may_hear=visit.person.may(Permission.HEAR_ORAL),
        awaits_decision=sitting["stage"] in _DECIDABLE,
        decidable=sitting["stage"] in _DECIDABLE and may_review and not had_a_look,
        may_review=may_review,
        settleable=may_review and bool(sitting["open_points"]) and sitting["stage"] in SETTLEABLE,
        refusal=refusal,
        refused_form="" if refused is None else refused.form,
        typed={} if refused is None else refused.typed,
    )


def _sign_in(
    request: Request, central: Central, refused: str | None, status: int = 200
) -> HTMLResponse:
    language, _ = language_of(request, central)
    refusal = None if refused is None else REFUSALS[language][refused]
    return page(request, central, "sign_in.html", status=status, person=None, refusal=refusal)


def _lines(text: str) -> str:
    """Browsers send a line's end as two characters and count it as one."""
    return text.replace("\r\n", "\n")


def _address(sitting_id: str) -> str:
    return f"{PREFIX}/sittings/{quote(sitting_id, safe='')}"
