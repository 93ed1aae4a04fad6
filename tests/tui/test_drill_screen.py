"""A learner's way through questions, by keys and by mouse."""

from __future__ import annotations

import pytest

from tests.decks_for_tests import Clock
from tests.tui.conftest import MakeApp
from tests.tui.reading import (
    click_line,
    point_at,
    press_footer,
    question_of,
    rows,
    said,
    step_of,
)
from trainer.learning.history import History
from trainer.learning.questions import right_one
from trainer.tui.app import TrainerApp
from trainer.tui.screens.home import HomeScreen
from trainer.tui.widgets.lines import Lines

NARROW, WIDE = (80, 24), (160, 48)


def wrong_line(app: TrainerApp) -> int:
    """A line that holds no bug and is in sight at once."""
    return 2 if 1 in question_of(app).answer_lines else 1


async def test_a_question_shows_the_program_and_what_is_given(
    make_app: MakeApp, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        question = question_of(app)
        assert question.snippet.title in said(app, "top")
        assert "· new" in said(app, "top")
        assert "Python may raise elsewhere" in said(app, "prompt")
        for name, kind in question.given.items():
            assert f"{name}: {kind}" in said(app, "told")
        shown = [row[6:].rstrip() for row in rows(app)]
        assert shown == [line.rstrip() for line in question.lines]
        assert rows(app)[0].startswith("▶")


async def test_the_whole_way_by_keys(
    make_app: MakeApp, history: History, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        question = question_of(app)
        await point_at(pilot, question.answer_lines.start)
        await pilot.press("enter")
        assert step_of(app) == "-choosing"
        assert f"✓ Right, it is line {question.answer_lines.start}." in said(app, "prompt")
        assert "What happens when this runs?" in said(app, "told")
        await pilot.press(str(right_one(question.options) + 1))
        assert step_of(app) == "-revealed"
        assert "✓ You knew what happens." in said(app, "prompt")
        assert question.idea is not None
        assert question.idea.misconception in said(app, "more")
        assert question.idea.principle in said(app, "more")
        assert question.idea.docs in said(app, "more")
        assert "Run on local Spark and MLflow." in said(app, "more")
        await pilot.press("enter")
        assert step_of(app) == "-asking"
        assert question_of(app).key != question.key
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        assert "1 today, 1 in all" in said(app)
    assert history.count() == 1


async def test_the_whole_way_by_mouse(
    make_app: MakeApp, history: History, no_originals: None
) -> None:
    app = make_app(drill=False)
    async with app.run_test(size=NARROW) as pilot:
        await press_footer(pilot, "Start a drill")
        question = question_of(app)
        await press_footer(pilot, "Hint")
        assert "Hint 1" in said(app, "told")
        lines = app.screen.query_one("#code", Lines)
        await click_line(pilot, question.hint_lines.start)
        assert lines.cursor == question.hint_lines.start - 1
        assert step_of(app) == "-asking"
        await click_line(pilot, question.hint_lines.start)
        assert step_of(app) == "-choosing"
        await click_line(pilot, 2, "options")
        assert step_of(app) == "-choosing"
        await click_line(pilot, 2, "options")
        assert step_of(app) == "-revealed"
        await press_footer(pilot, "Next")
        assert question_of(app).key != question.key
        await press_footer(pilot, "Nothing is wrong")
        assert step_of(app) == "-choosing"
    assert history.count() == 2


async def test_a_first_click_on_the_line_under_the_cursor_does_not_answer(
    make_app: MakeApp, history: History
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        await click_line(pilot, 1)
        assert step_of(app) == "-asking"
        await pilot.press("down", "up")
        await click_line(pilot, 1)
        assert step_of(app) == "-asking"
        assert history.count() == 0
        await click_line(pilot, 1)
        assert history.count() == 1


async def test_a_wrong_line_is_told_with_the_right_one_and_both_are_marked(
    make_app: MakeApp, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        question = question_of(app)
        line, answer = wrong_line(app), question.answer_lines.start
        await point_at(pilot, line)
        await pilot.press("enter")
        assert f"✗ Not line {line}: it is line {answer}." in said(app, "prompt")
        assert rows(app)[answer - 1][4] == "✗"
        assert rows(app)[line - 1][4] == "?"


async def test_a_second_enter_by_mistake_chooses_nothing(
    make_app: MakeApp, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("enter", "enter", "enter")
        assert step_of(app) == "-choosing"
        await pilot.press("down", "enter")
        assert step_of(app) == "-revealed"


async def test_a_wrong_outcome_is_shown_beside_the_real_one(
    make_app: MakeApp, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        question = question_of(app)
        wrong = (right_one(question.options) + 1) % len(question.options)
        await pilot.press("n", str(wrong + 1))
        assert "✗ Something is wrong: line" in said(app, "prompt")
        assert "✗ Something else happens." in said(app, "prompt")
        assert question.options[wrong].text in said(app, "above")


async def test_hints_open_one_after_the_other_and_mark_their_lines(
    make_app: MakeApp, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        question = question_of(app)
        await pilot.press("h")
        first, last = question.hint_lines.start, question.hint_lines[-1]
        assert f"If there is a bug, it is in lines {first} to {last}." in said(app, "told")
        assert question.hint not in said(app, "told")
        marked = [number for number, row in enumerate(rows(app), 1) if row[4] == "?"]
        assert marked == list(question.hint_lines)
        await pilot.press("h")
        assert question.hint in said(app, "told")
        await pilot.press("h")
        assert said(app, "told").count("Hint") == 2


async def test_nothing_is_wrong_is_right_on_an_original(
    make_app: MakeApp, only_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("n", "1", "enter", "n")
        assert question_of(app).is_original
        assert step_of(app) == "-revealed"
        assert "✓ Right: nothing is wrong here." in said(app, "prompt")
        assert "This program ran to its end and passed its check." in said(app, "more")
        assert not app.screen.query_one("#change").display


async def test_a_line_of_an_original_is_wrong(make_app: MakeApp, only_originals: None) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("n", "1", "enter", "down", "enter")
        assert step_of(app) == "-revealed"
        assert "✗ Not line 2: nothing is wrong here." in said(app, "prompt")


async def test_an_original_looks_and_hints_like_a_bug(
    make_app: MakeApp, only_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        of_bug = said(app, "top", "prompt")
        await pilot.press("h", "h")
        hints_of_bug = said(app, "told")
        await pilot.press("n", "1", "enter", "h", "h")
        assert question_of(app).is_original
        assert said(app, "top", "prompt").split("·")[-1] == of_bug.split("·")[-1]
        for words in ("Hint 1\nIf there is a bug, it is in lines ", "Hint 2\n"):
            assert words in hints_of_bug
            assert words in said(app, "told")


@pytest.mark.parametrize("keys", [[], ["h"], ["n"], ["n", "1"], ["n", "1", "c"]])
async def test_every_step_survives_a_resize(
    make_app: MakeApp, no_originals: None, keys: list[str]
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press(*keys)
        step, key = step_of(app), question_of(app).key
        for size in (WIDE, (40, 12), (20, 6), (300, 100), NARROW):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert (step_of(app), question_of(app).key) == (step, key)
        await pilot.resize_terminal(*WIDE)
        await pilot.pause()
        code, panel = app.screen.query_one("#code"), app.screen.query_one("#panel")
        assert code.region.right <= panel.region.x
        assert code.region.area
        assert panel.region.area
        await pilot.press(*(["n"] if step == "-asking" else []))
        await pilot.press(*(["1"] if step != "-revealed" else []))
        assert step_of(app) == "-revealed"


@pytest.mark.parametrize("width", [80, 60, 33])
async def test_no_line_is_cut_however_narrow_the_screen(
    make_app: MakeApp, width: int, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        shown = "".join(row[6:].rstrip() for row in rows(app))
        code = question_of(app).code
        assert "".join(shown.split()) == "".join(code.split())
        assert app.screen.query_one("#code", Lines).max_scroll_x == 0


async def test_the_cursor_goes_down_to_the_last_line_and_stays_in_sight(
    make_app: MakeApp, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=(60, 14)) as pilot:
        lines = app.screen.query_one("#code", Lines)
        count = len(question_of(app).lines)
        for key, expected in (
            ("end", count - 1),
            ("down", count - 1),
            ("up", count - 2),
            ("home", 0),
            ("up", 0),
        ):
            await pilot.press(key)
            await pilot.pause()
            assert lines.cursor == expected
            row = next(n for n, text in enumerate(rows(app)) if text.startswith("▶"))
            top = lines.scroll_offset.y
            assert top <= row < top + lines.scrollable_content_region.height
        await pilot.press("pagedown")
        assert 0 < (lines.cursor or 0) < count
        await pilot.press("pageup")
        assert lines.cursor == 0


async def test_at_80_columns_the_reveal_can_be_swapped_for_the_code(
    make_app: MakeApp, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("n", "1")
        code, panel = app.screen.query_one("#code"), app.screen.query_one("#panel")
        assert (code.display, panel.display) == (False, True)
        await pilot.press("c")
        assert (code.display, panel.display) == (True, False)
        await pilot.press("c")
        assert (code.display, panel.display) == (False, True)


async def test_the_line_that_raised_is_marked_where_it_is_another(
    make_app: MakeApp, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        for _ in range(12):
            item = question_of(app).item
            assert item is not None
            await pilot.press("n", "1")
            if item.raised_elsewhere:
                break
            await pilot.press("enter")
        assert item.proof.line is not None
        assert f"raised by line {item.proof.line} (marked ! in the code)" in said(app, "more")
        assert rows(app)[item.proof.line - 1][4] == "!"


async def test_what_is_due_comes_as_a_review(
    make_app: MakeApp, clock: Clock, no_originals: None
) -> None:
    app = make_app()
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("n", "1", "1", "enter", "n", "1", "1")
        clock.pass_(days=1)
        await pilot.press("enter")
        assert "· review" in said(app, "top")
