// SPDX-FileCopyrightText: 2026 The Escale authors
// SPDX-License-Identifier: Apache-2.0
//
// Keeps the page at hand without network: fresh when there is one, else the last copy.
// Only this page's own files are ever fetched or kept.
"use strict";

const CACHE = "escale-verifier-1";
const FILES = [
  "index.html", "page.css", "icon.svg", "page.webmanifest", "material.js",
  "cbor.js", "cose.js", "certificate.js", "words.js", "page.js",
];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  event.respondWith(freshOrKept(event.request));
});

async function freshOrKept(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch {
    const kept = await cache.match(request, { ignoreSearch: true });
    return kept ?? (await cache.match("index.html"));
  }
}
