"""What was accepted about packages is still so: each exception names a package that is pinned, and its reason holds."""

import re
import tomllib

import pytest
from jose import jwk
from jose.backends import cryptography_backend

from tests.cli.command import PROJECT

ACCEPTED = tomllib.loads((PROJECT / "requirements" / "audit.toml").read_text(encoding="utf-8"))["accepted"]


def test_each_exception_names_what_is_pinned_and_the_test_that_holds_it() -> None:
    lines = (PROJECT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([a-z0-9-]+)==([^ ;]+)", lines, re.MULTILINE))
    for one in ACCEPTED:
        assert pinned[one["package"]] == one["version"]
        assert one["held_by"] in globals()
        assert re.fullmatch(r"(CVE|GHSA|PYSEC)-[\w-]+", one["advisory"])
        assert len(one["why"]) > 50


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "HS256"])
def test_signatures_are_the_work_of_cryptography_alone(algorithm: str) -> None:
    """And not of `ecdsa` or `rsa`, which python-jose falls back to."""
    assert jwk.get_key(algorithm).__module__ == cryptography_backend.__name__
