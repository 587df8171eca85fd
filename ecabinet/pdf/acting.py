"""What acts in a PDF: telling it from what merely leads to a page, and taking it out."""

from collections import Counter
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Stream, String

from ecabinet.pdf.report import Active, Reason, Unreadable

_ACTIONS = {
    "/JavaScript": Active.script,
    "/Launch": Active.launch,
    "/GoToR": Active.remote_link,
    "/GoToE": Active.remote_link,
    "/GoToDp": Active.remote_link,
    "/Thread": Active.remote_link,
    "/SubmitForm": Active.form,
    "/ResetForm": Active.form,
    "/ImportData": Active.form,
    "/Hide": Active.automatic,
    "/SetOCGState": Active.automatic,
    "/Sound": Active.media,
    "/Movie": Active.media,
    "/Rendition": Active.media,
    "/GoTo3DView": Active.media,
    "/RichMediaExecute": Active.media,
}
_TYPES = {
    "/Filespec": Active.attachment,
    "/EmbeddedFile": Active.attachment,
    "/Rendition": Active.media,
    "/MediaClip": Active.media,
    "/3D": Active.media,
}
_SUBTYPES = {
    "/PS": Active.script,  # a picture that is a PostScript program
    "/3D": Active.media,
    "/U3D": Active.media,
    "/PRC": Active.media,
    "/RichMedia": Active.media,
}
_PAGE_TURNS = {"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"}
_SAFE_ADDRESSES = ("https://", "http://", "mailto:")
_LONGEST_ADDRESS = 2000

# Streams may name a file outside to be read instead of them, and programs keep their own data.
_FOREIGN = ("/FFilter", "/FDecodeParms", "/PieceInfo", "/Metadata", "/OPI", "/Ref", "/AF")
_FORM = {
    *("/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/Resources", "/Group", "/Name"),
    *("/StructParent", "/StructParents", "/OC", "/Filter", "/DecodeParms", "/Length"),
}
_IMAGE = {
    *("/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/Intent"),
    *("/ImageMask", "/Mask", "/Decode", "/Interpolate", "/SMask", "/SMaskInData", "/Matte"),
    *("/Name", "/StructParent", "/OC", "/Filter", "/DecodeParms", "/Length"),
}
_DEEPEST = 200


def give_way(source: Dictionary, target: Dictionary, removed: Counter[Active]) -> None:
    """Let `target` lead where `source` led, if that is a page of this paper or a safe address."""
    place = source.get("/Dest")
    if place is not None and isinstance(place, Array | Name | String):
        target.Dest = place
        return
    action = source.get("/A")
    if not isinstance(action, Dictionary):
        return
    safe = _safe_action(action)
    if safe is not None:
        target.A = safe
    else:
        removed[_ACTIONS.get(str(action.get("/S")), Active.remote_link)] += 1
    if "/Next" in action:
        removed[Active.automatic] += 1


def _safe_action(action: Dictionary) -> Dictionary | None:
    kind = action.get("/S")
    if kind == Name.GoTo and isinstance(action.get("/D"), Array | Name | String):
        return Dictionary(S=Name.GoTo, D=action.D)
    if kind == Name.Named and str(action.get("/N")) in _PAGE_TURNS:
        return Dictionary(S=Name.Named, N=action.N)
    if kind == Name.URI and _is_safe(str(action.get("/URI", ""))):
        return Dictionary(S=Name.URI, URI=action.URI)
    return None


def _is_safe(address: str) -> bool:
    return address.lower().startswith(_SAFE_ADDRESSES) and len(address) <= _LONGEST_ADDRESS


def disarm(root: Object, removed: Counter[Active]) -> int:
    """Cut every way that leads from `root` to something that acts; return how many there were."""
    found = 0
    for container in reachable(root):
        if isinstance(container, Stream):
            _strip_stream(container)
        for key, value in _children(container):
            kind = _activity(value)
            if kind:
                found += 1
                removed[kind] += 1
                _cut(container, key)
    return found


def reachable(root: Object) -> Iterator[Object]:
    """Visit everything that holds something, each once."""
    seen: set[tuple[int, int]] = set()
    waiting = [(root, 0)]
    while waiting:
        thing, depth = waiting.pop()
        if depth > _DEEPEST:
            raise Unreadable(Reason.too_complex)
        if thing.is_indirect:
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
            depth = 0
        yield thing
        waiting += [
            (value, depth + 1)
            for _, value in _children(thing)
            if isinstance(value, Dictionary | Array | Stream)
        ]


def _children(container: Object) -> list[tuple[str | int, Object]]:
    if isinstance(container, Array):
        return list(enumerate(container))
    if isinstance(container, Stream):
        return list(container.stream_dict.items())
    return list(container.items())


def _activity(value: object) -> Active | None:
    if not isinstance(value, Dictionary | Stream):
        return None
    if "/EF" in value or "/XFA" in value or "/ByteRange" in value:
        return Active.attachment if "/EF" in value else Active.form
    for key, kinds in (("/S", _ACTIONS), ("/Type", _TYPES), ("/Subtype", _SUBTYPES)):
        named = value.get(key)
        if isinstance(named, Name) and str(named) in kinds:
            return kinds[str(named)]
    return None


def _cut(container: Object, key: str | int) -> None:
    if isinstance(key, int):
        container[key] = None  # the places of the others must not move
    else:
        del container[key]


def _strip_stream(stream: Stream) -> None:
    allowed = {"/Form": _FORM, "/Image": _IMAGE}.get(str(stream.get("/Subtype")))
    for key in list(stream.keys()):
        if key in _FOREIGN or (key == "/F") or (allowed is not None and key not in allowed):
            del stream[key]
