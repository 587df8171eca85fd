"""Which fonts a paper uses without carrying them: other devices draw it with other letters."""

from pikepdf import Dictionary, Name, Pdf

from ecabinet.pdf.acting import reachable

_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_SUBSET_TAG = 7  # "ABCDEF+"


def list_unembedded(paper: Pdf) -> list[str]:
    """Name the fonts that are used but not carried in the file."""
    names = {
        _name(thing)
        for thing in reachable(paper.Root)
        if isinstance(thing, Dictionary) and _is_unembedded(thing)
    }
    return sorted(names)


def _is_unembedded(font: Dictionary) -> bool:
    if font.get("/Type") != Name.Font or font.get("/Subtype") in (Name.Type0, Name.Type3):
        return False  # a Type0 font is judged by its descendant, a Type3 font is drawings
    descriptor = font.get("/FontDescriptor")
    return not isinstance(descriptor, Dictionary) or not any(key in descriptor for key in _FILES)


def _name(font: Dictionary) -> str:
    name = str(font.get("/BaseFont", "/?")).removeprefix("/")
    tagged = len(name) > _SUBSET_TAG and name[_SUBSET_TAG - 1] == "+"
    return name[_SUBSET_TAG:] if tagged else name
