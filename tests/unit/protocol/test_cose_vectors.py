# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Independent vectors: the COSE working group's examples and RFC 8032.

All of the working group's examples name their key in the *unprotected* header, which
our profile refuses on purpose, so each file is asserted refused as a whole. The
cryptography inside is then checked piece by piece: our Sig_structure must be theirs,
and `check_signature` must accept what they call good and refuse what they call bad.

Exceptions, by name and why:
- ecdsa-02/03/04 and ecdsa-sig-02/03/04 pair P-256, P-384 or P-521 with ES384 or
  ES512, eddsa-02 and eddsa-sig-02 use Ed448: algorithms that we do not accept;
- ecdsa-01 and eddsa-01 are COSE_Sign (tag 98, several signers): only their signature
  is checked, over the Sig_structure that the file gives;
- sign-pass-01 has no signed algorithm, sign-pass-02 signs external data,
  sign-pass-03 has no tag: legal COSE, refused by our profile.
"""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.protocol.cose import Algorithm, PublicKey, check_signature, sign1, to_be_signed, verify1
from sync.protocol.errors import MalformedError, SignatureInvalidError

SharedData = Callable[[str], Path]

SIGN1_FILES = (
    "sign1-tests/sign-pass-01",
    "sign1-tests/sign-pass-02",
    "sign1-tests/sign-pass-03",
    "sign1-tests/sign-fail-01",
    "sign1-tests/sign-fail-02",
    "sign1-tests/sign-fail-03",
    "sign1-tests/sign-fail-04",
    "sign1-tests/sign-fail-06",
    "sign1-tests/sign-fail-07",
    "ecdsa-examples/ecdsa-sig-01",
    "ecdsa-examples/ecdsa-sig-02",
    "ecdsa-examples/ecdsa-sig-03",
    "ecdsa-examples/ecdsa-sig-04",
    "eddsa-examples/eddsa-sig-01",
    "eddsa-examples/eddsa-sig-02",
)
SIGN_FILES = (
    "ecdsa-examples/ecdsa-01",
    "ecdsa-examples/ecdsa-02",
    "ecdsa-examples/ecdsa-03",
    "ecdsa-examples/ecdsa-04",
    "eddsa-examples/eddsa-01",
    "eddsa-examples/eddsa-02",
)
OTHER_ALGORITHMS = {
    "ecdsa-examples/ecdsa-02",
    "ecdsa-examples/ecdsa-03",
    "ecdsa-examples/ecdsa-04",
    "ecdsa-examples/ecdsa-sig-02",
    "ecdsa-examples/ecdsa-sig-03",
    "ecdsa-examples/ecdsa-sig-04",
    "eddsa-examples/eddsa-02",
    "eddsa-examples/eddsa-sig-02",
}


def load(shared_data: SharedData, name: str) -> dict[str, Any]:
    return json.loads(shared_data(f"vectors/cert/cose-wg/{name}.json").read_text())


def public_key(key: dict[str, str]) -> PublicKey:
    if key["kty"] == "OKP":
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(key["x_hex"]))
    x, y = (
        int.from_bytes(base64.urlsafe_b64decode(key[axis] + "=="), "big") for axis in ("x", "y")
    )
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def body(message: str) -> list[Any]:
    decoded = cbor2.loads(bytes.fromhex(message))
    return list(decoded.value if isinstance(decoded, cbor2.CBORTag) else decoded)


def test_the_material_is_all_listed(shared_data: SharedData) -> None:
    folder = shared_data("vectors/cert/cose-wg")
    found = {str(path.relative_to(folder).with_suffix("")) for path in folder.rglob("*.json")}
    assert found == {*SIGN1_FILES, *SIGN_FILES}


@pytest.mark.parametrize("name", [*SIGN1_FILES, *SIGN_FILES])
def test_the_profile_refuses_every_example_as_a_whole(shared_data: SharedData, name: str) -> None:
    message = bytes.fromhex(load(shared_data, name)["output"]["cbor"])
    with pytest.raises(MalformedError):
        verify1(message, {})


@pytest.mark.parametrize("name", [name for name in SIGN1_FILES if name not in OTHER_ALGORITHMS])
def test_sign1_examples(shared_data: SharedData, name: str) -> None:
    vector = load(shared_data, name)
    source = vector["input"]["sign0"]
    key = public_key(source["key"])
    algorithm = Algorithm.EDDSA if source["alg"] == "EdDSA" else Algorithm.ES256
    protected, _, payload, signature = body(vector["output"]["cbor"])
    stated = bytes.fromhex(vector["intermediates"]["ToBeSign_hex"])
    match name:
        case "sign1-tests/sign-pass-01":  # h'a0' is signed as the empty string (RFC 9052 §4.4)
            data = to_be_signed(b"", payload)
        case "sign1-tests/sign-pass-02":  # external data, which our profile does not have
            data = stated
        case _:
            data = to_be_signed(protected, payload)
    if name == "sign1-tests/sign-fail-01" or not vector.get("fail"):
        # fail-01 has a good signature under a wrong tag, which parsing refuses.
        assert data == stated
        check_signature(key, algorithm, data, low_s(signature, algorithm))
    else:
        with pytest.raises(SignatureInvalidError):
            check_signature(key, algorithm, data, low_s(signature, algorithm))


@pytest.mark.parametrize("name", [name for name in SIGN_FILES if name not in OTHER_ALGORITHMS])
def test_sign_examples(shared_data: SharedData, name: str) -> None:
    vector = load(shared_data, name)
    signer = vector["input"]["sign"]["signers"][0]
    algorithm = Algorithm.EDDSA if signer["protected"]["alg"] == "EdDSA" else Algorithm.ES256
    signature = body(vector["output"]["cbor"])[3][0][2]
    data = bytes.fromhex(vector["intermediates"]["signers"][0]["ToBeSign_hex"])
    key = public_key(signer["key"])
    check_signature(key, algorithm, data, low_s(signature, algorithm))
    with pytest.raises(SignatureInvalidError):
        check_signature(key, algorithm, data + b"\x00", low_s(signature, algorithm))


@pytest.mark.parametrize("name", sorted(OTHER_ALGORITHMS))
def test_other_algorithms_are_other(shared_data: SharedData, name: str) -> None:
    vector = load(shared_data, name)
    source = vector["input"].get("sign0") or vector["input"]["sign"]["signers"][0]
    curve, algorithm = source["key"]["crv"], source["protected"]["alg"]
    assert (curve, algorithm) not in {("P-256", "ES256"), ("Ed25519", "EdDSA")}


def low_s(signature: bytes, algorithm: Algorithm) -> bytes:
    """The accepted form of a vector's signature; refusing the other is tested elsewhere."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    s = int.from_bytes(signature[32:], "big")
    if algorithm is Algorithm.EDDSA or s <= order // 2:
        return signature
    return signature[:32] + (order - s).to_bytes(32, "big")


def test_rfc_8032(shared_data: SharedData) -> None:
    vectors = json.loads(shared_data("vectors/cert/rfc/rfc8032_ed25519.json").read_text())
    assert vectors
    for vector in vectors:
        secret, public, message, signature = (
            bytes.fromhex(vector[name]) for name in ("sk", "pk", "msg", "sig")
        )
        private = Ed25519PrivateKey.from_private_bytes(secret)
        assert private.public_key().public_bytes_raw() == public
        assert private.sign(message) == signature
        check_signature(private.public_key(), Algorithm.EDDSA, message, signature)
        with pytest.raises(SignatureInvalidError):
            check_signature(private.public_key(), Algorithm.EDDSA, message + b"x", signature)
        ring: dict[bytes, PublicKey] = {b"k": private.public_key()}
        assert verify1(sign1(message, private, b"k"), ring).payload == message
