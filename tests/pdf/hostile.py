"""Papers that mean harm or came to harm, made here so that they are there in every test run."""

import io
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, Stream, StreamDecodeLevel, String
from reportlab.pdfgen.canvas import Canvas

from ecabinet.pdf.fonts import REGULAR, register


def written(*pages: list[str], size: float = 14, spacing: float = 0) -> bytes:
    """Return a PDF whose pages hold the given lines."""
    register()
    file = io.BytesIO()
    canvas = Canvas(file, initialFontName=REGULAR, invariant=1)
    for lines in pages:
        text = canvas.beginText(72, 760)
        text.setFont(REGULAR, size)
        text.setCharSpace(spacing)
        for line in lines:
            text.textLine(line)
        canvas.drawText(text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _with(change: Callable[[Pdf], None], **saving: object) -> bytes:
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(written(["Tờ trình Chính phủ"]))) as paper:
        change(paper)
        paper.save(file, **saving)
    return file.getvalue()


def _script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def _annotate(paper: Pdf, **entries: object) -> None:
    note = Dictionary(Type=Name.Annot, Rect=Array([10, 10, 590, 590]), **entries)
    paper.pages[0].obj.Annots = Array([paper.make_indirect(note)])


def javascript() -> bytes:
    def change(paper: Pdf) -> None:
        paper.Root.OpenAction = _script()
        paper.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["a", _script()])))
        paper.pages[0].obj.AA = Dictionary(O=_script())

    return _with(change)


def javascript_in_a_field() -> bytes:
    def change(paper: Pdf) -> None:
        _annotate(paper, Subtype=Name.Widget, FT=Name.Tx, T="x", V="Xin", A=_script())
        field = paper.pages[0].obj.Annots[0]
        field.AA = Dictionary(K=_script(), F=_script())
        field.DA = String("/Helv 12 Tf 0 g")
        helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        paper.Root.AcroForm = Dictionary(
            Fields=Array([field]),
            CO=Array([field]),
            XFA=paper.make_stream(b"<xdp/>"),
            DR=Dictionary(Font=Dictionary(Helv=paper.make_indirect(helvetica))),
        )

    return _with(change)


def launch() -> bytes:
    action = Dictionary(S=Name.Launch, F="cmd.exe", Next=_script())
    return _with(lambda paper: _annotate(paper, Subtype=Name.Link, A=action))


def file_address() -> bytes:
    action = Dictionary(S=Name.URI, URI="file:///etc/passwd")
    return _with(lambda paper: _annotate(paper, Subtype=Name.Link, A=action))


def other_file() -> bytes:
    action = Dictionary(S=Name.GoToR, F="other.pdf", D=Array([0, Name.Fit]))
    return _with(lambda paper: _annotate(paper, Subtype=Name.Link, A=action))


def script_in_the_outline() -> bytes:
    def change(paper: Pdf) -> None:
        entry = paper.make_indirect(Dictionary(Title="Phần 1", A=_script()))
        entry.Next = entry  # and it runs in a circle
        paper.Root.Outlines = Dictionary(First=entry, Last=entry, Count=1)

    return _with(change)


def embedded_file() -> bytes:
    def change(paper: Pdf) -> None:
        paper.attachments["virus.exe"] = b"MZ"
        spec = Dictionary(
            Type=Name.Filespec,
            F="x",
            EF=Dictionary(F=paper.make_stream(b"MZ", Type=Name.EmbeddedFile)),
        )
        _annotate(paper, Subtype=Name.FileAttachment, FS=spec)

    return _with(change)


def hidden_in_resources() -> bytes:
    """Nothing of this is where a list of bad places would look for it."""

    def change(paper: Pdf) -> None:
        form = paper.make_stream(
            b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1])
        )
        form.PieceInfo = Dictionary(X=Dictionary(Private=_script()))
        form.AF = Array([Dictionary(Type=Name.Filespec, F="x", EF=Dictionary())])
        font = Dictionary(Type=Name.Font, Subtype=Name.Type3, Hook=Array([1, _script()]))
        postscript = paper.make_stream(b"showpage", Type=Name.XObject, Subtype=Name.PS)
        resources = paper.pages[0].obj.Resources
        resources.XObject = Dictionary(A=form, B=postscript)
        resources.Font.Zz = paper.make_indirect(font)
        paper.pages[0].contents_add(b"/A Do /B Do BT /Zz 1 Tf ET")

    return _with(change)


def signed_form() -> bytes:
    def change(paper: Pdf) -> None:
        signature = Dictionary(Type=Name.Sig, ByteRange=Array([0, 1, 2, 3]), Contents=b"\0")
        _annotate(paper, Subtype=Name.Widget, FT=Name.Sig, T="s", V=paper.make_indirect(signature))
        paper.Root.AcroForm = Dictionary(Fields=Array([paper.pages[0].obj.Annots[0]]), SigFlags=3)

    return _with(change)


def stamped_by_comment() -> bytes:
    """The stamp is drawn by an annotation, as many programs do it."""

    def change(paper: Pdf) -> None:
        with pikepdf.open(io.BytesIO(written(["MẬT"]))) as stamp:
            drawing = paper.copy_foreign(stamp.pages[0].as_form_xobject())
        _annotate(paper, Subtype=Name.Stamp, F=4, AP=Dictionary(N=drawing))

    return _with(change)


def encrypted() -> bytes:
    return _with(lambda _: None, encryption=Encryption(owner="chủ", user="người dùng"))


def restricted() -> bytes:
    return _with(lambda _: None, encryption=Encryption(owner="chủ", user=""))


def broken_table() -> bytes:
    """The cross-reference table points nowhere; the objects themselves are whole."""
    return written(["Tờ trình"]).replace(b"\nxref\n", b"\nxxxx\n")


def truncated() -> bytes:
    whole = written(*[[f"Trang {number}"] for number in range(30)])
    return whole[: len(whole) // 5]


def no_pages() -> bytes:
    file = io.BytesIO()
    Pdf.new().save(file)
    return file.getvalue()


def own_parent() -> bytes:
    def change(paper: Pdf) -> None:
        paper.Root.Pages.Kids.append(paper.Root.Pages)

    return _with(change)


def zeros(size: int) -> bytes:
    """Return so many zeros, folded as tightly as can be."""
    folding = zlib.compressobj(9)
    pieces = [folding.compress(bytes(1024**2)) for _ in range(size // 1024**2)]
    return b"".join([*pieces, folding.flush()])


def bomb() -> bytes:
    """Some 300 kB which unfold into 300 MB of a page's contents."""

    def change(paper: Pdf) -> None:
        paper.pages[0].obj.Contents = Stream(paper, zeros(300 * 1024**2), Filter=Name.FlateDecode)

    return _with(change)


def twice_folded_bomb() -> bytes:
    """A file of a few kB which unfolds into 300 MB."""

    def change(paper: Pdf) -> None:
        paper.pages[0].obj.Contents = Stream(
            paper,
            zlib.compress(zeros(300 * 1024**2), 9),
            Filter=Array([Name.FlateDecode, Name.FlateDecode]),
        )

    return _with(change, compress_streams=False, stream_decode_level=StreamDecodeLevel.none)


def picture_bomb() -> bytes:
    def change(paper: Pdf) -> None:
        picture = Stream(
            paper,
            zlib.compress(b""),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=60_000,
            Height=60_000,
            BitsPerComponent=8,
            ColorSpace=Name.DeviceRGB,
            Filter=Name.FlateDecode,
        )
        paper.pages[0].obj.Resources.XObject = Dictionary(Im=picture)
        paper.pages[0].contents_add(b"600 0 0 600 0 0 cm /Im Do")

    return _with(change)


def html() -> bytes:
    return b"<!doctype html><script>alert(1)</script>"


def html_before_pdf() -> bytes:
    return b"<html><script>alert(1)</script>\n" + written(["Tờ trình"])


def nothing() -> bytes:
    return b""
