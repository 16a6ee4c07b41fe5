"""Field types with their limits, units and examples. Every member of every shape is built from these.

Values stay what JSON gave: text stays text (checked and normalised), exact numbers stay int or Decimal. So a validated
body is already its wire form. Nothing is coerced from another JSON type.
"""

import re
import unicodedata
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    StrictBool,
    StrictInt,
    StrictStr,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from app.errors import FaultCode

AMOUNT_LIMIT = Decimal("999999999999.99")
SUM_LIMIT = AMOUNT_LIMIT * 1_000_000
"""No list of amounts is so long that its sum is more."""
NAME_LENGTH = 500
TEXT_LENGTH = 1_000_000
ROWS = 2_000
PARTS = 1_000
COPENHAGEN = ZoneInfo("Europe/Copenhagen")

_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
CONTROLS = re.compile(f"[{_CONTROLS}]")
TEXT_FORM = f"^[^{_CONTROLS}]*$"
"""No control characters but line breaks and tabs: what the strict reader lets through, as clients may check it."""
WORDS_FORM = rf"^[^{_CONTROLS}]*[^\s{_CONTROLS}][^{_CONTROLS}]*$"
"""And not white space alone."""

Flag = StrictBool


class BreaksRule(ValueError):
    """A value that its schema allows and a rule does not. `code` names the rule in the answer."""

    def __init__(self, code: FaultCode, message: str) -> None:
        super().__init__(message)
        self.code = code


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("must hold more than white space")
    return text


def _normal(text: str) -> str:
    if not text.isprintable() and CONTROLS.search(text):
        raise ValueError("must not have control characters")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _amount(value: object) -> Decimal:
    return _kroner(value, AMOUNT_LIMIT)


def _sum(value: object) -> Decimal:
    return _kroner(value, SUM_LIMIT)


def _kroner(value: object, limit: Decimal) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("must be a number of kroner")  # noqa: TRY004 - pydantic makes faults of ValueErrors
    amount = Decimal(value)
    if not amount.is_finite() or abs(amount) > limit:
        raise ValueError(f"must lie between -{limit} and {limit}")
    if amount != amount.quantize(Decimal("0.01")):
        raise ValueError("must have at most two decimals")
    return amount


def _integral(value: object) -> object:
    """A number without a fraction is a whole number, however it is written: 2031.0 is 2031, as in JSON Schema."""
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def _in_digits(value: object) -> object:
    """A whole number in a query, without the signs, blanks and separators that a parser bears."""
    if isinstance(value, str) and not re.fullmatch(r"-?\d{1,18}", value, re.ASCII):
        raise PydanticCustomError("int_parsing", "must be a whole number")
    return value


def _true_or_false(value: object) -> object:
    if isinstance(value, str) and value not in ("true", "false"):
        raise PydanticCustomError("bool_parsing", "must be true or false")
    return value


def _not_negative(amount: Decimal) -> Decimal:
    if amount < 0:
        raise ValueError("must not be negative")
    return amount


def _positive(amount: Decimal) -> Decimal:
    if amount <= 0:
        raise ValueError("must be more than 0")
    return amount


def wire_amount(amount: Decimal) -> int | Decimal:
    """The one form of an amount on the wire: an integer, or as few decimals as it takes (1234.5, not 1234.50)."""
    return int(amount) if amount == amount.to_integral_value() else amount.normalize()


def _day(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError("must be a day as YYYY-MM-DD")
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:  # its message holds the value
        raise ValueError("must be a day that the calendar has") from None


_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _instant(text: str) -> datetime:
    if not _RFC3339.fullmatch(text):
        raise ValueError("must be an RFC 3339 date-time with an offset")
    try:
        instant = datetime.fromisoformat(text.upper())
    except ValueError:  # its message holds the value
        raise ValueError("must be a time that the calendar and the clock have") from None
    if not 1800 <= instant.year <= 9000:
        raise BreaksRule("year_out_of_range", "must lie in the years 1800 to 9000")
    return instant


def utc_text(instant: datetime) -> str:
    """The server's own times: UTC, six decimals, `Z`. Fixed width, so text order is time order."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def utc_instant(text: str) -> str:
    """`utc_text` of an RFC 3339 date-time. Raises `ValueError` without the value."""
    return utc_text(_instant(text))


def copenhagen_text(instant: datetime) -> str:
    """A meeting's time: Copenhagen's offset on that day, whole seconds unless it had more.

    Before 1894 Copenhagen's offset had seconds, which RFC 3339 cannot say: there it is that of whole minutes.
    """
    local = instant.astimezone(COPENHAGEN)
    minutes = (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    return local.astimezone(timezone(timedelta(minutes=minutes))).isoformat()


def _copenhagen_instant(text: str) -> str:
    return copenhagen_text(_instant(text))


def _uuid(text: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text, re.ASCII):
        raise ValueError("must be a UUID")
    return str(uuid.UUID(text))


def _cvr(text: str) -> str:
    if not re.fullmatch(r"\d{8}", text, re.ASCII):
        raise ValueError("must be 8 digits")
    if sum(int(digit) * weight for digit, weight in zip(text, (2, 7, 6, 5, 4, 3, 2, 1), strict=True)) % 11:
        raise BreaksRule("check_digit_wrong", "is no CVR number: its check digit is wrong")
    return text


def _whole(kind: str, **schema: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, **schema})


@dataclass(frozen=True, slots=True)
class OfForm:
    """Says in the schema what form a text has that is checked elsewhere."""

    pattern: str

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(core) | {"pattern": self.pattern}


Text = Annotated[StrictStr, Field(max_length=TEXT_LENGTH), AfterValidator(_normal), OfForm(TEXT_FORM)]
Line = Annotated[StrictStr, Field(max_length=2_000), AfterValidator(_normal), OfForm(TEXT_FORM)]
Name = Annotated[
    StrictStr,
    Field(min_length=1, max_length=NAME_LENGTH),
    AfterValidator(_normal),
    AfterValidator(_not_blank),
    OfForm(WORDS_FORM),
]
Code = Annotated[
    StrictStr,
    Field(min_length=1, max_length=100),
    AfterValidator(_normal),
    AfterValidator(_not_blank),
    OfForm(WORDS_FORM),
]
Url = Annotated[StrictStr, Field(max_length=2_000, pattern=rf"^https?://[^\s<>\"{_CONTROLS}]+$")]
Letter = Annotated[StrictStr, Field(min_length=1, max_length=3, pattern=TEXT_FORM, examples=["A"])]
Sha256 = Annotated[StrictStr, Field(pattern=r"^[0-9a-f]{64}$")]
MediaType = Annotated[StrictStr, Field(max_length=200, pattern=rf"^[\w.+-]+/[\w.+-]+(;[^{_CONTROLS}]*)?$")]
MunicipalityCode = Annotated[StrictStr, Field(pattern=r"^[0-9]{4}$", examples=["0849"], description="4 digits")]
Cvr = Annotated[StrictStr, AfterValidator(_cvr), _whole("string", pattern="^[0-9]{8}$", examples=["13748136"])]
Id = Annotated[StrictStr, AfterValidator(_uuid), _whole("string", format="uuid")]
WHOLE = BeforeValidator(_integral)
"""For a StrictInt, behind its limits: what comes before them hides them from the schema."""
Count = Annotated[StrictInt, Field(ge=0, le=1_000_000_000), WHOLE]
Position = Annotated[StrictInt, Field(ge=1, le=1_000_000), WHOLE]
IN_DIGITS = BeforeValidator(_in_digits)
"""For an int in a URL, behind its limits."""
AskedFlag = Annotated[bool, BeforeValidator(_true_or_false)]
Year = Annotated[StrictInt, Field(ge=1900, le=2200, examples=[2022]), WHOLE]
Day = Annotated[
    StrictStr,
    AfterValidator(_day),
    _whole("string", format="date", examples=["2024-01-15"], description="A day in Copenhagen"),
]
UtcInstant = Annotated[
    StrictStr,
    AfterValidator(utc_instant),
    _whole("string", format="date-time", examples=["2024-01-15T13:00:00.000000Z"]),
]
MeetingInstant = Annotated[
    StrictStr,
    AfterValidator(_copenhagen_instant),
    _whole(
        "string", format="date-time", examples=["2024-01-15T14:00:00+01:00"], description="With Copenhagen's offset"
    ),
]
LineRange = Annotated[
    tuple[Position, Position],
    BeforeValidator(lambda value: tuple(value) if isinstance(value, list) else value),
    PlainSerializer(list),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 1_000_000},
            "minItems": 2,
            "maxItems": 2,
            "examples": [[118, 138]],
            "description": "First and last line, counted from 1",
        }
    ),
]


@dataclass(frozen=True, slots=True)
class _Money:
    """The schema of an amount. Whole øre are asked of input alone: many checkers fail on them in binary fractions."""

    description: str
    bound: str
    least: float
    most: float = float(AMOUNT_LIMIT)

    def __get_pydantic_json_schema__(self, _: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        step = {"multipleOf": 0.01} if handler.mode == "validation" else {}
        shown = {"examples": [1_588_000], "description": self.description}
        return {"type": "number", self.bound: self.least, "maximum": self.most, **step, **shown}


_Exact = Annotated[Decimal, BeforeValidator(_amount), PlainSerializer(wire_amount)]
SignedAmount = Annotated[
    _Exact, _Money("Kroner, at most two decimals; may be negative", "minimum", -float(AMOUNT_LIMIT))
]
Sum = Annotated[
    Decimal,
    BeforeValidator(_sum),
    PlainSerializer(wire_amount),
    _Money("Kroner, at most two decimals; may be negative", "minimum", -float(SUM_LIMIT), float(SUM_LIMIT)),
]
"""What is computed from amounts, which each may be as large as an amount."""
Amount = Annotated[_Exact, AfterValidator(_not_negative), _Money("Kroner, at most two decimals", "minimum", 0)]
PositiveAmount = Annotated[
    _Exact, AfterValidator(_positive), _Money("Kroner, at most two decimals, more than 0", "exclusiveMinimum", 0)
]
