"""How large a paper becomes when it is unfolded: a file of 1 kB can hold 300 MB of nothing.

Every stream is unfolded once here, a piece at a time and to no purpose but counting, because the
tablets would have to unfold it too. Flate, which carries nearly everything, is counted without
keeping what comes out; the rarer codings are left to qpdf under the ceilings of `tell_qpdf`.
"""

import zlib
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Name, Object, Pdf, Stream

from ecabinet.pdf.report import Limits, Reason, Unreadable

_PICTURE_CODINGS = {"/DCTDecode", "/JPXDecode", "/CCITTFaxDecode", "/JBIG2Decode"}
_PLAIN_CODINGS = {"/ASCIIHexDecode", "/ASCII85Decode", "/LZWDecode", "/RunLengthDecode"}
_MOST_CODINGS = 4
_DEEPEST_NESTING = 100
_CEILING_REACHED = "limit exceeded"
_PIECE = 1024**2
_COLOURS = 4  # no more bytes than these are needed for a point of a picture


def tell_qpdf(limits: Limits) -> None:
    """Set the ceilings of the PDF library itself; they hold for the whole process."""
    pikepdf.settings.set_qpdf_limits(
        parser_max_nesting=_DEEPEST_NESTING,
        max_stream_filters=_MOST_CODINGS,
        flate_max_memory=limits.image_bytes,
        run_length_max_memory=limits.image_bytes,
        png_max_memory=limits.image_bytes,
        tiff_max_memory=limits.image_bytes,
        dct_max_memory=limits.image_bytes,
    )


def require_modest(paper: Pdf, limits: Limits) -> None:
    """Refuse the paper if a stream, a picture or all of them together unfold beyond the limits."""
    total = 0
    for stream in _streams(paper):
        ceiling = _ceiling(stream, limits)
        total += _unfolded_size(stream, ceiling)
        if total > limits.unfolded_bytes:
            raise Unreadable(Reason.too_complex)


def _streams(paper: Pdf) -> Iterator[Stream]:
    for thing in paper.objects:
        if isinstance(thing, Stream):
            yield thing


def _ceiling(stream: Stream, limits: Limits) -> int:
    if stream.get("/Subtype") != Name.Image:
        return limits.stream_bytes
    width, height = (_number(stream.get(key)) for key in ("/Width", "/Height"))
    if width * height * _bytes_a_point(stream) > limits.image_bytes:
        raise Unreadable(Reason.too_complex)
    return limits.image_bytes


def _number(value: object) -> int:
    try:
        return max(int(value), 0)  # type: ignore[call-overload, no-any-return]
    except (TypeError, ValueError):
        return 0


def _bytes_a_point(stream: Stream) -> float:
    if stream.get("/ImageMask") == True or _number(stream.get("/BitsPerComponent")) == 1:  # noqa: E712 -- it is a PDF object
        return 1 / 8
    return 1 if stream.get("/ColorSpace") == Name.DeviceGray else _COLOURS - 1


def codings(stream: Stream) -> list[str]:
    """Name the codings of a stream, the outermost first."""
    named = stream.get("/Filter")
    if isinstance(named, Array):
        return [str(one) for one in named]
    return [str(named)] if isinstance(named, Object) else []


def _unfolded_size(stream: Stream, ceiling: int) -> int:
    chain = codings(stream)
    if len(chain) > _MOST_CODINGS:
        raise Unreadable(Reason.too_complex)
    if not chain or chain[0] in _PICTURE_CODINGS:
        return 0
    if chain[0] == "/FlateDecode" and (len(chain) == 1 or chain[1] in _PICTURE_CODINGS):
        return _flate_size(stream.read_raw_bytes(), ceiling)
    if set(chain) <= _PLAIN_CODINGS | {"/FlateDecode"}:
        return _other_size(stream, ceiling)
    return 0


def _flate_size(raw: bytes, ceiling: int) -> int:
    size, folded, unfolding = 0, raw, zlib.decompressobj()
    try:
        while folded and not unfolding.eof:
            size += len(unfolding.decompress(folded, _PIECE))
            folded = unfolding.unconsumed_tail
            if size > ceiling:
                raise Unreadable(Reason.too_complex)
    except zlib.error:
        return size  # damaged from here on: a reader gets no further either
    return size


def _other_size(stream: Stream, ceiling: int) -> int:
    try:
        size = len(stream.read_bytes())
    except (pikepdf.PdfError, pikepdf.DataDecodingError, RuntimeError) as error:
        # Damage costs nothing, a ceiling that was reached does; only the words tell them apart.
        size = ceiling + 1 if _CEILING_REACHED in str(error) else 0
    if size > ceiling:
        raise Unreadable(Reason.too_complex)
    return size
