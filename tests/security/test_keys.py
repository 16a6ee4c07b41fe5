"""Which keys of a JWK set are used, and with which algorithms."""

from collections.abc import Callable
from typing import Any

import pytest

from app.security.keys import KEYS_LIMIT, read_key_set
from tests.security.signing import key_set, private, public

RSA = ("RS256", "RS384", "RS512")


def algorithms(key: dict[str, Any]) -> list[tuple[str, ...]]:
    return [tuple(one.verifiers) for one in read_key_set(key_set(key)).keys]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (lambda: public("RS256"), RSA),
        (lambda: public("RS256") | {"use": "sig", "key_ops": ["verify"]}, RSA),
        (lambda: public("RS256") | {"alg": "RS384"}, ("RS384",)),
        (lambda: public("ES256"), ("ES256",)),
        (lambda: public("ES384"), ("ES384",)),
        (lambda: public("ES512"), ("ES512",)),
        (lambda: public(kid=None), ("ES256",)),
    ],
)
def test_a_key_is_used_with_the_algorithms_of_its_type_alone(
    key: Callable[[], dict[str, Any]], expected: tuple[str, ...]
) -> None:
    assert algorithms(key()) == [expected]


LEFT_OUT: dict[str, Callable[[], dict[str, Any]]] = {
    "for encryption": lambda: public() | {"use": "enc"},
    "for signing only": lambda: public() | {"key_ops": ["sign"]},
    "key_ops is null": lambda: public() | {"key_ops": None},
    "of an algorithm that is not here": lambda: public("RS256") | {"alg": "PS256"},
    "of another curve's algorithm": lambda: public() | {"alg": "ES384"},
    "of another type's algorithm": lambda: public() | {"alg": "HS256"},
    "RSA of 1024 bits": lambda: public("RS256", bits=1_024),
    "RSA of nought": lambda: public("RS256") | {"n": "AA"},
    "RSA with exponent 1": lambda: public("RS256") | {"e": "AQ"},
    "RSA without a modulus": lambda: {"kty": "RSA", "e": "AQAB"},
    "RSA whose modulus is a number": lambda: public("RS256") | {"n": 10**12},
    "RSA whose exponent is a number": lambda: public("RS256") | {"e": 10**15},
    "a point not on its curve": lambda: public() | {"x": public(kid="b")["x"]},
    "a point of another curve": lambda: public() | {"crv": "P-384"},
    "a curve that is not here": lambda: public() | {"crv": "secp256k1"},
    "of Edwards": lambda: {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
    "a shared secret": lambda: {"kty": "oct", "k": "c2VjcmV0"},
    "no type": lambda: {"kid": "a"},
    "a type that is a list": lambda: public() | {"kty": ["EC"]},
    "an id that is a number": lambda: public() | {"kid": 7},
    "private": lambda: public() | {"d": "AQAB"},
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_a_key_is_left_out_that_is(case: str) -> None:
    kept = read_key_set(key_set(LEFT_OUT[case](), public(kid="good")))
    assert [key.id for key in kept.keys] == ["good"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"keys": {}}',
        b'{"keys": [7]}',
        b'{"keys": [], "keys": []}',
        b"\xff",
        b"[" * 100_000,
        key_set(*({"kty": "RSA"},) * (KEYS_LIMIT + 1)),
    ],
)
def test_what_is_no_key_set_is_told_from_an_empty_one(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_key_set(data)
    assert read_key_set(b'{"keys": []}').keys == ()


def test_a_token_means_one_key_or_none() -> None:
    keys = read_key_set(key_set(public(), public(kid="b"), public("RS256", kid="b"), public("ES384", kid=None)))
    found = {case: keys.fitting(*case) for case in (("a", "ES256"), ("b", "ES256"), ("b", "RS256"), ("x", "ES384"))}
    assert {case: key.id for case, key in found.items() if key} == dict(zip(found, ("a", "b", "b", None), strict=True))
    assert keys.fitting(None, "RS256") is not None
    assert keys.fitting(None, "ES256") is None
    assert keys.fitting("x", "ES256") is None
    assert read_key_set(key_set(public(), public())).fitting("a", "ES256") is None


def test_a_key_is_told_from_every_other() -> None:
    keys = [public(), public(kid="b"), public() | {"kid": "c"}, public("RS256"), public("RS256") | {"alg": "RS256"}]
    first, again = (read_key_set(key_set(*keys)).keys for _ in range(2))
    assert [key.print for key in first] == [key.print for key in again]
    assert len({key.print for key in first}) == len(keys)
    assert private() == private()
