// SPDX-FileCopyrightText: 2026 The Escale authors
// SPDX-License-Identifier: Apache-2.0
//
// COSE_Sign1 in the profile of sync.protocol.cose, Ed25519 only, with WebCrypto.
"use strict";

class Altered extends Error {}
class UnknownKey extends Error {}

const EDDSA = -8;

function parseCose(message) {
  if (message[0] !== 0xd2) throw new Malformed("not tagged as COSE_Sign1");
  const parts = decodeCbor(message.subarray(1));
  if (!Array.isArray(parts) || parts.length !== 4) throw new Malformed("not a COSE_Sign1");
  const [protectedBytes, unprotected, payload, signature] = parts;
  const isBytes = (part) => part instanceof Uint8Array;
  if (!isBytes(protectedBytes) || !isBytes(payload) || !isBytes(signature)) throw new Malformed("members");
  if (!(unprotected instanceof Map) || unprotected.size !== 0) throw new Malformed("unsigned headers");
  if (signature.length !== 64) throw new Malformed("signature length");
  const header = decodeCbor(protectedBytes);
  if (!(header instanceof Map)) throw new Malformed("header");
  for (const label of header.keys()) {
    if (label !== 1 && label !== 4 && label !== 16) throw new Malformed("unknown header");
  }
  const kid = header.get(4);
  if (header.get(1) !== EDDSA || !isBytes(kid) || kid.length === 0) throw new Malformed("alg or kid");
  return { protectedBytes, payload, signature, kid: toHex(kid), typ: header.get(16) };
}

function byteStringHead(length) {
  if (length < 24) return [0x40 | length];
  if (length < 256) return [0x58, length];
  if (length < 65536) return [0x59, length >> 8, length & 255];
  return [0x5a, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255];
}

// The Sig_structure of RFC 9052 §4.4, without external data.
function toBeSigned(protectedBytes, payload) {
  const context = new TextEncoder().encode("Signature1");
  return Uint8Array.from([
    0x84, 0x60 | context.length, ...context,
    ...byteStringHead(protectedBytes.length), ...protectedBytes,
    0x40,
    ...byteStringHead(payload.length), ...payload,
  ]);
}

// Opens a statement of one kind with keys by identifier (hex -> 32 raw bytes); the
// order of the checks is that of sync.protocol.statement.
async function openStatement(kind, message, keys) {
  const cose = parseCose(message);
  const raw = keys.get(cose.kid);
  if (raw === undefined) throw new UnknownKey(cose.kid);
  const key = await crypto.subtle.importKey("raw", raw, { name: "Ed25519" }, false, ["verify"]);
  const data = toBeSigned(cose.protectedBytes, cose.payload);
  if (!(await crypto.subtle.verify({ name: "Ed25519" }, key, cose.signature, data))) {
    throw new Altered("signature");
  }
  if (cose.typ !== kind) throw new Altered("kind");
  const claims = decodeCbor(cose.payload);
  if (!(claims instanceof Map)) throw new Malformed("claims");
  return { claims, kid: cose.kid };
}

async function keyId(raw) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", raw));
  return toHex(digest.subarray(0, 8));
}

function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
