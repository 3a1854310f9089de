"""What the ledger's figures and days are, and how they travel.

One module a type; ``wire`` has the hooks that every msgspec decoder, encoder and
schema of the ledger is given.
"""

from ledger.values.day import Day
from ledger.values.decimal_text import DecimalText
from ledger.values.financial_year import FinancialYear
from ledger.values.fte import Fte
from ledger.values.interval import ZERO, Interval
from ledger.values.money import PENNY, Amount, Money, Qualifier, pounds, sterling
from ledger.values.percentage import Percentage
from ledger.values.reconcile import Residual, residual
from ledger.values.wire import (
    WIRE_TYPES,
    WireType,
    dec_hook,
    enc_hook,
    schema_hook,
    shown,
    wire_text,
)

__all__ = [
    "PENNY",
    "WIRE_TYPES",
    "ZERO",
    "Amount",
    "Day",
    "DecimalText",
    "FinancialYear",
    "Fte",
    "Interval",
    "Money",
    "Percentage",
    "Qualifier",
    "Residual",
    "WireType",
    "dec_hook",
    "enc_hook",
    "pounds",
    "residual",
    "schema_hook",
    "shown",
    "sterling",
    "wire_text",
]
