"""Words can be read: the contrast of every role on every surface it is put on, computed from tokens.css (WCAG 2.2)."""

import math
import re
from functools import cache

import pytest

from ecabinet.web.vendor import ROOT

TOKENS = (ROOT / "static/css/tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = 0, 1
TEXT, SECONDARY, MARK = 7.0, 5.0, 3.0
PAIRS = [
    ("text", "surface", TEXT),
    ("text", "canvas", TEXT),
    ("text", "surface-sunken", TEXT),
    ("text", "surface-raised", TEXT),
    ("text", "accent-soft", TEXT),
    ("accent", "surface", TEXT),
    ("accent", "accent-soft", TEXT),
    ("text-on-accent", "accent", TEXT),
    ("text-on-accent", "accent-strong", TEXT),
    ("agree-text", "surface", TEXT),
    ("agree-text", "agree-soft", TEXT),
    ("refuse-text", "surface", TEXT),
    ("refuse-text", "refuse-soft", TEXT),
    ("attention-text", "surface", TEXT),
    ("attention-text", "attention-soft", TEXT),
    ("hero-text", "hero", TEXT),
    ("hero-muted", "hero", TEXT),
    ("bronze-300", "hero", TEXT),
    ("text-muted", "surface", SECONDARY),
    ("text-muted", "canvas", SECONDARY),
    ("text-muted", "surface-sunken", SECONDARY),
    ("text-muted", "neutral-soft", SECONDARY),
    ("text-muted", "accent-soft", SECONDARY),
    ("control-line", "surface", MARK),
    ("focus", "canvas", MARK),
    ("focus", "surface", MARK),
    *((hue, "surface", MARK) for hue in ("agree", "refuse", "attention", "neutral", "on-track")),
]


def _declared(name):
    return re.search(rf"--{name}:\s*([^;]+);", TOKENS)[1].strip()


def _resolve(value, theme):
    """Follow var() and light-dark() down to three numbers of OKLCH."""
    if found := re.fullmatch(r"var\(--([\w-]+)\)", value):
        return _resolve(_declared(found[1]), theme)
    if found := re.fullmatch(r"light-dark\((.+), (.+)\)", value):
        return _resolve(found[1 + theme], theme)
    lightness, chroma, hue = re.fullmatch(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", value).groups()
    return float(lightness) / 100, float(chroma), math.radians(float(hue))


@cache
def _luminance(name, theme):
    lightness, chroma, hue = _resolve(_declared(name), theme)
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    cone_l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    cone_m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    cone_s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    red = 4.0767416621 * cone_l - 3.3077115913 * cone_m + 0.2309699292 * cone_s
    green = -1.2684380046 * cone_l + 2.6097574011 * cone_m - 0.3413193965 * cone_s
    blue = -0.0041960863 * cone_l - 0.7034186147 * cone_m + 1.707614701 * cone_s
    red, green, blue = (min(1, max(0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other, theme):
    darker, lighter = sorted((_luminance(one, theme), _luminance(other, theme)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper", "least"), PAIRS, ids=str)
def test_what_is_written_can_be_read(ink, paper, least, theme):
    assert _contrast(ink, paper, theme) >= least


def test_black_on_white_is_what_the_standard_says():
    assert math.isclose(_contrast("ink-0", "ink-0", LIGHT), 1)
    assert _contrast("ink-950", "ink-0", LIGHT) > 18
