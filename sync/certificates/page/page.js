// SPDX-FileCopyrightText: 2026 The Escale authors
// SPDX-License-Identifier: Apache-2.0
//
// The page itself: the fragment or the pasted text in, the answer out. Only text nodes
// are written, so nothing in a certificate can become markup.
"use strict";

let locale = (navigator.language || "fr").startsWith("fr") ? "fr" : "en";
let answer = null; // {kind: "genuine", verification} | {kind: "refused", reason}
let trustIssuedS = null;

const byId = (id) => document.getElementById(id);

function element(name, text, className) {
  const node = document.createElement(name);
  node.textContent = text;
  if (className) node.className = className;
  return node;
}

// As the documents write it: 1er mars 2026, 1 March 2026. A date without time is UTC.
function dayInWords(day) {
  const form = { dateStyle: "long", timeZone: "UTC" };
  const words = new Intl.DateTimeFormat(locale === "fr" ? "fr-FR" : "en-GB", form).format(day);
  return locale === "fr" ? words.replace(/^1 /, "1er ") : words;
}

function show() {
  const w = WORDS[locale];
  document.documentElement.lang = locale;
  document.title = w.title;
  byId("title").textContent = w.title;
  byId("locale").textContent = w.other;
  byId("prompt").textContent = w.prompt;
  byId("check").textContent = w.check;
  byId("privacy").textContent = w.privacy;
  const issued = trustIssuedS === null ? "" : dayInWords(new Date(trustIssuedS * 1000));
  byId("freshness").textContent = issued && `${w.freshness} ${issued}.`;
  const box = byId("answer");
  box.className = answer === null ? "" : answer.kind;
  box.replaceChildren(...(answer === null ? [] : lines(w)));
}

function lines(w) {
  if (answer.kind === "refused") {
    return [element("h2", w.refused), element("p", w.reasons[answer.reason])];
  }
  const { claims, issuer, warnings } = answer.verification;
  const language = w.languages[claims.language] ?? claims.language;
  const list = document.createElement("dl");
  const row = (term, value) => list.append(element("dt", term), element("dd", value));
  const written = Object.entries(claims.written).map(([domain, level]) => `${w.domains[domain]} ${level}`);
  row(w.written, `${written.join(" · ")} (${dayInWords(new Date(claims.writtenOn))})`);
  row(w.oral, `${claims.oral} (${dayInWords(new Date(claims.oralOn))})`);
  row(w.issued, `${dayInWords(new Date(claims.issuedOn))} ${w.by} ${issuer}`);
  row(w.serial, claims.serial);
  return [
    element("h2", w.genuine),
    element("p", `${claims.givenName} ${claims.familyName}`, "name"),
    element("p", `${w.born} ${dayInWords(new Date(claims.birthDate))}`),
    element("p", `${language} — ${w.level} ${claims.overall}`, "level"),
    list,
    ...warnings.map((warning) => element("p", w.warnings[warning], "warning")),
  ];
}

async function check(text) {
  try {
    const trust = await openMaterial(ESCALE_MATERIAL).catch((error) => {
      throw new Refused(error.name === "NotSupportedError" ? "browser" : "material");
    });
    trustIssuedS = trust.issuedS;
    const verification = await verifyCertificate(text, trust, Date.now() / 1000);
    answer = { kind: "genuine", verification };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    answer = { kind: "refused", reason: error.reason };
  }
  show();
}

function checkFragment() {
  if (location.hash.length > 1) check(location.hash.slice(1));
}

byId("locale").addEventListener("click", () => {
  locale = locale === "fr" ? "en" : "fr";
  show();
});
byId("check").addEventListener("click", () => check(byId("text").value));
window.addEventListener("hashchange", checkFragment);
if ("serviceWorker" in navigator && location.protocol === "https:") {
  navigator.serviceWorker.register("worker.js");
}
show();
checkFragment();
