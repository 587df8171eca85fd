"""A second opinion on what is left in a reading copy, written without the code under test."""

import pikepdf

ACTING = (
    *(b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/AA", b"/AcroForm", b"/XFA"),
    *(b"/SubmitForm", b"/ImportData", b"/GoToR", b"/GoToE", b"/EmbeddedFile", b"/EF", b"/Filespec"),
    *(b"/FileAttachment", b"/RichMedia", b"/Rendition", b"/Movie", b"/Sound", b"/PS", b"file:"),
    *(b"/Metadata", b"/PieceInfo", b"/Info", b"/Widget", b"/Encrypt", b"/Next << /S"),
)


def acting_names(path):
    with pikepdf.open(path) as paper:
        written = b" ".join(
            (thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing).unparse(
                resolved=True
            )
            for thing in [*paper.objects, paper.trailer]
            if isinstance(thing, pikepdf.Object)
        )
    names = set(written.replace(b"<<", b" << ").replace(b"[", b" [ ").split())
    return {name for name in ACTING if name in names or (b":" in name and name in written)}
