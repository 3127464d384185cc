# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The key ring and the identity: enrolment on the device, sitting keys, refusals."""

from dataclasses import replace
from pathlib import Path

import pytest

from appliance.keys.errors import KeysDamagedError, KeysMissingError
from appliance.keys.identity import DeviceIdentity
from appliance.keys.keyring import FOLDER, KeyRing
from appliance.keys.wrapping import WrappingKey
from sync.protocol.canonical import encode
from sync.protocol.enrolment import DeviceCertificate, open_request, sign_device
from sync.protocol.errors import UnknownKeyError
from sync.protocol.keys import Signer, public_bytes

ROOT = Signer.generate()


def certificate(identity: DeviceIdentity, root: Signer = ROOT) -> bytes:
    """What the device root says about an identity."""
    request = open_request(identity.request("token", "serial", "board"))
    return sign_device(
        DeviceCertificate(
            "d-1", request.public_key, request.sealing_key, "serial", 1_770_000_000, "Centre"
        ),
        root,
    )


def test_keys_come_back_after_a_restart(tmp_path: Path) -> None:
    made = KeyRing.create(tmp_path / "station")
    again = KeyRing.open(tmp_path / "station")
    assert again.database_key == made.database_key
    assert len(again.database_key) == 32
    assert again.identity.to_bytes() == made.identity.to_bytes()


def test_no_secret_lies_in_the_clear(tmp_path: Path) -> None:
    ring = KeyRing.create(tmp_path)
    identity = ring.identity
    secrets = [
        ring.database_key,
        identity.signer.private_bytes(),
        identity.unsealing.to_bytes(),
    ]
    for path in (tmp_path / "keys").iterdir():
        assert not any(secret in path.read_bytes() for secret in secrets)
        assert path.stat().st_mode & 0o077 == 0


def test_an_enrolment_is_kept(tmp_path: Path) -> None:
    ring = KeyRing.create(tmp_path)
    granted = certificate(ring.identity)
    with pytest.raises(KeysMissingError, match="not enrolled"):
        _ = ring.identity.device_id
    ring.save_identity(ring.identity.enrolled(granted, (ROOT.public,), (ROOT.public,)))
    identity = KeyRing.open(tmp_path).identity
    assert identity.device_id == "d-1"
    assert identity.certificate == granted
    assert [public_bytes(root) for root in identity.roots] == [public_bytes(ROOT.public)]


def test_a_certificate_for_other_keys() -> None:
    ours, theirs = DeviceIdentity.generate(), DeviceIdentity.generate()
    with pytest.raises(KeysDamagedError, match="another station"):
        ours.enrolled(certificate(theirs), (ROOT.public,), (ROOT.public,))


def test_a_certificate_from_another_root() -> None:
    ours = DeviceIdentity.generate()
    with pytest.raises(UnknownKeyError):
        ours.enrolled(certificate(ours, Signer.generate()), (ROOT.public,), (ROOT.public,))


def test_an_enrolment_without_roots() -> None:
    ours = DeviceIdentity.generate()
    with pytest.raises(KeysDamagedError, match="pins"):
        ours.enrolled(certificate(ours), (ROOT.public,), ())


def test_keys_of_sittings_belong_to_their_sitting(tmp_path: Path) -> None:
    ring = KeyRing.create(tmp_path)
    key, wrapped = ring.new_sitting_key("s-1")
    assert ring.open_sitting_key("s-1", wrapped).raw == key.raw
    with pytest.raises(KeysDamagedError):
        ring.open_sitting_key("s-2", wrapped)
    sealed = key.encrypt(b"record", context=b"0")
    with pytest.raises(KeysDamagedError):
        WrappingKey.generate().decrypt(sealed, context=b"0")


def test_a_missing_or_altered_key_file(tmp_path: Path) -> None:
    ring = KeyRing.create(tmp_path)
    path = tmp_path / "keys" / "database.key"
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes((data[-1] ^ 1,)))
    with pytest.raises(KeysDamagedError):
        _ = ring.database_key
    path.unlink()
    with pytest.raises(KeysMissingError):
        _ = ring.database_key


@pytest.mark.parametrize("data", [b"", b"\xa0", encode({"version": 1})])
def test_an_identity_that_is_none(data: bytes) -> None:
    with pytest.raises(KeysDamagedError):
        DeviceIdentity.from_bytes(data)


def test_secrets_do_not_show_in_text() -> None:
    identity = DeviceIdentity.generate()
    text = repr(replace(identity, certificate=None))
    assert identity.signer.private_bytes().hex() not in text
    assert str(identity.unsealing.to_bytes()) not in text


def test_a_folder_in_a_key_s_place_is_damage_and_no_reason_for_new_keys(tmp_path: Path) -> None:
    KeyRing.create(tmp_path)
    path = next((tmp_path / FOLDER).glob("database*"))
    path.unlink()
    path.mkdir()
    with pytest.raises(KeysDamagedError):
        _ = KeyRing.open(tmp_path).database_key
