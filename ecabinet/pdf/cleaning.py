"""Making the reading copy: what a page needs to be seen and found stays, all else goes.

The catalogue, the pages, the links and the outline are held to lists of what they may contain, so
that nothing new in the standard comes in by being unknown. A second walk over all that can still be
reached removes whatever would act: it should find nothing, and a third one, over the finished file,
must find nothing.
"""

from collections import Counter
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Page, Pdf

from ecabinet.pdf import acting
from ecabinet.pdf.report import Active, Limits, Reason, Unreadable

_CATALOGUE = {
    *("/Type", "/Pages", "/PageLabels", "/Names", "/Dests", "/Outlines", "/Lang"),
    *("/MarkInfo", "/StructTreeRoot", "/OCProperties"),
}
_PAGE = {
    *("/Type", "/Parent", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate"),
    *("/Resources", "/Contents", "/Annots", "/Group", "/StructParents", "/Tabs", "/UserUnit"),
}
_BRANCH = {
    *("/Type", "/Parent", "/Kids", "/Count"),
    *("/Resources", "/MediaBox", "/CropBox", "/Rotate"),
}
_LINK = ("/Rect", "/Border", "/BS", "/C", "/H", "/QuadPoints", "/StructParent")
_ENTRY = {
    *(
        "/Title",
        "/Parent",
        "/Prev",
        "/Next",
        "/First",
        "/Last",
        "/Count",
        "/Dest",
        "/A",
        "/C",
        "/F",
    ),
    "/Type",
}
_ATTACHED = {"/FileAttachment": Active.attachment}
_PLAYED = dict.fromkeys(
    ("/Movie", "/Screen", "/RichMedia", "/Sound", "/3D", "/TrapNet"), Active.media
)
_DEEPEST_BRANCH = 60


def open_paper(source: Path, limits: Limits) -> Pdf:
    """Open a paper that is whole, unlocked and of a reasonable size."""
    try:
        paper = pikepdf.open(source)
    except pikepdf.PasswordError:
        raise Unreadable(Reason.encrypted) from None
    pages = len(paper.pages)
    if not pages:
        raise Unreadable(Reason.broken)
    if pages > limits.pages:
        raise Unreadable(Reason.too_many_pages, str(limits.pages))
    if len(paper.objects) > limits.objects:
        raise Unreadable(Reason.too_complex)
    return paper


def is_signed(paper: Pdf) -> bool:
    """Whether the paper carries a digital signature, valid or not."""
    return any(isinstance(thing, Dictionary) and "/ByteRange" in thing for thing in paper.objects)


def clean(paper: Pdf) -> Counter[Active]:
    """Take everything out of the paper that is not looked at or read; say what was taken."""
    removed: Counter[Active] = Counter()
    if paper.is_encrypted:
        removed[Active.restriction] += 1
    for page in paper.pages:
        _drop_players(page, removed)
    _flatten_forms(paper, removed)
    for page in paper.pages:
        _clean_page(page, removed)
    _clean_catalogue(paper, removed)
    _clean_outline(paper, removed)
    for key in [key for key in paper.trailer.keys() if key != "/Root"]:  # noqa: SIM118
        if key in ("/Info", "/AuthCode"):
            del paper.trailer[key]
    acting.disarm(paper.Root, removed)
    paper.remove_unreferenced_resources()
    return removed


def save(paper: Pdf, target: Path) -> None:
    """Write the paper; what nothing refers to any more is left behind."""
    paper.save(
        target,
        linearize=False,
        object_stream_mode=ObjectStreamMode.generate,
        encryption=False,
        deterministic_id=True,
    )


def require_harmless(copy: Pdf) -> None:
    """Refuse the paper if something in the finished copy would still act."""
    forbidden = set(copy.Root.keys()) - _CATALOGUE
    if forbidden or copy.is_encrypted or acting.disarm(copy.Root, Counter()):
        raise Unreadable(Reason.broken)


def _drop_players(page: Page, removed: Counter[Active]) -> None:
    """Drop attachments and players before forms are flattened, or their icons would be painted."""
    kept = []
    for note in _annotations(page):
        kind = str(note.get("/Subtype"))
        taken = {**_ATTACHED, **_PLAYED}.get(kind)
        if taken:
            removed[taken] += 1
        else:
            kept.append(note)
    if "/Annots" in page.obj:
        page.obj.Annots = Array(kept)


def _annotations(page: Page) -> list[Dictionary]:
    notes = page.obj.get("/Annots")
    if not isinstance(notes, Array):
        return []
    return [note for note in list(notes) if isinstance(note, Dictionary)]


def _flatten_forms(paper: Pdf, removed: Counter[Active]) -> None:
    """Paint the fields and comments on the page as they look, so that they are seen but not filled."""
    form = paper.Root.get("/AcroForm")
    if isinstance(form, Dictionary):
        fields = form.get("/Fields")
        removed[Active.form] += max(len(fields) if isinstance(fields, Array) else 0, 1)
        # Drawing the fields anew would spoil Vietnamese letters in those that are drawn already.
        form.NeedAppearances = not all(map(_is_drawn, _every_annotation(paper)))
        paper.generate_appearance_streams()
    if _every_annotation(paper):
        paper.flatten_annotations("all")


def _every_annotation(paper: Pdf) -> list[Dictionary]:
    return [note for page in paper.pages for note in _annotations(page)]


def _is_drawn(note: Dictionary) -> bool:
    return note.get("/Subtype") != Name.Widget or "/AP" in note


def _clean_page(page: Page, removed: Counter[Active]) -> None:
    if "/AA" in page.obj:
        removed[Active.automatic] += 1
    links = [_clean_link(note, removed) for note in _annotations(page)]
    page.obj.Annots = Array([link for link in links if link is not None])
    _keep(page.obj, _PAGE)
    branch = page.obj.get("/Parent")
    for _ in range(_DEEPEST_BRANCH):
        if not isinstance(branch, Dictionary):
            return
        _keep(branch, _BRANCH)
        branch = branch.get("/Parent")
    raise Unreadable(Reason.broken)


def _clean_link(note: Dictionary, removed: Counter[Active]) -> Dictionary | None:
    """Make the link anew out of what a link may contain."""
    if note.get("/Subtype") != Name.Link:
        hidden_field = note.get("/Subtype") in (Name.Widget, Name.Popup)
        removed[Active.annotation] += 0 if hidden_field else 1
        return None
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link)
    for key in _LINK:
        if key in note:
            link[key] = note[key]
    if "/AA" in note:
        removed[Active.automatic] += 1
    acting.give_way(note, link, removed)
    return link if "/A" in link or "/Dest" in link else None


def _clean_catalogue(paper: Pdf, removed: Counter[Active]) -> None:
    root = paper.Root
    for key, kind in {"/AA": Active.automatic, "/Collection": Active.attachment}.items():
        removed[kind] += key in root
    removed[Active.automatic] += isinstance(root.get("/OpenAction"), Dictionary)
    names = root.get("/Names")
    if isinstance(names, Dictionary):
        removed[Active.script] += "/JavaScript" in names
        removed[Active.attachment] += "/EmbeddedFiles" in names
        _keep(names, {"/Dests"})
    _keep(root, _CATALOGUE)


def _clean_outline(paper: Pdf, removed: Counter[Active]) -> None:
    root = paper.Root.get("/Outlines")
    waiting, seen = [root], set()
    while waiting:
        entry = waiting.pop()
        if not isinstance(entry, Dictionary) or entry.objgen in seen:
            continue
        if entry.is_indirect:
            seen.add(entry.objgen)
        way = Dictionary()
        acting.give_way(entry, way, removed)
        _keep(entry, _ENTRY - {"/A", "/Dest"})
        for key in way.keys():  # noqa: SIM118 -- a PDF dictionary
            entry[key] = way[key]
        waiting += [entry.get("/Next"), entry.get("/First")]


def _keep(thing: Object, allowed: set[str]) -> None:
    for key in set(thing.keys()) - allowed:
        del thing[key]
