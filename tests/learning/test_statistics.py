"""The numbers of the home screen."""

from __future__ import annotations

from collections.abc import Callable

from tests.decks_for_tests import Clock
from trainer.learning.bank import Bank
from trainer.learning.drill import Drill
from trainer.learning.history import History
from trainer.learning.statistics import home_figures
from trainer.model import DOMAINS


def test_an_empty_history_has_only_new_ideas(bank: Bank, history: History, clock: Clock) -> None:
    figures = home_figures(bank, history, clock())
    assert (figures.due, figures.new, figures.answers) == (0, len(bank.by_mutator), 0)
    assert [domain.name for domain in figures.domains] == list(DOMAINS.values())
    assert all(domain.accuracy is None for domain in figures.domains)


def test_due_and_new_and_answers_are_counted(
    bank: Bank, history: History, clock: Clock, start: Callable[..., Drill]
) -> None:
    drill = start()
    question = drill.next_question()
    assert question is not None
    drill.accuse(question.answer_lines.start)
    clock.pass_(days=2)
    drill = start(seed=8)
    question = drill.next_question()
    assert question is not None
    figures = home_figures(bank, history, clock())
    assert (figures.due, figures.new) == (1, len(bank.by_mutator) - 1)
    assert (figures.answers_today, figures.answers) == (0, 1)


def test_ideas_that_left_the_deck_are_neither_due_nor_new(
    bank: Bank, history: History, clock: Clock, start: Callable[..., Drill]
) -> None:
    drill = start()
    question = drill.next_question()
    assert question is not None
    assert question.item is not None
    drill.accuse(None)
    clock.pass_(days=1)
    kept = [item for item in bank.items if item.mutator != question.item.mutator]
    smaller = Bank(bank.deck, kept, bank.originals.values())
    figures = home_figures(smaller, history, clock())
    assert (figures.due, figures.new) == (0, len(smaller.by_mutator))


def test_accuracy_is_by_domain(
    bank: Bank, history: History, clock: Clock, start: Callable[..., Drill]
) -> None:
    drill = start()
    right: dict[str, list[bool]] = {}
    for number in range(12):
        question = drill.next_question()
        assert question is not None
        result = drill.accuse(None if number % 3 else 1)
        right.setdefault(DOMAINS[question.snippet.domain], []).append(result.correct)
    figures = home_figures(bank, history, clock())
    found = {each.name: (each.answers, each.right) for each in figures.domains if each.answers}
    assert found == {name: (len(each), sum(each)) for name, each in right.items()}
