# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Lines break at spaces, but not at no-break spaces.

Owns what counts as a word when a line is broken. Must not break lines itself. Stands on
Rich's `_wrap`, which Textual uses, too: there every white space may end a line, so that
in French a mark such as « ; » or « ? » would begin the next one (Unicode Standard Annex
14, class GL: no break before or after).
"""

import re
from typing import Any, Final

from rich import _wrap

_GLUE: Final = "\u00a0\u202f\u2007"
_SPACE: Final = rf"[^\S{_GLUE}]"
_WORD: Final = re.compile(rf"{_SPACE}*([\S{_GLUE}]+){_SPACE}*")


def keep_together() -> None:
    """From now on, what a no-break space joins stays on one line."""
    wrap: Any = _wrap
    wrap.re_word = _WORD


def words(line: str) -> list[str]:
    """What a line may be broken into, without the spaces between."""
    return _WORD.findall(line)


def may_break(sign: str) -> bool:
    """Whether a line may end at this sign, which is one character or none."""
    return sign.isspace() and sign not in _GLUE
