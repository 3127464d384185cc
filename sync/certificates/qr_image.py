# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""The QR code as a picture: drawn for paper or screen, and found again in a photo.

Owns rendering and reading. Must not know what the text means, except that the
digits go into a numeric segment. Stands on qrcode, Pillow and zxing-cpp.
"""

import io
from enum import Enum
from typing import Any

import qrcode
import zxingcpp
from PIL import Image, UnidentifiedImageError
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.util import QRData

from sync.certificates.errors import ImageUnreadableError, NoCodeFoundError
from sync.certificates.qr_text import address_of, digits_of

MAX_IMAGE_BYTES = 32 << 20
_MAX_PIXELS = 64_000_000
_QR_ONLY = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_NUMERIC, _BYTE = 1, 4  # mode indicators, ISO/IEC 18004 table 2
_QUIET_ZONE = 4  # modules, ISO/IEC 18004 §9.1


class Medium(Enum):
    """Where a code is shown: QR version and error correction, grown when it must."""

    PAPER = (12, ERROR_CORRECT_Q)
    """Survives folds and stains; 36 mm wide with 0.5 mm modules."""
    SCREEN = (10, ERROR_CORRECT_M)
    """Fewer, larger modules."""


def qr_modules(message: bytes, host: str, medium: Medium) -> list[list[bool]]:
    """The code's modules, dark ones true, without the quiet zone.

    Raises:
        UnreadableError: That is no host name.
    """
    version, correction = medium.value
    code: Any = qrcode.QRCode(version=version, error_correction=correction, border=0)
    code.add_data(QRData(address_of(host).encode(), mode=_BYTE), optimize=0)
    code.add_data(QRData(digits_of(message).encode(), mode=_NUMERIC), optimize=0)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def qr_png(message: bytes, host: str, *, medium: Medium = Medium.PAPER, scale: int = 12) -> bytes:
    """The code as a black-and-white PNG with its quiet zone.

    Args:
        message: The certificate.
        host: Where the verifier page lives.
        medium: Paper or screen.
        scale: Pixels per module.

    Raises:
        UnreadableError: That is no host name.
    """
    modules = qr_modules(message, host, medium)
    side = len(modules) + 2 * _QUIET_ZONE
    image = Image.new("1", (side, side), 1)
    for y, row in enumerate(modules, start=_QUIET_ZONE):
        for x, dark in enumerate(row, start=_QUIET_ZONE):
            if dark:
                image.putpixel((x, y), 0)
    out = io.BytesIO()
    image.resize((side * scale, side * scale), Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()


def read_qr_texts(data: bytes) -> tuple[str, ...]:
    """The texts of all QR codes in a PNG or JPEG picture.

    Raises:
        ImageUnreadableError: Not such a picture, or too large.
        NoCodeFoundError: No QR code in it.
    """
    image = _open_grey(data)
    found = zxingcpp.read_barcodes(image, formats=_QR_ONLY)
    texts = tuple(code.text for code in found)
    if not texts:
        raise NoCodeFoundError("no QR code was found in the picture")
    return texts


def _open_grey(data: bytes) -> Image.Image:
    if len(data) > MAX_IMAGE_BYTES:
        raise ImageUnreadableError(f"a picture of {len(data)} bytes is too large")
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > _MAX_PIXELS:
                raise ImageUnreadableError(f"{image.width} × {image.height} pixels are too many")
            return image.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise ImageUnreadableError("the file is no PNG or JPEG picture") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageUnreadableError("the picture has too many pixels") from error
