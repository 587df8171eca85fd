"""Static files whose address says what is in them, and the import map.

An address that carries the hash of its content never goes stale, so the browser
keeps it for good. The import map gives every module of ours a short name
(`#lib/live.js`) and its integrity: all the building the front end needs.
"""

import base64
import json
import mimetypes
import re
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, Response, request
from markupsafe import Markup

from ecabinet.web import vendor

# What a page may import by name of other people's modules.
VENDORED = {
    "idiomorph": ("idiomorph", "dist/idiomorph.esm.js"),
    "pdfjs-dist": ("pdfjs-dist", "legacy/build/pdf.min.mjs"),
    "pdfjs-viewer": ("pdfjs-dist", "legacy/web/pdf_viewer.mjs"),
    "socket.io-client": ("socket.io-client", "dist/socket.io.esm.min.js"),
}
ENTRY = "#app.js"
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
FOLDERS = 4  # at which one process serves the same files; a proxy may say another

_IMPORT = re.compile(
    r"""^(?:import|export)\s+(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']""", re.MULTILINE
)
# A machine without a list of types would else serve modules as plain text,
# which a browser told not to sniff refuses to run.
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


class Assets:
    """What lies under static/, and what it hashes to; looked at once a process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.integrity = cache(self._integrity)
        self.modules = cache(self._modules)
        self.preloaded = cache(self._preloaded)
        self.packages = cache(self._packages)
        self.import_map = lru_cache(FOLDERS)(self._import_map)

    def forget(self) -> None:
        for remembered in (
            self.integrity,
            self.modules,
            self.preloaded,
            self.packages,
            self.import_map,
        ):
            remembered.cache_clear()

    def _integrity(self, filename: str) -> str:
        # A vendored file is held to what was recorded for it, not to what lies
        # there now: the browser refuses it if somebody has been at it.
        if filename.startswith("vendor/"):
            known = vendor.recorded(self.folder.parent)
            return known[filename.removeprefix("vendor/")].sha384
        return vendor.sha384(self.folder / filename)

    def version(self, filename: str) -> str:
        digest = base64.b64decode(self.integrity(filename).removeprefix("sha384-"))
        return digest[:8].hex()

    def _packages(self) -> dict[str, str]:
        folders = {name.split("/")[0] for name in vendor.recorded(self.folder.parent)}
        return {folder.rpartition("-")[0]: folder for folder in folders}

    def vendored(self, package: str, path: str) -> str:
        """Where a file or folder of a vendored package lies."""
        return f"vendor/{self.packages()[package]}/{path}"

    def _modules(self) -> dict[str, str]:
        """Every name a module may be imported by, and the file it stands for."""
        scripts = self.folder / "js"
        own = {
            f"#{path.relative_to(scripts).as_posix()}": path.relative_to(self.folder).as_posix()
            for path in sorted(scripts.rglob("*.js"))
        }
        others = {name: self.vendored(*where) for name, where in VENDORED.items()}
        return own | others

    def _preloaded(self) -> tuple[str, ...]:
        """What the entry imports, directly or not: fetched at once, not in turn."""
        found: list[str] = []
        waiting = [ENTRY]
        while waiting:
            name = waiting.pop()
            if (file := self.modules()[name]) in found:
                continue
            found.append(file)
            if name.startswith("#"):
                text = (self.folder / file).read_text(encoding="utf-8")
                waiting += _IMPORT.findall(text)
        return tuple(found[1:])

    def versioned(self, filename: str) -> str:
        """The name of a file with what it hashes to. What is vendored has its version in the path already."""
        bare = filename.startswith("vendor/")
        return filename if bare else f"{filename}?v={self.version(filename)}"

    def _import_map(self, folder: str) -> Markup:
        """Write the map, once for the folder at which files are served: every page holds it."""
        files = {name: f"{folder}/{self.versioned(file)}" for name, file in self.modules().items()}
        content = {
            "imports": files,
            "integrity": {
                files[name]: self.integrity(file) for name, file in self.modules().items()
            },
        }
        text = json.dumps(content, separators=(",", ":")).replace("<", "\\u003c")
        return Markup(text)  # noqa: S704 - names of our own files, and no < is left

    def is_current(self, filename: str, asked: str | None) -> bool:
        """Whether an address asked for will answer the same for ever."""
        if filename.startswith("vendor/"):
            return True
        return asked is not None and asked == self.version(filename)


def init_assets(app: Flask) -> None:
    """Give the app hashed addresses, the import map, and caching that trusts them."""
    for suffix, kind in _TYPES.items():
        mimetypes.add_type(kind, suffix)
    assets = Assets(Path(app.static_folder or ""))
    _hash_addresses(app, assets)
    _offer_to_templates(app, assets)
    if app.debug:
        app.before_request(assets.forget)


def _hash_addresses(app: Flask, assets: Assets) -> None:
    def add_version(endpoint: str, values: dict[str, str]) -> None:
        filename = values.get("filename", "")
        # What is vendored has its version in the path already.
        if endpoint != "static" or filename.startswith("vendor/"):
            return
        if (assets.folder / filename).is_file():
            values.setdefault("v", assets.version(filename))

    def say_how_long(response: Response) -> Response:
        if request.endpoint == "static":
            filename = (request.view_args or {}).get("filename", "")
            keep = response.status_code < 400 and assets.is_current(  # noqa: PLR2004 - below 400 all is well
                filename, request.args.get("v")
            )
            response.headers["Cache-Control"] = FOR_GOOD if keep else ASK_AGAIN
        return response

    app.url_defaults(add_version)
    app.after_request(say_how_long)


def _offer_to_templates(app: Flask, assets: Assets) -> None:
    def vendor_url(package: str, path: str) -> str:
        return _address(app, assets.vendored(package, path))

    def static_url(filename: str) -> str:
        return _address(app, assets.versioned(filename))

    def import_map() -> Markup:
        return assets.import_map(f"{request.script_root}{app.static_url_path}")

    def stylesheet(name: str) -> Markup:
        """Link a style sheet of ours by its name."""
        filename = f"css/{name}.css"
        return Markup('<link rel="stylesheet" href="{}" integrity="{}">').format(
            static_url(filename), assets.integrity(filename)
        )

    app.jinja_env.globals.update(
        import_map=import_map,
        integrity=assets.integrity,
        static_url=static_url,
        preloaded_modules=assets.preloaded,
        stylesheet=stylesheet,
        vendor_url=vendor_url,
    )


def _address(app: Flask, filename: str) -> str:
    return f"{request.script_root}{app.static_url_path}/{filename}"
