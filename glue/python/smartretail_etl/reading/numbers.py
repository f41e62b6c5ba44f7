"""Numbers as people write them become plain decimals; what is not certain stays as it is."""

import re
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import decimal as digit_value

PLAIN = r"^[+-]?\d+(\.\d{1,12})?$"
"""What needs no work where the decimal sign is a point."""
INTEGER = r"^[+-]?\d+$"
SIGNS = {"\u2212": "-", "\u066b": ".", "\u066c": ",", "\u2019": "'", "\u00a0": " "}
"""Minus, Arabic decimal and thousands signs, the Swiss apostrophe."""
SYMBOLS = {
    "\u20b9": {"INR"},
    "RS": {"INR", "PKR", "LKR", "NPR"},
    "RS.": {"INR", "PKR", "LKR", "NPR"},
    "\u20ac": {"EUR"},
    "\u00a3": {"GBP", "EGP"},
    "\u00a5": {"JPY", "CNY"},
    "R$": {"BRL"},
    "$": {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "BRL", "ARS", "CLP", "COP", "TWD"},
    "\u20a9": {"KRW"},
    "KR": {"SEK", "NOK", "DKK"},
    "\u20ba": {"TRY"},
    "Z\u0141": {"PLN"},
}
GROUPS = {
    ".": r"\d{1,3}(?:,\d{2,3})*,\d{3}|\d{1,3}(?:[ ']\d{3})+|\d{1,2}(?: \d{2})* \d{3}|\d+",
    ",": r"\d{1,3}(?:\.\d{3})+|\d{1,3}(?:[ ']\d{3})+|\d+",
}
SCIENTIFIC = re.compile(r"([+-]?\d+)(?:([.,])(\d+))?[eE]([+-]?\d{1,2})")
MOST_PLACES = 12
"""More than is kept: four places are."""


@dataclass(frozen=True)
class NumberStyle:
    """How the numbers of one column are written.

    `currency` = the file's, whose sign may stand beside an amount; "" = any currency may, since
    each row names its own; None = the column holds no money.
    """

    decimal: str = "."
    currency: str | None = None
    percent: bool = False

    def plain(self, text: str) -> str:
        """Return the number in plain digits; a text that is no certain number stays as it is."""
        found = self._read(_western(text))
        if found is not None:
            return found
        return f'"{text}"' if re.match(PLAIN, text) else text

    def _read(self, text: str) -> str | None:
        negative, text = _sign(text)
        text = self._bare(text)
        again, text = _sign(text)
        if negative and again:
            return None
        minus = "-" if negative or again else ""
        if match := SCIENTIFIC.fullmatch(text):
            found = _expanded(match, self.decimal)
            return None if found is None else minus + found
        point = re.escape(self.decimal)
        match = re.fullmatch(rf"({GROUPS[self.decimal]})?(?:{point}(\d*))?", text)
        if not match or not (match[1] or match[2]):
            return None
        whole = re.sub(r"\D", "", match[1] or "0")
        return minus + whole + (f".{match[2][:MOST_PLACES]}" if match[2] else "")

    def _bare(self, text: str) -> str:
        if self.percent and text.endswith("%"):
            return text[:-1].rstrip()
        if self.currency is None:
            return text
        match = re.fullmatch(r"([^\d\s.,'+()-]+\.?)? ?([^A-Za-z]*?) ?([^\d\s.,'+()-]+\.?)?", text)
        if not match or (match[1] and match[3]):
            return text
        sign = (match[1] or match[3] or "").upper()
        fits = not sign or self._names(sign)
        return match[2] if fits else text

    def _names(self, sign: str) -> bool:
        """Whether a sign or code means the file's currency."""
        known = SYMBOLS.get(sign, {sign} if re.fullmatch("[A-Z]{3}", sign) else set())
        return bool(known) and (self.currency == "" or self.currency in known)


def _western(text: str) -> str:
    """Digits of any script as 0 to 9, signs as ASCII has them."""
    if text.isascii():
        return text.strip()
    return "".join(
        str(digit_value(sign)) if sign.isdecimal() else SIGNS.get(sign, sign) for sign in text
    ).strip("\u200e\u200f\u061c ")


def _sign(text: str) -> tuple[bool, str]:
    """Take a sign off: -5, 5- and (5) are negative."""
    if text.startswith("(") and text.endswith(")"):
        return True, text[1:-1].strip()
    if text.startswith(("-", "+")):
        return text[0] == "-", text[1:].strip()
    if text.endswith("-"):
        return True, text[:-1].strip()
    return False, text


def _expanded(match: "re.Match[str]", decimal: str) -> str | None:
    if match[2] and match[2] != decimal:
        return None
    number = Decimal(f"{match[1]}.{match[3] or 0}e{match[4]}")
    whole, _, places = format(number, "f").partition(".")
    places = places[:MOST_PLACES].rstrip("0")
    return f"{whole}.{places}" if places else whole
