# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""How a console page is made: template, language of the browser, content policy.

Owns the rendering and the headers that hold for every page. Must not know any page's
content. Stands on Jinja, `console_words` and `reading`.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from sync.central.composition import Central
from sync.central.web.console_words import words_for
from sync.central.web.reading import Reading
from sync.protocol.printable import printable

PREFIX = "/console"
TEMPLATES = Path(__file__).parent / "templates"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
POLICY_WITH_PICTURES = POLICY.replace("img-src 'self'", "img-src 'self' data:")
HEADERS: Mapping[str, str] = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}

_pages = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
)
_pages.filters["printable"] = printable


def page(
    request: Request,
    central: Central,
    name: str,
    *,
    status: int = 200,
    policy: str = POLICY,
    **content: Any,
) -> HTMLResponse:
    """A page in the browser's language.

    Args:
        request: Whose language counts.
        central: Whose name stands on the page.
        name: The template.
        status: The HTTP status.
        policy: The content policy; the usual one allows no embedded pictures.
        content: What the template shows.
    """
    language, words = language_of(request, central)
    text = _pages.get_template(name).render(
        language=language,
        w=words,
        r=Reading(language, words),
        house=central.settings.name,
        prefix=PREFIX,
        **content,
    )
    return HTMLResponse(text, status, {**HEADERS, "Content-Security-Policy": policy})


def language_of(request: Request, central: Central) -> tuple[str, Mapping[str, str]]:
    """The language of a page and its words."""
    return words_for(request.headers.get("accept-language", ""), central.settings.locale)
