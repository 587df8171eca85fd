"""What the browser is given is what was recorded, and its address says so."""

import json
import re
import shutil

import pytest
from flask import Flask, render_template_string, url_for

from ecabinet.web import vendor
from ecabinet.web.assets import ASK_AGAIN, FOR_GOOD, init_assets

OWN = {
    "js/app.js": 'import "#elements/a.js";\nexport const all = (one) =>\n  use(one, "readonly");\n',
    "js/elements/a.js": 'import { b } from "#lib/b.js";\nimport { Idiomorph } from "idiomorph";\n',
    "js/lib/b.js": "export const b = 1;\n",
    "js/lib/rare.js": "export const rare = 1;\n",
    "css/base.css": "body { color: red }\n",
}
PACKAGES = {
    "idiomorph": ("0.8.0", "dist/idiomorph.esm.js"),
    "socket.io-client": ("4.8.4", "dist/socket.io.esm.min.js"),
    "pdfjs-dist": ("5.7.284", "legacy/build/pdf.min.mjs"),
}


@pytest.fixture
def root(tmp_path):
    """A small project: a few modules of our own, a few packages as npm would leave them."""
    for name, text in OWN.items():
        _write(tmp_path / "static" / name, text)
    wanted = {name: {"files": [file]} for name, (_, file) in PACKAGES.items()}
    wanted["pdfjs-dist"]["files"] += ["legacy/web/*.mjs", "fonts/*"]
    wanted["pdfjs-dist"]["licences"] = {"fonts/*": "OFL-1.1"}
    _write(tmp_path / "package.json", json.dumps({"vendor": wanted}))
    for name, (version, file) in PACKAGES.items():
        modules = tmp_path / "node_modules" / name
        _write(modules / "package.json", json.dumps({"version": version, "license": "MIT"}))
        _write(modules / file, f"export const name = '{name}';")
    _write(tmp_path / "node_modules/pdfjs-dist/legacy/web/pdf_viewer.mjs", "export {};")
    _write(tmp_path / "node_modules/pdfjs-dist/fonts/a.ttf", "a font")
    assert vendor.main(["--record"], tmp_path) is None
    return tmp_path


@pytest.fixture
def app(root):
    made = Flask("ecabinet", static_folder=str(root / "static"), root_path=str(root))
    init_assets(made)
    return made


def _write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _get(app, address):
    """Fetch it whole, so that no file is left open."""
    return app.test_client().get(address, buffered=True)


def test_an_address_changes_with_the_content(app, root):
    with app.test_request_context():
        before = url_for("static", filename="css/base.css")
    _write(root / "static/css/base.css", "body { color: blue }\n")
    init_assets(again := Flask("ecabinet", static_folder=str(root / "static")))
    with again.test_request_context():
        after = url_for("static", filename="css/base.css")
    assert re.fullmatch(r"/static/css/base\.css\?v=[0-9a-f]{16}", before)
    assert before != after


def test_only_the_address_of_this_content_is_kept_for_good(app):
    with app.test_request_context():
        address = url_for("static", filename="css/base.css")
    assert _get(app, address).headers["Cache-Control"] == FOR_GOOD
    assert _get(app, "/static/css/base.css?v=0").headers["Cache-Control"] == ASK_AGAIN
    assert _get(app, "/static/css/base.css").headers["Cache-Control"] == ASK_AGAIN
    assert _get(app, "/static/css/none.css?v=0").headers["Cache-Control"] == ASK_AGAIN


def test_a_vendored_file_has_its_version_in_the_path_and_is_kept_for_good(app):
    with app.test_request_context():
        address = url_for("static", filename="vendor/idiomorph-0.8.0/dist/idiomorph.esm.js")
    assert address == "/static/vendor/idiomorph-0.8.0/dist/idiomorph.esm.js"
    assert _get(app, address).headers["Cache-Control"] == FOR_GOOD


@pytest.mark.parametrize(
    "file", ["js/app.js", "vendor/pdfjs-dist-5.7.284/legacy/build/pdf.min.mjs"]
)
def test_modules_are_served_as_javascript(app, file):
    assert _get(app, f"/static/{file}").mimetype == "text/javascript"


def test_the_import_map_names_every_module_with_its_integrity(app, root):
    with app.test_request_context():
        written = json.loads(render_template_string("{{ import_map() }}"))
    assert set(written["imports"]) == {
        *("#app.js", "#elements/a.js", "#lib/b.js", "#lib/rare.js"),
        *("idiomorph", "pdfjs-dist", "pdfjs-viewer", "socket.io-client"),
    }
    for address in written["imports"].values():
        (root / "served").write_bytes(_get(app, address).data)
        assert written["integrity"][address] == vendor.sha384(root / "served")


def test_what_every_page_needs_is_fetched_at_once_and_nothing_else(app):
    with app.test_request_context():
        named = render_template_string("{{ preloaded_modules()|join(' ') }}").split()
    assert set(named) == {
        *("js/elements/a.js", "js/lib/b.js"),
        "vendor/idiomorph-0.8.0/dist/idiomorph.esm.js",
    }


def test_a_style_sheet_is_linked_with_its_integrity(app, root):
    with app.test_request_context():
        link = render_template_string("{{ stylesheet('base') }}")
    assert f'integrity="{vendor.sha384(root / "static/css/base.css")}"' in link


def test_a_vendored_file_is_held_to_its_record_not_to_what_lies_there(app, root):
    file = "vendor/idiomorph-0.8.0/dist/idiomorph.esm.js"
    honest = vendor.sha384(root / "static" / file)
    _write(root / "static" / file, "stolen()")
    with app.test_request_context():
        assert render_template_string("{{ integrity(file) }}", file=file) == honest


def test_the_record_names_package_version_and_licence(root):
    known = vendor.recorded(root)
    assert known["idiomorph-0.8.0/dist/idiomorph.esm.js"].package == "idiomorph@0.8.0"
    assert known["idiomorph-0.8.0/dist/idiomorph.esm.js"].licence == "MIT"
    assert known["pdfjs-dist-5.7.284/fonts/a.ttf"].licence == "OFL-1.1"


def test_an_untouched_folder_passes_the_check(root):
    assert vendor.main(["--check"], root) is None


def test_a_changed_file_fails_the_check(root):
    file = root / "static/vendor/idiomorph-0.8.0/dist/idiomorph.esm.js"
    file.write_bytes(file.read_bytes() + b"\n//")
    assert "idiomorph.esm.js" in (vendor.main(["--check"], root) or "")


def test_a_missing_or_unknown_file_fails_the_check(root):
    shutil.rmtree(root / "static/vendor/idiomorph-0.8.0")
    _write(root / "static/vendor/extra.js", "stolen()")
    assert vendor.find_deviations(root) == [
        "extra.js",
        "idiomorph-0.8.0/dist/idiomorph.esm.js",
    ]


def test_a_package_that_changed_under_its_version_is_refused_when_copied(root):
    _write(root / "node_modules/idiomorph/dist/idiomorph.esm.js", "stolen()")
    assert "idiomorph.esm.js" in (vendor.main([], root) or "")


def test_a_pattern_that_finds_nothing_is_an_error(root):
    shutil.rmtree(root / "node_modules/pdfjs-dist/fonts")
    with pytest.raises(FileNotFoundError, match=re.escape("fonts/*")):
        vendor.copy(root)


def test_the_style_sheets_name_only_vendored_files_that_are_on_record():
    text = (vendor.ROOT / "static/css/fonts.css").read_text(encoding="utf-8")
    named = set(re.findall(r"url\(\.\./vendor/([^)]+)\)", text))
    assert len(named) == 10
    assert named <= vendor.recorded().keys()


def test_no_lock_or_record_says_where_a_package_was_fetched():
    for name in ("package-lock.json", "static/vendor.json", ".npmrc", "package.json"):
        text = (vendor.ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r'"resolved"|registry\s*=|tarball', text), name
