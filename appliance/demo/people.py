# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The people at central, as clients of its API: administrator, reviewer, examiner.

Owns the requests that they make. Must not import central. Stands on httpx.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Self

import httpx

from appliance.demo.errors import StepFailedError

TIMEOUT_S = 30.0


class Person:
    """One signed-in member of staff.

    Args:
        url: Address of central.
        token: The person's API token.
    """

    def __init__(self, url: str, token: str) -> None:
        self._http = httpx.Client(base_url=f"{url}/api/v1", timeout=TIMEOUT_S)
        bearer = self._post("/staff/session", {"token": token})["bearer"]
        self._http.headers["Authorization"] = f"Bearer {bearer}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def hire(self, login: str, name: str, role: str) -> str:
        """Open an account; returns its API token."""
        return str(self._post("/staff", {"login": login, "name": name, "roles": [role]})["token"])

    def enrolment_token(self, centre: str) -> str:
        """A token for one new station."""
        return str(self._post("/stations/tokens", {"centre": centre})["token"])

    def examiner_code(self, login: str) -> str:
        """The code with which an examiner signs in at a station."""
        return str(self._post("/oral/examiner-codes", {"login": login})["code"])

    def add_slots(self, centre: str, starts: Sequence[datetime], place: str) -> None:
        """Publish times for the oral part."""
        slots = [
            {"starts": start.isoformat(timespec="minutes"), "place": place} for start in starts
        ]
        self._post("/oral/slots", {"centre": centre, "slots": slots})

    def publish_pack(self, data: bytes) -> dict[str, Any]:
        """Publish a signed content pack."""
        return _read(self._http.post("/content/packs", content=data))

    def publish_roster(self, centre: str, rows: list[dict[str, Any]]) -> dict[str, str]:
        """Register candidates; returns candidate's family name → access code."""
        answer = _read(
            self._http.post(
                "/rosters",
                params={"centre": centre, "name": "roster.json"},
                content=json.dumps(rows).encode(),
            )
        )
        return {one["family_name"]: one["access_code"] for one in answer["candidates"]}

    def sittings(self) -> list[dict[str, Any]]:
        """The newest sittings."""
        return _read(self._http.get("/sittings"))["sittings"]

    def sitting(self, sitting_id: str) -> dict[str, Any]:
        """One sitting with its timeline."""
        return _read(self._http.get(f"/sittings/{sitting_id}"))

    def decide(self, sitting_id: str, decision: str, reason: str) -> None:
        """Enter a review decision."""
        self._post(f"/sittings/{sitting_id}/review", {"decision": decision, "reason": reason})

    def grade_oral(self, sitting_id: str, grid: Mapping[str, str], comment: str) -> None:
        """Enter the oral grid: competence → level."""
        self._post(f"/sittings/{sitting_id}/oral", {"grid": dict(grid), "comment": comment})

    def settle(self, sitting_id: str, **entered: str) -> None:
        """Enter what the station could not tell."""
        form = {"entered": entered, "reason": "The centre's record of the day."}
        _check(self._http.post(f"/sittings/{sitting_id}/settle", json=form))

    def release(self, sitting_id: str) -> dict[str, Any]:
        """Release the result of both parts."""
        return self._post(f"/sittings/{sitting_id}/release", None)

    def document(self, sitting_id: str, name: str) -> bytes:
        """Download a released document."""
        return self._bytes(f"/sittings/{sitting_id}/{name}")

    def public(self, name: str) -> bytes:
        """Download a public list of central."""
        return self._bytes(f"/{name}")

    def _post(self, path: str, form: object) -> dict[str, Any]:
        return _read(self._http.post(path, json=form))

    def _bytes(self, path: str) -> bytes:
        answer = self._http.get(path)
        _check(answer)
        return answer.content


def _read(answer: httpx.Response) -> dict[str, Any]:
    _check(answer)
    return answer.json()


def _check(answer: httpx.Response) -> None:
    if answer.is_error:
        raise StepFailedError(
            f"central refused {answer.request.method} {answer.request.url.path}:"
            f" {answer.status_code} {answer.text}"
        )
