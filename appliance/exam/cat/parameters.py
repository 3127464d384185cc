# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Item parameters: which response model an item follows, and with which numbers.

Owns the parameter shapes and their validity. Must not compute probabilities (see
``models``) nor read files. Stands on the errors of this package.

Conventions (logistic metric, D = 1), as in catR and mirt's IRT parametrisation:

* 1PL–4PL: ``P(1) = c + (d - c) / (1 + exp(-a (theta - b)))``, one ``b``.
* GRM: ``P(X >= k) = logistic(a (theta - b_k))`` with increasing ``b``.
* PCM, GPCM: ``P(X = k)`` proportional to ``exp(sum_{v <= k} a (theta - b_v))``; ``a = 1`` for PCM.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from appliance.exam.cat.errors import ParametersError


class Model(StrEnum):
    """The response models that an item may follow."""

    ONE_PL = "1PL"
    TWO_PL = "2PL"
    THREE_PL = "3PL"
    FOUR_PL = "4PL"
    PCM = "PCM"
    GPCM = "GPCM"
    GRM = "GRM"

    @property
    def dichotomous(self) -> bool:
        """Whether the item is only right or wrong."""
        return self in _DICHOTOMOUS


_DICHOTOMOUS = frozenset({Model.ONE_PL, Model.TWO_PL, Model.THREE_PL, Model.FOUR_PL})
_CLAIMS = {"model", "a", "b", "c", "d", "provenance"}


class Provenance(StrEnum):
    """Where the numbers come from; a report must not pass priors off as measurements."""

    PRIOR = "prior"
    CALIBRATED = "calibrated"


@dataclass(frozen=True, slots=True)
class ItemParameters:
    """The parameters of one item, checked when made.

    Args:
        model: The response model.
        a: Discrimination per logit, > 0; exactly 1 for 1PL and PCM.
        b: Locations in logits: one for 1PL–4PL, one per step or threshold otherwise.
        c: Lower asymptote, 3PL and 4PL only.
        d: Upper asymptote, 4PL only.
        provenance: Whether the numbers are priors or calibrated.

    Raises:
        ParametersError: The model does not allow these numbers.
    """

    model: Model
    a: float
    b: tuple[float, ...]
    c: float = 0.0
    d: float = 1.0
    provenance: Provenance = Provenance.PRIOR

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (self.a, *self.b, self.c, self.d))):
            raise ParametersError(f"parameters of a {self.model} item are not finite")
        if self.a <= 0:
            raise ParametersError(f"discrimination {self.a} is not positive")
        if not self.b or (self.model.dichotomous and len(self.b) != 1):
            raise ParametersError(f"a {self.model} item cannot have {len(self.b)} locations")
        self._check_model()

    def _check_model(self) -> None:
        if self.model in {Model.ONE_PL, Model.PCM} and self.a != 1.0:
            raise ParametersError(f"a {self.model} item has discrimination 1, not {self.a}")
        if not 0.0 <= self.c < self.d <= 1.0:
            raise ParametersError(f"asymptotes {self.c} and {self.d} are not in order")
        if self.c != 0.0 and self.model not in {Model.THREE_PL, Model.FOUR_PL}:
            raise ParametersError(f"a {self.model} item has no lower asymptote")
        if self.d != 1.0 and self.model is not Model.FOUR_PL:
            raise ParametersError(f"a {self.model} item has no upper asymptote")
        rising = all(low < high for low, high in zip(self.b, self.b[1:], strict=False))
        if self.model is Model.GRM and not rising:
            raise ParametersError("thresholds of a GRM item must increase")

    @property
    def categories(self) -> int:
        """Number of score categories, 0 included."""
        return len(self.b) + 1

    def to_claims(self) -> dict[str, Any]:
        """The canonical map that a pack carries."""
        return {
            "model": self.model.value,
            "a": float(self.a),
            "b": [float(value) for value in self.b],
            "c": float(self.c),
            "d": float(self.d),
            "provenance": self.provenance.value,
        }

    @classmethod
    def from_claims(cls, claims: Mapping[str, Any]) -> Self:
        """Read the map of ``to_claims``; any other key or kind is refused.

        Raises:
            ParametersError: The map is not of this shape.
        """
        if set(claims) != _CLAIMS:
            raise ParametersError(f"parameters must have exactly the keys {sorted(_CLAIMS)}")
        steps = claims["b"]
        if not isinstance(steps, list | tuple):
            raise ParametersError("parameter b must be a list of numbers")
        try:
            model = Model(str(claims["model"]))
            provenance = Provenance(str(claims["provenance"]))
        except ValueError as error:
            raise ParametersError(str(error)) from error
        a, c, d = (as_number(claims[name], name) for name in ("a", "c", "d"))
        return cls(model, a, tuple(as_number(step, "b") for step in steps), c, d, provenance)


def as_number(value: object, name: str) -> float:
    """A finite real number, or a refusal that names the field.

    Raises:
        ParametersError: The value is no number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ParametersError(f"{name} must be a finite number")
    try:
        number = float(value)
    except OverflowError as error:  # a whole number of hundreds of digits
        raise ParametersError(f"{name} must be a finite number") from error
    if not math.isfinite(number):
        raise ParametersError(f"{name} must be a finite number")
    return number
