"""A paper is either read whole and harmless, or refused in words; nothing in between."""

import hashlib
import io
import subprocess
import sys
import time
import unicodedata
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from ecabinet.pdf import intake
from ecabinet.pdf.intake import read_paper
from ecabinet.pdf.report import ACTIVE, DEFAULT, REASONS, Active, Reason, Unreadable
from tests.pdf import hostile
from tests.pdf.oracle import acting_names


@pytest.fixture
def read(tmp_path):
    def reading(content, name="to-trinh.pdf", limits=DEFAULT):
        source = tmp_path / "paper.pdf"
        source.write_bytes(content)
        return read_paper(source, tmp_path / "copy.pdf", name=name, limits=limits)

    return reading


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (hostile.javascript, Active.script),
        (hostile.javascript_in_a_field, Active.form),
        (hostile.launch, Active.launch),
        (hostile.file_address, Active.remote_link),
        (hostile.other_file, Active.remote_link),
        (hostile.script_in_the_outline, Active.script),
        (hostile.embedded_file, Active.attachment),
        (hostile.hidden_in_resources, Active.script),
        (hostile.signed_form, Active.form),
        (hostile.restricted, Active.restriction),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_what_acts_is_taken_out_and_said(read, tmp_path, make, kind):
    report = read(make())
    assert report.removed[kind] >= 1
    assert set(report.removed) <= set(ACTIVE)
    assert report.pages == 1
    assert "Tờ trình Chính phủ" in report.texts[0]
    assert acting_names(tmp_path / "copy.pdf") == set()


@pytest.mark.parametrize(
    "make", [hostile.javascript, hostile.launch, hostile.embedded_file, hostile.hidden_in_resources]
)
def test_the_search_for_what_acts_finds_it_in_the_original(tmp_path, make):
    (tmp_path / "original.pdf").write_bytes(make())
    assert acting_names(tmp_path / "original.pdf")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (hostile.encrypted, Reason.encrypted),
        (hostile.no_pages, Reason.broken),
        (hostile.own_parent, Reason.broken),
        (hostile.truncated, Reason.broken),
        (hostile.bomb, Reason.too_complex),
        (hostile.twice_folded_bomb, Reason.too_complex),
        (hostile.picture_bomb, Reason.too_complex),
        (hostile.html, Reason.not_a_pdf),
        (hostile.html_before_pdf, Reason.not_a_pdf),
        (hostile.nothing, Reason.not_a_pdf),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_paper_is_refused_with_its_reason_and_nothing_is_left(read, tmp_path, make, reason):
    with pytest.raises(Unreadable) as refusal:
        read(make())
    assert refusal.value.reason == reason
    assert [path.name for path in tmp_path.iterdir()] == ["paper.pdf"]


def test_every_refusal_has_words():
    assert set(REASONS) == set(Reason)


def test_a_bomb_is_refused_quickly(read):
    bomb = hostile.twice_folded_bomb()
    assert len(bomb) < 50_000
    started = time.monotonic()
    with pytest.raises(Unreadable):
        read(bomb)
    assert time.monotonic() - started < 30  # of the 90 it might take


def test_a_damaged_table_is_mended(read):
    assert "Tờ trình" in read(hostile.broken_table()).texts[0]


def test_another_ending_of_the_name_is_refused(read):
    with pytest.raises(Unreadable) as refusal:
        read(hostile.written(["Tờ trình"]), name="to-trinh.docx")
    assert refusal.value.reason == Reason.not_a_pdf


def test_too_many_pages(read):
    paper = hostile.written(*[["Trang"]] * 4)
    with pytest.raises(Unreadable) as refusal:
        read(paper, limits=replace(DEFAULT, pages=3))
    assert (refusal.value.reason, refusal.value.value) == (Reason.too_many_pages, "3")


def test_too_big(read):
    with pytest.raises(Unreadable) as refusal:
        read(b"%PDF-1.7\n" + bytes(1024**2), limits=replace(DEFAULT, file_bytes=1024**2))
    assert (refusal.value.reason, refusal.value.value) == (Reason.too_big, "1")


def test_too_many_objects(read):
    with pytest.raises(Unreadable) as refusal:
        read(hostile.written(["Tờ trình"]), limits=replace(DEFAULT, objects=3))
    assert refusal.value.reason == Reason.too_complex


def test_the_clock_on_the_wall_stops_the_child(read):
    with pytest.raises(Unreadable) as refusal:
        read(hostile.written(["Tờ trình"]), limits=replace(DEFAULT, wall_seconds=0.001))
    assert refusal.value.reason == Reason.timed_out


def test_the_processor_s_clock_stops_the_child(read):
    """One second is not enough to unfold twelve gigabytes."""
    with pytest.raises(Unreadable) as refusal:
        read(_much_unfolding(), limits=replace(DEFAULT, cpu_seconds=1, unfolded_bytes=1024**4))
    assert refusal.value.reason == Reason.timed_out


def _much_unfolding():
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(hostile.written(["Tờ trình"]))) as paper:
        folded = hostile.zeros(60 * 1024**2)
        paper.Root.Extra = pikepdf.Array(
            [
                paper.make_indirect(pikepdf.Stream(paper, folded, Filter=pikepdf.Name.FlateDecode))
                for _ in range(200)
            ]
        )
        paper.save(file)
    return file.getvalue()


def test_memory_runs_out_in_the_child_alone(read):
    with pytest.raises(Unreadable) as refusal:
        read(hostile.written(["Tờ trình"]), limits=replace(DEFAULT, memory_bytes=48 * 1024**2))
    assert refusal.value.reason in {Reason.too_complex, Reason.broken}


def test_the_child_sees_no_environment_and_no_network(tmp_path, monkeypatch):
    monkeypatch.setenv("ECABINET_MASTER_KEY", "secret")
    probe = (
        "import os, socket, json\n"
        "try:\n socket.create_connection(('192.0.2.1', 9), 2); net = 'open'\n"
        "except OSError as error:\n net = error.errno\n"
        "print(json.dumps([sorted(os.environ), net]))"
    )
    command = [*intake._without_network(), sys.executable, "-P", "-s", "-c", probe]
    with (tmp_path / "answer").open("w+b") as answer:
        assert intake._run(command, answer, 30) == 0
        answer.seek(0)
        said = answer.read().decode()
    assert "ECABINET" not in said
    if intake._without_network():
        assert said.strip().endswith("101]")  # there is no way to any network


def test_what_is_reported(read):
    content = hostile.written(["Trang một"], ["Trang hai"])
    report = read(content)
    assert report.sha256 == hashlib.sha256(content).hexdigest()
    assert report.size == len(content)
    assert report.pages == len(report.sizes) == len(report.texts) == 2
    assert (round(report.sizes[0].width), round(report.sizes[0].height)) == (595, 842)
    assert report.texts == ("Trang một", "Trang hai")
    assert (report.signed, report.unembedded_fonts, report.outline) == (False, (), ())
    thumbnail = Image.open(io.BytesIO(report.thumbnail))
    assert (thumbnail.format, max(thumbnail.size)) == ("PNG", 480)


def test_a_signature_is_noticed_before_it_is_lost(read):
    assert read(hostile.signed_form()).signed


def test_text_is_composed_whatever_the_file_held(read):
    decomposed = unicodedata.normalize("NFD", "Nghị quyết về nhà ở xã hội")
    (text,) = read(hostile.written([decomposed])).texts
    assert text == unicodedata.normalize("NFC", text)


def test_the_outline_leads_to_pages(read):
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(hostile.written(["Một"], ["Hai"]))) as paper:
        with paper.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem("Phần thứ hai", 1))
        paper.save(file)
    (entry,) = read(file.getvalue()).outline
    assert (entry.title, entry.page, entry.level) == ("Phần thứ hai", 2, 0)


def test_good_links_stay(read, tmp_path):
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(hostile.written(["Một"], ["Hai"]))) as paper:
        link = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Link, "Rect": [0, 0, 9, 9]}
        inside = pikepdf.Dictionary(
            Dest=pikepdf.Array([paper.pages[1].obj, pikepdf.Name.Fit]), **link
        )
        outside = pikepdf.Dictionary(
            A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://chinhphu.vn"), **link
        )
        paper.pages[0].obj.Annots = pikepdf.Array([inside, outside])
        paper.save(file)
    assert not any(read(file.getvalue()).removed.values())
    with pikepdf.open(tmp_path / "copy.pdf") as copy:
        first, second = copy.pages[0].obj.Annots
        assert first.Dest[0].objgen == copy.pages[1].obj.objgen
        assert str(second.A.URI) == "https://chinhphu.vn"


def test_fonts_left_out_of_the_file_are_named(read):
    file = io.BytesIO()
    with pikepdf.open(io.BytesIO(hostile.written(["Một"]))) as paper:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.TrueType, BaseFont=pikepdf.Name("/Arial")
        )
        paper.pages[0].obj.Resources.Font.Zz = font
        paper.pages[0].contents_add(b"BT /Zz 9 Tf 10 10 Td (x) Tj ET")
        paper.save(file)
    assert read(file.getvalue()).unembedded_fonts == ("Arial",)


def test_the_contents_of_a_field_stay_visible(read):
    report = read(hostile.javascript_in_a_field())
    assert "Xin" in report.texts[0]


def test_reading_twice_gives_the_same_copy(read, tmp_path):
    content = hostile.javascript()
    read(content)
    first = (tmp_path / "copy.pdf").read_bytes()
    read(content)
    assert (tmp_path / "copy.pdf").read_bytes() == first


def test_it_waits_without_holding_up_the_others_under_gevent(tmp_path):
    """While the child reads, other greenlets of a worker go on."""
    (tmp_path / "paper.pdf").write_bytes(hostile.written(["Tờ trình"]))
    program = (
        "from gevent import monkey; monkey.patch_all()\n"
        "import gevent, sys\nfrom pathlib import Path\n"
        "from ecabinet.pdf.intake import read_paper\n"
        "beats = []\n"
        "def beat():\n"
        "    while True:\n"
        "        beats.append(1); gevent.sleep(0.005)\n"
        "gevent.spawn(beat)\n"
        "report = read_paper(Path(sys.argv[1]), Path(sys.argv[2]))\n"
        "print(report.pages, len(beats) >= 5)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "paper.pdf"), str(tmp_path / "copy.pdf")],
        capture_output=True,
        check=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.split() == ["1", "True"]
