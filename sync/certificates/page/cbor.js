// SPDX-FileCopyrightText: 2026 The Escale authors
// SPDX-License-Identifier: Apache-2.0
//
// Deterministic CBOR, reading only (RFC 8949 §4.2.1): the same profile as
// sync.protocol.canonical. Anything that is not the one spelling of its value throws.
// Maps become Map objects; integers beyond 2^53 are refused.
"use strict";

class Malformed extends Error {}

class CborReader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  take(count) {
    if (this.at + count > this.bytes.length) throw new Malformed("cut short");
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  // Major type and argument, in the fewest bytes.
  head() {
    const initial = this.take(1)[0];
    const major = initial >> 5;
    const short = initial & 31;
    if (short < 24 || major === 7) return [major, short];
    if (short > 27) throw new Malformed("indefinite length");
    const size = 1 << (short - 24);
    const value = this.take(size).reduce((sum, byte) => sum * 256 + byte, 0);
    const least = size === 1 ? 24 : 256 ** (size / 2);
    if (value < least || !Number.isSafeInteger(value)) throw new Malformed("long or large head");
    return [major, value];
  }

  value(depth = 32) {
    if (depth < 0) throw new Malformed("too deep");
    const [major, argument] = this.head();
    switch (major) {
      case 0: return argument;
      case 1: return -1 - argument;
      case 2: return this.take(argument);
      case 3: return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(this.take(argument));
      case 4: return this.array(argument, depth);
      case 5: return this.map(argument, depth);
      case 7: return this.simple(argument);
      default: throw new Malformed("tag");
    }
  }

  array(count, depth) {
    const members = [];
    for (let n = 0; n < count; n += 1) members.push(this.value(depth - 1));
    return members;
  }

  map(count, depth) {
    const entries = new Map();
    let former = null;
    for (let n = 0; n < count; n += 1) {
      const start = this.at;
      const key = this.value(depth - 1);
      const spelling = this.bytes.subarray(start, this.at);
      if (typeof key !== "string" && typeof key !== "number") throw new Malformed("key type");
      if (former !== null && compareBytes(former, spelling) >= 0) throw new Malformed("key order");
      former = spelling;
      entries.set(key, this.value(depth - 1));
    }
    return entries;
  }

  simple(argument) {
    if (argument === 20) return false;
    if (argument === 21) return true;
    if (argument === 22) return null;
    throw new Malformed("simple value or float");
  }
}

function compareBytes(left, right) {
  for (let n = 0; n < Math.min(left.length, right.length); n += 1) {
    if (left[n] !== right[n]) return left[n] - right[n];
  }
  return left.length - right.length;
}

function decodeCbor(bytes) {
  const reader = new CborReader(bytes);
  const value = reader.value();
  if (reader.at !== bytes.length) throw new Malformed("trailing bytes");
  return value;
}
