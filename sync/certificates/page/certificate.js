// SPDX-FileCopyrightText: 2026 The Escale authors
// SPDX-License-Identifier: Apache-2.0
//
// Offline verification: the same checklist as sync.certificates.verification.
"use strict";

class Refused extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

const KIND = { certificate: 65000, trustList: 65001, statusList: 65002 };
const DOMAINS = ["vocabulary", "grammar", "expressions", "reading", "listening"];
const LEVELS = [null, "A1", "A2", "B1", "B2", "C1", "C2"];
const STALE_AFTER_S = 30 * 24 * 3600;
const MAX_TEXT = 3000;

// The certificate's bytes in a QR code's text or in its digits alone.
function messageFromText(text) {
  const match = text.length <= MAX_TEXT && /^(?:https?:\/\/[^\s#]{1,300}#)?([1-9][0-9]*)$/.exec(text.trim());
  if (!match) throw new Refused("unreadable");
  let hex = BigInt(match[1]).toString(16);
  if (hex.length % 2) hex = `0${hex}`;
  const bytes = fromHex(hex);
  if (bytes[0] !== 1) throw new Refused("unreadable");
  return bytes.subarray(1);
}

function readClaims(map) {
  const types = ["number", "string", "string", "string", "number", "string", null, "number", "number", "number"];
  const ok = map.size === 10 && types.every((type, n) => type === null || typeof map.get(n + 1) === type);
  const levels = map.get(7);
  if (!ok || !(levels instanceof Uint8Array) || levels.length !== 8) throw new Refused("version");
  const named = Array.from(levels, (level) => LEVELS[level]);
  if (named.some((level) => !level) || map.get(1) < 0) throw new Refused("version");
  return {
    index: map.get(1), serial: map.get(2), givenName: map.get(3), familyName: map.get(4),
    birthDate: dayOf(map.get(5)), language: map.get(6),
    written: Object.fromEntries(DOMAINS.map((domain, n) => [domain, named[n]])),
    oral: named[5], overall: named[6], target: named[7],
    writtenOn: dayOf(map.get(8)), oralOn: dayOf(map.get(9)), issuedOn: dayOf(map.get(10)),
  };
}

function dayOf(days) {
  const day = new Date(days * 86400000);
  if (Number.isNaN(day.getTime())) throw new Refused("version");
  return day.toISOString().slice(0, 10);
}

// Root key -> trust list -> status list; what does not hold is as if it were absent.
async function openMaterial(material) {
  const root = fromHex(material.root);
  const opened = await openStatement(
    KIND.trustList, fromBase64(material.trust), new Map([[await keyId(root), root]]),
  );
  const keys = opened.claims.get("keys");
  const ring = async (role) => {
    const found = new Map();
    for (const key of keys) {
      const raw = key.get("public");
      if (key.get("role") === role && raw.length === 32) found.set(await keyId(raw), raw);
    }
    return found;
  };
  const issuers = new Map();
  for (const key of keys.filter((entry) => entry.get("role") === "issuer")) {
    issuers.set(await keyId(key.get("public")), key);
  }
  const central = await ring("central");
  return {
    issuedS: opened.claims.get("issued_s"), issuerKeys: await ring("issuer"), issuers,
    status: material.status ? await openStatus(fromBase64(material.status), central) : null,
  };
}

async function openStatus(message, central) {
  const { claims } = await openStatement(KIND.statusList, message, central);
  const list = claims.get("status_list");
  const stream = new Blob([list.get("lst")]).stream().pipeThrough(new DecompressionStream("deflate"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  return { issuedS: claims.get("issued_s"), size: claims.get("size"), bits: list.get("bits"), packed };
}

function statusAt(status, index) {
  if (index >= status.size) return null;
  const place = index * status.bits;
  return (status.packed[Math.floor(place / 8)] >> place % 8) & ((1 << status.bits) - 1);
}

// Steps 1 to 6 and 8 of the checklist; the log proof (7) does not travel in the code.
async function verifyCertificate(text, trust, nowS) {
  const message = messageFromText(text);
  let statement;
  try {
    statement = await openStatement(KIND.certificate, message, trust.issuerKeys); // 1, 2, 3
  } catch (error) {
    if (error instanceof UnknownKey) throw new Refused("unknownIssuer");
    if (error instanceof Altered) throw new Refused("altered");
    if (error instanceof Malformed || error instanceof TypeError) throw new Refused("unreadable");
    throw error;
  }
  const claims = readClaims(statement.claims); // 4
  const issuer = trust.issuers.get(statement.kid); // 5
  const last = issuer.get("to_index");
  if (claims.index < issuer.get("from_index") || (last !== null && claims.index > last)) {
    throw new Refused("outOfRange");
  }
  const status = trust.status === null ? null : statusAt(trust.status, claims.index); // 6
  if (status) throw new Refused(status === 2 ? "suspended" : "revoked");
  return { claims, issuer: issuer.get("name"), warnings: warningsOf(trust, claims.index, nowS) }; // 8
}

function warningsOf(trust, index, nowS) {
  const found = [];
  if (nowS - trust.issuedS > STALE_AFTER_S) found.push("trustOld");
  if (nowS < trust.issuedS) found.push("clockBehind");
  if (trust.status === null) found.push("statusMissing");
  else if (statusAt(trust.status, index) === null) found.push("statusBehind");
  else if (nowS - trust.status.issuedS > STALE_AFTER_S) found.push("statusOld");
  return found;
}
