# SPDX-FileCopyrightText: 2026 The Escale authors
# SPDX-License-Identifier: Apache-2.0
"""Reading, measuring, scaling and encoding single pictures, in memory.

Owns the measures of light and sharpness, and how large a given picture may be. Must not
write a file. Stands on OpenCV and, for a file's stated size, Pillow.
"""

import io
from collections.abc import Callable, Iterable
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from edge_proctor.errors import PictureUnreadableError
from edge_proctor.framing import Light
from edge_proctor.ports import Pixels

PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp"})
MOST_BYTES = 64 << 20
MOST_PIXELS = 64_000_000  # 190 MB unpacked; the largest telephones take 50 million
_MEASURE_WIDTH = 320


def picture_files(paths: Iterable[Path]) -> list[Path]:
    """The files as given; in place of a folder, its pictures by name.

    Raises:
        PictureUnreadableError: a folder without pictures.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            names = sorted(it for it in path.iterdir() if it.suffix.lower() in PICTURE_SUFFIXES)
            if not names:
                raise PictureUnreadableError(f"The folder {path.name} has no pictures.")
            files += names
        else:
            files.append(path)
    return files


def for_each_picture(
    paths: Iterable[Path], work: Callable[[Path], None], tell: Callable[[str], None]
) -> None:
    """Work on every picture; one that cannot be read does not stop those behind it.

    Args:
        paths: Pictures, and folders of them.
        work: What is done with each.
        tell: Called with a line for each that is refused.

    Raises:
        PictureUnreadableError: at the end, when one or more were refused.
    """
    files, refused = picture_files(paths), 0
    for path in files:
        try:
            work(path)
        except PictureUnreadableError as error:
            if len(files) == 1:
                raise
            tell(str(error))
            refused += 1
    if refused:
        raise PictureUnreadableError(f"{refused} of {len(files)} pictures could not be used.")


def read_picture(path: Path) -> Pixels:
    """A picture as uint8 blue-green-red pixels, turned upright as its EXIF says.

    Raises:
        PictureUnreadableError: no such file, no picture, or one above the ceilings.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise PictureUnreadableError(f"The picture {path.name} cannot be opened.") from error
    _refuse_huge(data, path.name)
    return decode_picture(data, path.name)


def _refuse_huge(data: bytes, name: str) -> None:
    """Refuse by the size a file states, before anything is unpacked."""
    advice = f"Give a picture of at most {MOST_PIXELS // 10**6} million pixels."
    if len(data) > MOST_BYTES:
        raise PictureUnreadableError(f"The file {name} is too large.", advice=advice)
    try:
        with Image.open(io.BytesIO(data)) as picture:
            width, height = picture.size
    except Image.DecompressionBombError as error:
        raise PictureUnreadableError(f"The picture {name} is too large.", advice=advice) from error
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise PictureUnreadableError(f"The file {name} is no picture that can be read.") from error
    if width * height > MOST_PIXELS:
        raise PictureUnreadableError(f"The picture {name} is too large.", advice=advice)


def decode_picture(data: bytes, name: str = "given") -> Pixels:
    """A picture's bytes as uint8 blue-green-red pixels.

    Raises:
        PictureUnreadableError: no picture that OpenCV can decode.
    """
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR) if data else None
    except cv2.error as error:
        raise PictureUnreadableError(f"The file {name} is no picture that can be read.") from error
    if pixels is None:
        raise PictureUnreadableError(f"The file {name} is no picture that can be read.")
    return pixels.astype(np.uint8, copy=False)


def scaled_to_width(pixels: Pixels, width: int) -> Pixels:
    """The picture at most `width` pixels wide, proportions kept; never enlarged."""
    height, have = pixels.shape[:2]
    if have <= width:
        return pixels
    size = (width, max(1, round(height * width / have)))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def encode_jpeg(pixels: Pixels, quality: int) -> bytes:
    """A baseline JPEG; `quality` 1..100."""
    done, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise PictureUnreadableError("The picture cannot be encoded.")
    return data.tobytes()


def to_rgb_bytes(pixels: Pixels) -> bytes:
    """Rows of red-green-blue bytes, as a screen takes them."""
    return cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB).tobytes()


def measure_light(pixels: Pixels) -> Light:
    """Mean and spread of grey, and the variance of the Laplacian at 320 pixels' width.

    The variance of the Laplacian as a measure of focus: Pech-Pacheco et al., ICPR 2000.
    """
    grey = cv2.cvtColor(scaled_to_width(pixels, _MEASURE_WIDTH), cv2.COLOR_BGR2GRAY)
    mean, spread = cv2.meanStdDev(grey)
    edges = cv2.Laplacian(grey, cv2.CV_16S)
    _, deviation = cv2.meanStdDev(edges)
    return Light(float(mean[0, 0]), float(spread[0, 0]), float(deviation[0, 0]) ** 2)
