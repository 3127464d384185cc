# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""YAML as training centres write it: values, lists and maps, and nothing that multiplies.

Owns the loader of files from outside. Must not know their shape. Stands on PyYAML.

An alias repeats what its anchor holds; aliases of aliases make gigabytes of a few hundred
bytes, and a roster needs none.
"""

from typing import Any

import yaml
from yaml.composer import ComposerError


class _PlainLoader(yaml.SafeLoader):
    """The safe loader without aliases."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """One node; an alias is refused where it stands."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark
            raise ComposerError(None, None, "aliases are not taken here", mark)
        return super().compose_node(parent, index)


def load_yaml(text: str) -> object:
    """The one document in a text.

    Raises:
        yaml.YAMLError: No YAML, or an alias in it.
        RecursionError: Nested deeper than a file of ours could be.
    """
    document: object = yaml.load(text, Loader=_PlainLoader)
    return document
