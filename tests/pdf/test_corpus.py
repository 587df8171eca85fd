"""Real papers and crashes of other readers, from the folder that ECABINET_CORPUS names."""

import os
from pathlib import Path

import pypdfium2
import pytest

from ecabinet.pdf.intake import read_paper
from ecabinet.pdf.report import REASONS, Unreadable
from tests.pdf.oracle import acting_names

CORPUS = sorted(path for path in Path(os.environ["ECABINET_CORPUS"]).iterdir() if path.is_file())


def test_the_corpus_is_there():
    assert any(path.suffix == ".pdf" for path in CORPUS)


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_a_paper_is_taken_harmless_or_refused_in_words(path, tmp_path):
    copy = tmp_path / "copy.pdf"
    report, reason = _read(path, copy)
    if report is None:
        assert reason in REASONS
        assert not copy.exists()
        return
    assert acting_names(copy) == set()
    with pypdfium2.PdfDocument(copy) as shown:
        assert len(shown) == report.pages == len(report.texts) == len(report.sizes)
    assert report.thumbnail.startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("name", "signed"),
    [("vn-ttg-999-signed-scan.pdf", True), ("signed_verified.pdf", True), ("jbig2.pdf", False)],
)
def test_real_signatures_are_noticed(name, signed, tmp_path):
    (path,) = [path for path in CORPUS if path.name == name]
    assert read_paper(path, tmp_path / "copy.pdf").signed == signed


def _read(path, copy):
    try:
        return read_paper(path, copy), None
    except Unreadable as refusal:
        return None, refusal.reason
