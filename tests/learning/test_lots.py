"""What is not asked about some items: the same ones always, and as many as is said."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from trainer.learning.answers import Kind
from trainer.learning.bank import Bank, Item
from trainer.learning.kinds import FEWEST_TO_LEARN_FROM as FEWEST
from trainer.learning.kinds import build
from trainer.learning.lots import asks_line, lot

IDS = [f"snippet-{n % 40}/idea-{n}/1" for n in range(2000)]


def test_a_lot_is_always_the_same_and_all_are_spread_evenly() -> None:
    lots = sorted(map(lot, IDS))
    assert lots == sorted(map(lot, IDS))
    assert all(abs(each - n / len(lots)) < 0.05 for n, each in enumerate(lots))
    assert 0 <= lot("an id that is no text: \ud800") < 1


def test_the_line_is_always_asked_for_where_a_bug_stands_among_the_imports() -> None:
    assert all(asks_line(id_, "import mlflow", 2, 30) for id_ in IDS)


def test_of_bugs_in_indented_lines_some_are_spared_whatever_their_options_lot() -> None:
    low = [id_ for id_ in IDS if lot(id_) < 0.5]
    shares = [
        sum(asks_line(id_, "    maxIter=5,", 15, 20) for id_ in some) / len(some)
        for some in (low, sorted({*IDS} - {*low}))
    ]
    assert 0.4 < min(shares) <= max(shares) < 0.9
    assert shares[0] == pytest.approx(shares[1], abs=0.08)


def test_in_a_small_bank_every_line_is_asked_for(bank: Bank) -> None:
    small, large = (indented(bank, count) for count in (FEWEST - 1, FEWEST))
    assert {can_be_spotted(small, item) for item in small.items} == {True}
    spotted = {item.id: can_be_spotted(large, item) for item in large.items}
    assert spotted == {item.id: item.asks_line for item in large.items}
    assert {*spotted.values()} == {True, False}


def indented(bank: Bank, count: int) -> Bank:
    """So many bugs of one idea, each in an indented line."""
    item = bank.items[0]
    proofs = [
        replace(item.proof, id=f"{item.snippet.name}/{item.mutator}/{n}", after="    a = 2")
        for n in range(count)
    ]
    return Bank(bank.deck, [replace(item, proof=proof) for proof in proofs], [])


def can_be_spotted(bank: Bank, item: Item) -> bool:
    return build(bank, item, Kind.SPOT, "new", random.Random(1)) is not None
