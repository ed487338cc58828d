"""Pictures: opened as what they say they are, not too many points, and what they tell of place."""

import warnings
from typing import BinaryIO, Final

from records.files.checks.refusals import DAMAGED, Findings, Unsafe

MOST_POINTS: Final = 60_000_000
_GPS, _ARTIST, _AUTHOR = 0x8825, 0x013B, 0x9C9D


def check(file: BinaryIO, findings: Findings, *, format_name: str) -> None:
    """Refuse a picture that is damaged or would fill the memory when it is shown.

    :raises Unsafe: if it is.
    """
    from PIL import Image, ImageFile, UnidentifiedImageError

    # WeasyPrint switches this on for its whole process: a picture cut short would pass.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(file, formats=[format_name]) as picture:
                if picture.width * picture.height > MOST_POINTS:
                    raise Unsafe("bilden har för många bildpunkter")
                if format_name == "JPEG":
                    # Reads every byte, at an eighth of the size.
                    picture.draft("RGB", (picture.width // 8, picture.height // 8))
                    picture.load()
                else:
                    picture.verify()
            with Image.open(file, formats=[format_name]) as picture:
                tags = set(picture.getexif())
                if _GPS in tags:
                    findings.warnings.add("place")
                if tags & {_ARTIST, _AUTHOR}:
                    findings.warnings.add("author")
        except Image.DecompressionBombError as error:
            raise Unsafe("bilden har för många bildpunkter") from error
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise Unsafe(DAMAGED) from error
