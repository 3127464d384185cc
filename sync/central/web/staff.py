# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Routes of staff: sign-in, accounts, enrolment tokens, content.

Owns their paths and forms. Must not decide anything but the permission each needs.
"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from sync.central.roles import Permission, Role
from sync.central.roster_file import read_roster
from sync.central.web.access import CentralOf, Staff, read_body

router = APIRouter(tags=["staff"])
_ROSTER_CEILING = 4 << 20


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class SignInForm(_Form):
    """An API token to exchange for a session."""

    token: str = Field(max_length=200)


class AccountForm(_Form):
    """A new account."""

    login: str = Field(max_length=40)
    name: str = Field(max_length=100)
    roles: list[str] = Field(min_length=1, max_length=len(Role))


class TokenForm(_Form):
    """Which centre a new station is for."""

    centre: str = Field(min_length=1, max_length=100)


@router.post("/staff/session", status_code=201)
def sign_in(central: CentralOf, form: SignInForm) -> dict[str, str | int]:
    """Begin a session."""
    bearer = central.staff.sign_in(form.token)
    return {"bearer": bearer, "expires_in_s": central.settings.staff_session_s}


@router.get("/staff/me")
def me(person: Staff) -> dict[str, object]:
    """Who is signed in."""
    return {
        "login": person.login,
        "name": person.name,
        "roles": sorted(role.value for role in person.roles),
    }


@router.post("/staff", status_code=201)
def add_account(central: CentralOf, person: Staff, form: AccountForm) -> dict[str, str]:
    """Open an account; its API token is in the answer and nowhere else."""
    person.require(Permission.MANAGE_STAFF)
    token = central.add_staff(person.login, form.login, form.name, form.roles)
    return {"login": form.login, "token": token}


@router.delete("/staff/{login}", status_code=204)
def close_account(central: CentralOf, person: Staff, login: str) -> Response:
    """Close an account."""
    person.require(Permission.MANAGE_STAFF)
    central.staff.close(person.login, login)
    return Response(status_code=204)


@router.post("/stations/tokens", status_code=201)
def make_token(central: CentralOf, person: Staff, form: TokenForm) -> dict[str, str | int]:
    """A single-use enrolment token for one station."""
    person.require(Permission.ENROL)
    token = central.devices.make_token(person.login, form.centre)
    return {
        "token": token,
        "centre": form.centre,
        "expires_in_s": central.settings.token_lifetime_s,
    }


@router.delete("/stations/{device_id}", status_code=204)
def revoke(central: CentralOf, person: Staff, device_id: str) -> Response:
    """Withdraw the trust in a station."""
    person.require(Permission.MANAGE_STAFF)
    central.devices.revoke(person.login, device_id)
    return Response(status_code=204)


@router.post("/content/packs", status_code=201)
async def publish_pack(central: CentralOf, person: Staff, request: Request) -> dict[str, object]:
    """Publish a content pack: the signed file is the body."""
    person.require(Permission.PUBLISH)
    data = await read_body(request, central.settings.pack_ceiling)
    file = central.publisher.publish_pack(person.login, data)
    return {
        "digest": file.digest.hex(),
        "id": file.name,
        "version": file.version,
        "size": file.size,
    }


@router.post("/rosters", status_code=201)
async def publish_roster(
    central: CentralOf,
    person: Staff,
    request: Request,
    centre: Annotated[str, Query(min_length=1, max_length=100)],
    name: Annotated[str, Query(pattern=r"^[\w.-]+\.(csv|json|ya?ml)$")] = "roster.json",
) -> dict[str, object]:
    """Register candidates: the roster file is the body; the codes are in the answer only."""
    person.require(Permission.PUBLISH)
    registrations = read_roster(await read_body(request, _ROSTER_CEILING), name)
    admissions = central.registrar.register(person.login, centre, registrations)
    return {
        "centre": centre,
        "candidates": [
            {
                "candidate_id": admission.candidate_id,
                "given_name": admission.given_name,
                "family_name": admission.family_name,
                "access_code": admission.access_code,
            }
            for admission in admissions
        ],
    }
