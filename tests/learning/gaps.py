"""Whether enough is proven for a question with gaps."""

from __future__ import annotations

import random

from trainer.learning.bank import Bank, Item
from trainer.learning.blanks import blank_question


def has_blanks(bank: Bank, item: Item) -> bool:
    return blank_question(bank, item, "new", random.Random(0)) is not None
