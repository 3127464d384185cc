# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""What the console says of a refusal: what happened and what to do, in French and English.

Owns the words, by error class or by the console's own names. Must not lay anything out
nor judge an error. A class without words of its own has those of its nearest parent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sync.protocol.errors import EscaleError

SESSION_OVER = "session_over"
REASON_NEEDED = "reason_needed"
CORRECTIONS_NEEDED = "corrections_needed"
FORM = "form"
UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What happened, and what the reader should do."""

    title: str
    advice: str


_FR = {
    "EscaleError": Refusal(
        "Cela n’a pas pu être fait",
        "Réessayez ; si cela se reproduit, prévenez les personnes qui exploitent ce service.",
    ),
    "UnauthenticatedError": Refusal(
        "Jeton inconnu",
        "Personne n’a ce jeton. Copiez-le en entier ; "
        "s’il reste inconnu, demandez-en un nouveau à l’administration.",
    ),
    SESSION_OVER: Refusal(
        "Votre session est terminée",
        "Connectez-vous de nouveau. "
        "Rien n’a été enregistré depuis ; le bouton Retour du navigateur garde en général "
        "le texte saisi.",
    ),
    "ForbiddenError": Refusal(
        "Votre rôle ne permet pas cela", "Demandez à un collègue qui a le rôle nécessaire."
    ),
    "ForeignFormError": Refusal(
        "Ce formulaire n’est pas celui de votre session",
        "Rien n’a été enregistré. Rechargez la page, puis recommencez.",
    ),
    "AbsentError": Refusal(
        "Cela n’existe pas ici", "Vérifiez l’adresse, ou partez de la liste des sessions."
    ),
    "ConflictError": Refusal(
        "Cela n’est plus possible dans l’état de cette session",
        "Quelqu’un a peut-être agi entre-temps. Regardez l’état présent, puis choisissez la suite.",
    ),
    "SecondLookError": Refusal(
        "Une autre personne doit décider",
        "Vous avez déjà décidé pour cette "
        "session : demandez à un relecteur qui n’y a pas pris part.",
    ),
    "TooLargeError": Refusal("C’est trop volumineux", "Rien n’a été enregistré. Envoyez moins."),
    "BundleRefusedError": Refusal(
        "Cette preuve ne peut pas être ouverte",
        "Prévenez les personnes qui exploitent ce service ; gardez la station telle qu’elle est.",
    ),
    "MalformedError": Refusal(
        "Cette séquence est endommagée",
        "Ses images ne peuvent pas être montrées. Décidez sans elle, ou demandez un second avis.",
    ),
    "ContentRefusedError": Refusal(
        "Ce qui a été saisi ne peut pas être enregistré",
        "Remplissez "
        "un champ au moins et le motif. Un nom doit tenir sur un certificat ; un jour doit se "
        "situer entre l’enrôlement de la station et l’arrivée de la session.",
    ),
    REASON_NEEDED: Refusal(
        "Il manque le motif", "Écrivez pourquoi (4 000 caractères au plus), puis décidez."
    ),
    CORRECTIONS_NEEDED: Refusal(
        "Les corrections de l’état civil attendent votre choix",
        "Comparez-les à la pièce d’identité et choisissez l’une des deux réponses, puis décidez.",
    ),
    FORM: Refusal(
        "Le formulaire est incomplet",
        "Rien n’a été enregistré. Revenez à la page et remplissez-le de nouveau.",
    ),
    UNEXPECTED: Refusal(
        "Une erreur imprévue s’est produite",
        "Rien n’a été enregistré. Réessayez ; "
        "si cela se reproduit, prévenez les personnes qui exploitent ce service.",
    ),
}
_EN = {
    "EscaleError": Refusal(
        "This could not be done",
        "Try again; if it happens again, tell the people who run this service.",
    ),
    "UnauthenticatedError": Refusal(
        "Unknown token",
        "Nobody has this token. Copy the whole of it; "
        "if it stays unknown, ask the administration for a new one.",
    ),
    SESSION_OVER: Refusal(
        "Your session is over",
        "Sign in again. Nothing was stored since; "
        "the browser's Back button usually keeps the text you typed.",
    ),
    "ForbiddenError": Refusal(
        "Your role does not allow this", "Ask a colleague with the right role."
    ),
    "ForeignFormError": Refusal(
        "This form is not from your session",
        "Nothing was stored. Load the page again, then repeat it.",
    ),
    "AbsentError": Refusal(
        "There is nothing of this name here",
        "Check the address, or start from the list of sittings.",
    ),
    "ConflictError": Refusal(
        "This sitting is no longer in a state for that",
        "Somebody may have acted meanwhile. Look at the present state, then choose the next step.",
    ),
    "SecondLookError": Refusal(
        "Another person has to decide",
        "You have decided on this sitting before: ask a reviewer who has not.",
    ),
    "TooLargeError": Refusal("This is too large", "Nothing was stored. Send less."),
    "BundleRefusedError": Refusal(
        "This evidence cannot be opened",
        "Tell the people who run this service; keep the station as it is.",
    ),
    "MalformedError": Refusal(
        "This clip is damaged",
        "Its pictures cannot be shown. Decide without it, or ask for a second opinion.",
    ),
    "ContentRefusedError": Refusal(
        "What was entered cannot be stored",
        "Fill in one field at least "
        "and the reason. A name must fit on a certificate; a day must lie between the station's "
        "enrolment and the arrival of the sitting.",
    ),
    REASON_NEEDED: Refusal(
        "The reason is missing", "Write why (4,000 characters at most), then decide."
    ),
    CORRECTIONS_NEEDED: Refusal(
        "The corrected personal data wait for your choice",
        "Compare them with the ID document and choose one of the two answers, then decide.",
    ),
    FORM: Refusal(
        "The form is incomplete", "Nothing was stored. Go back to the page and fill it in again."
    ),
    UNEXPECTED: Refusal(
        "Something unexpected happened",
        "Nothing was stored. Try again; if it happens again, tell the people who run this service.",
    ),
}
REFUSALS: Mapping[str, Mapping[str, Refusal]] = MappingProxyType(
    {"fr": MappingProxyType(_FR), "en": MappingProxyType(_EN)}
)


def name_of(error: EscaleError) -> str:
    """The name under which an error has its words."""
    return next(kind.__name__ for kind in type(error).__mro__ if kind.__name__ in _EN)
