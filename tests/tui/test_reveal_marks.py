"""What a reveal in the drill marks, and what the steps before it offer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tui.conftest import MakeApp
from tests.tui.reading import press_footer, rows, step_of
from tests.tui.test_kinds import always, question
from trainer.learning.answers import Kind
from trainer.learning.history import History
from trainer.learning.questions import Option
from trainer.tui.screens.drill_steps import answer_marks

NARROW = (80, 24)


async def test_only_the_lines_that_hold_a_gap_are_marked(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app()
    made = question(app.bank, Kind.BLANK)
    code = made.snippet.code.text.replace("Pipeline(", "____1____(", 1)
    blank = replace(
        made,
        code=code.replace("bestModel", "____2____"),
        answer_lines=range(12, 22),
        options=(
            Option("① Pipeline   ② bestModel", True, "", ("Pipeline", "bestModel")),
            Option("① Pipe   ② bestModel", False, "", ("Pipe", "bestModel")),
        ),
    )
    always(monkeypatch, blank)
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("1", "c")
        await pilot.pause()
        assert [int(row[1:3]) for row in rows(app) if row[4:5] == "✓"] == [12, 21]


def test_a_gap_that_held_several_lines_is_marked_as_far_as_it_goes(make_app: MakeApp) -> None:
    made = question(make_app().bank, Kind.BLANK)
    text = made.snippet.code.text
    part = text[text.index("VectorAssembler(\n") : text.index("\nlr = ")]
    code = text.replace(part, "____1____").replace("bestModel", "____2____")
    blank = replace(made, code=code, options=(Option("", True, "", (part, "bestModel")),))
    assert sorted(answer_marks(blank, None, revealed=True)) == [7, 8, 9, 20]


async def test_between_the_line_and_the_outcome_the_footer_offers_to_take_back(
    make_app: MakeApp, history: History, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("n")
        assert step_of(app) == "-choosing"
        await press_footer(pilot, "Take back")
        assert step_of(app) == "-asking"
    assert history.count() == 0
