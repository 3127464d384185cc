# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Why a certificate, or what proves it, is refused.

Owns the branch of certificates in the error tree. Must not decide anything.
Stands on the protocol's errors.

    CertificateError              20
    ├── UnreadableError           21   not a certificate at all
    ├── AlteredError              22   the signature does not match the content
    ├── UnknownIssuerError        23   signed by a key outside the trust list
    ├── OutOfRangeError           24   a key that was not valid for this certificate
    ├── RevokedError              25   taken back by the issuer
    ├── ImageUnreadableError      26   a file that is no picture
    ├── NoCodeFoundError          27   a picture without a certificate's QR code
    ├── TrustMissingError         28   nothing to verify against
    └── LogProofError             29   the transparency log does not confirm it
"""

from sync.protocol.errors import EscaleError


class CertificateError(EscaleError):
    """A certificate, or what proves it, is refused."""

    exit_code = 20
    advice = "Ask the holder for the original certificate and check it again."


class UnreadableError(CertificateError):
    """Text or bytes that are no certificate."""

    exit_code = 21
    advice = "Scan the QR code again, whole; it begins with https:// and ends with digits."


class AlteredError(CertificateError):
    """A certificate whose signature does not match its content."""

    exit_code = 22
    advice = "Do not rely on it. Scan the original again; if this stays, report it to the issuer."


class UnknownIssuerError(CertificateError):
    """A certificate signed by a key that the trust list does not name."""

    exit_code = 23
    advice = "Fetch a fresh trust list; if the issuer stays unknown, do not rely on it."


class OutOfRangeError(CertificateError):
    """A certificate signed by a key that was not valid for its place in the log."""

    exit_code = 24
    advice = "Do not rely on it. Fetch a fresh trust list, and report it to the issuer."


class RevokedError(CertificateError):
    """A certificate that its issuer has taken back or suspended."""

    exit_code = 25
    advice = "Do not rely on it. The issuer can tell the holder why it was taken back."


class ImageUnreadableError(CertificateError):
    """A file that is no PNG or JPEG picture, or one that is too large."""

    exit_code = 26
    advice = "Give a PNG or JPEG picture of the QR code."


class NoCodeFoundError(CertificateError):
    """A picture in which no certificate's QR code was found."""

    exit_code = 27
    advice = "Take the picture again: sharp, straight, evenly lit, with a white margin."


class TrustMissingError(CertificateError):
    """No usable root key, trust list or status list to verify against."""

    exit_code = 28
    advice = "Give the issuer's files with --root, --trust and --status."


class LogProofError(CertificateError):
    """A proof or checkpoint of the transparency log that does not hold."""

    exit_code = 29
    advice = "Download the proof again; if it still fails, report it to the issuer."
