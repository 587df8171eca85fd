"""The pages on which an administrator keeps people."""

import pytest

PAGES = ("", "new", "import")


@pytest.mark.parametrize("path", PAGES)
def test_only_administrators_see_them(sign_in, path):
    assert sign_in("admin").get(f"/administration/people/{path}").status_code == 200
    for other in ("chair", "head", "auditor", "assistant"):
        assert sign_in(other).get(f"/administration/people/{path}").status_code == 403
