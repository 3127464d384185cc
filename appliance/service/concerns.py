# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The concerns of the service around one workplace, which the façade's halves share.

Owns their construction. Must not act. Stands on each concern.
"""

from appliance.service.equipment import Equipment
from appliance.service.identification import Identification
from appliance.service.questioning import Questioning
from appliance.service.rounds import Rounds
from appliance.service.showing import Showing
from appliance.service.sign_in import SignIn
from appliance.service.views import View
from appliance.service.workplace import Workplace


class Concerns:
    """What every half of the façade stands on.

    Args:
        place: The workplace, filled by the composition root.
    """

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._signing = SignIn(place)
        self._questioning = Questioning(place)
        self._equipment = Equipment(place)
        self._identification = Identification(place)
        self._showing = Showing(place, self._signing, self._questioning)
        self._rounds = Rounds(place)

    def view(self) -> View:
        """What the screen shows now; cheap, takes no lock, may be called ten times a second."""
        return self._showing.view()
