// SPDX-FileCopyrightText: 2026 The Escale authors
// SPDX-License-Identifier: Apache-2.0
//
// What the page says, in French and English.
"use strict";

const WORDS = {
  fr: {
    other: "English", title: "Vérifier un certificat",
    prompt: "Collez ici le texte du code QR, ou scannez le code avec l’appareil photo du téléphone.",
    check: "Vérifier", genuine: "Certificat authentique", refused: "Non vérifié", working: "Vérification…",
    level: "niveau", born: "né(e) le", written: "Partie écrite", oral: "Partie orale", serial: "Numéro",
    issued: "Délivré le", by: "par", language: "Langue",
    privacy: "Rien n’est envoyé : la vérification se fait sur cet appareil, même sans réseau.",
    freshness: "Listes de confiance du",
    domains: { vocabulary: "Vocabulaire", grammar: "Grammaire", expressions: "Expressions", reading: "Lecture", listening: "Écoute" },
    languages: { en: "anglais", fr: "français", de: "allemand", es: "espagnol", it: "italien" },
    reasons: {
      unreadable: "Ce texte n’est pas celui d’un certificat. Scannez de nouveau le code entier.",
      unknownIssuer: "L’émetteur est inconnu. Rechargez cette page avec le réseau ; s’il reste inconnu, ne vous y fiez pas.",
      altered: "Le certificat a été modifié ou imité. Ne vous y fiez pas.",
      version: "Ce certificat est d’une version plus récente. Rechargez cette page avec le réseau.",
      outOfRange: "La clé de l’émetteur n’était pas valable pour ce certificat. Ne vous y fiez pas.",
      revoked: "Ce certificat a été retiré par son émetteur.",
      suspended: "Ce certificat est suspendu par son émetteur.",
      material: "Les listes de confiance de cette page ne sont pas valables. Rechargez-la avec le réseau.",
      browser: "Ce navigateur ne sait pas vérifier les signatures Ed25519. Mettez-le à jour.",
    },
    warnings: {
      trustOld: "La liste de confiance a plus de 30 jours.", clockBehind: "L’horloge de cet appareil retarde.",
      statusMissing: "Sans liste de statuts : il a pu être retiré depuis.",
      statusBehind: "La liste de statuts est plus ancienne que ce certificat.",
      statusOld: "La liste de statuts a plus de 30 jours : il a pu être retiré depuis.",
    },
  },
  en: {
    other: "Français", title: "Verify a certificate",
    prompt: "Paste the text of the QR code here, or scan the code with the phone’s camera.",
    check: "Verify", genuine: "Genuine certificate", refused: "Not verified", working: "Checking…",
    level: "level", born: "born on", written: "Written part", oral: "Oral part", serial: "Number",
    issued: "Issued on", by: "by", language: "Language",
    privacy: "Nothing is sent: the check happens on this device, even without network.",
    freshness: "Trust lists of",
    domains: { vocabulary: "Vocabulary", grammar: "Grammar", expressions: "Expressions", reading: "Reading", listening: "Listening" },
    languages: { en: "English", fr: "French", de: "German", es: "Spanish", it: "Italian" },
    reasons: {
      unreadable: "This is not the text of a certificate. Scan the whole code again.",
      unknownIssuer: "The issuer is unknown. Reload this page with a network; if it stays unknown, do not rely on it.",
      altered: "The certificate was altered or forged. Do not rely on it.",
      version: "This certificate is of a newer version. Reload this page with a network.",
      outOfRange: "The issuer’s key was not valid for this certificate. Do not rely on it.",
      revoked: "This certificate was taken back by its issuer.",
      suspended: "This certificate is suspended by its issuer.",
      material: "The trust lists of this page are not valid. Reload it with a network.",
      browser: "This browser cannot check Ed25519 signatures. Update it.",
    },
    warnings: {
      trustOld: "The trust list is more than 30 days old.", clockBehind: "This device’s clock is behind.",
      statusMissing: "Without status list: it may have been taken back meanwhile.",
      statusBehind: "The status list is older than this certificate.",
      statusOld: "The status list is more than 30 days old: it may have been taken back meanwhile.",
    },
  },
};
