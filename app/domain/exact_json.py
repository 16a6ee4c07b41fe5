"""JSON whose numbers stay exact on the way in and out: decimals are JSON numbers, never floats."""

from decimal import Decimal

import msgspec

encode = msgspec.json.Encoder(decimal_format="number").encode
encode_sorted = msgspec.json.Encoder(decimal_format="number", order="sorted").encode
"""With members in the order of their names: equal values give equal bytes."""
decode = msgspec.json.Decoder(float_hook=Decimal).decode
