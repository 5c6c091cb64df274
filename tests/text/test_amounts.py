"""What number a figure's words give, with which unit, and how exact it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.text.amounts import Amount, read_amount


@pytest.mark.parametrize(
    ("words", "language", "amount"),
    [
        ("more than five million people", "en", Amount(5e6, "people", "more than")),
        ("$740.5 billion", "en", Amount(740.5e9, "$", None)),
        ("About 100,000 containers", "en", Amount(1e5, "containers", "About")),
        ("fewer than 4,000", "en", Amount(4000, None, "fewer than")),
        ("40%", "en", Amount(40, "%", None)),
        ("two thirds", "en", Amount(2 / 3, None, None)),
        ("half a million people", "en", Amount(5e5, "people", None)),
        ("twenty-two ships", "en", Amount(22, "ships", None)),
        ("a dozen people", "en", Amount(12, "people", None)),
        ("six of them", "en", Amount(6, None, None)),
        ("1,5 Millionen Euro", "de", Amount(1.5e6, "Euro", None)),
        ("rund 2.000 Jahre", "de", Amount(2000, "Jahre", "rund")),
        ("zweiundzwanzig Schiffe", "de", Amount(22, "Schiffe", None)),
        ("Une vingtaine de personnes", "fr", Amount(20, "personnes", None)),
        ("£1.75m", "en", Amount(1.75e6, "£", None)),
        ("100m", "en", Amount(100, "m", None)),
        ("约200万元", "zh", Amount(2e6, "元", "约")),
        ("unas 200 personas", "es", Amount(200, "personas", "unas")),
        ("a third of the voters", "en", Amount(1 / 3, "voters", None)),
        ("21,000 tonnes of carbon dioxide", "en", Amount(21000, "tonnes of carbon dioxide", None)),
        ("118 مليون دينار", "ar", Amount(118e6, "دينار", None)),
        ("24 מיליון שקל", "he", Amount(24e6, "שקל", None)),
        ("3 млн рублей", "ru", Amount(3e6, "рублей", None)),
    ],
)
def test_a_figure_is_read_with_its_unit_and_its_qualifier(words: str, language: str, amount: Amount) -> None:
    assert read_amount(words, language) == amount


@pytest.mark.parametrize(
    "words",
    ["every third spring", "the fifth time", "322–87", "11 to 7", "hundreds of people", "one in five", "", "many"],
)
def test_where_there_is_no_single_number_there_is_no_value(words: str) -> None:
    assert read_amount(words).value is None


@given(st.integers(min_value=0, max_value=10**9))
def test_a_number_is_itself_however_its_thousands_are_set(number: int) -> None:
    assert read_amount(f"{number:,}", "en").value == number
    assert read_amount(f"{number:,}".replace(",", "."), "de").value == number
    assert read_amount(f"{number:,}".replace(",", "\u202f"), "fr").value == number


@given(st.text(max_size=60))
def test_any_words_can_be_read(words: str) -> None:
    amount = read_amount(words)
    assert amount.unit is None or amount.unit in words
    assert amount.qualifier is None or amount.qualifier in words
