"""What a deck covers: which APIs programs use, which of them an idea is about, what is missing."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from tests.decks_for_tests import BUGS, make_deck
from trainer.cli import main
from trainer.decks.curriculum import Aims, Api, Curriculum
from trainer.model import Proof, Verdict
from trainer.verify import coverage as module
from trainer.verify.coverage import coverage, empty_cells
from trainer.verify.uses import changed_place, is_changed, part_for, uses_of

AIMS = Aims(1, 1, 1, 0.25, 1, 1)


def api(*names, **more):
    return Api("it", "It", "spark-ml", names, **more)


def uses(code, *names, **more):
    """The texts in which a program uses an API."""
    lines = code.split("\n")
    found = []
    for use in uses_of(code):
        part = part_for(use, api(*names, **more))
        if part:
            (first, start), (last, end) = part
            text = "\n".join(lines[first - 1 : last])
            found.append(text[start : len(text) - (len(lines[last - 1]) - end)])
    return found


@pytest.mark.parametrize(
    "code",
    [
        "import mlflow\nmlflow.log_param('a', 1)",
        "import mlflow as mf\nmf.log_param('a', 1)",
        "from mlflow import log_param as note\nnote('a', 1)",
        "def train():\n    import mlflow\n    return mlflow.log_param(key='a', value=1)",
    ],
)
def test_an_api_is_used_under_whatever_name(code):
    assert uses(code, "mlflow.log_param")


@pytest.mark.parametrize(
    "code",
    [
        "from mlflow import log_param",
        "mlflow.log_param('a', 1)",
        "import mlflow\nmlflow.log_params({})",
        "import wandb as mlflow\nmlflow.log_param('a', 1)",
    ],
)
def test_what_is_only_imported_or_looks_alike_is_no_use(code):
    assert not uses(code, "mlflow.log_param")


def test_a_method_is_known_by_its_objects_type_or_where_asked_by_its_name_alone():
    code = (
        "from pyspark.ml import Pipeline\nmodel = Pipeline(stages=[]).fit(df)\nmodel.transform(df)"
    )
    assert "model.transform(df)" in uses(code, "pyspark.ml.*.transform")
    assert uses("df.mapInPandas(f, s)", ".mapInPandas")
    assert not uses("df.mapInPandas(f, s)", "pyspark.sql.DataFrame.mapInPandas")


def test_an_argument_is_used_by_its_name_or_at_its_position():
    head = "from mlflow import start_run\n"
    asked = {"argument": "nested", "position": 3}
    assert uses(f"{head}start_run(nested=True)", "mlflow.start_run", **asked) == ["nested=True"]
    assert uses(f"{head}start_run(a, b, c, yes)", "mlflow.start_run", **asked) == ["yes"]
    assert not uses(f"{head}start_run(a, b, c)", "mlflow.start_run", **asked)


def test_a_function_that_is_given_or_decorated_belongs_to_the_use():
    code = (
        "def score(rows):\n    return rows\n\n\nout = df.groupBy('a').applyInPandas(score, 'a int')"
    )
    assert any(text.startswith("def score") for text in uses(code, ".applyInPandas"))


@pytest.mark.parametrize(
    ("returns", "form"),
    [
        ("pd.Series", "series"),
        ("Iterator[pd.Series]", "iterator"),
        ("Iterator[tuple[pd.Series, pd.Series]]", "iterator"),
        ("float", "scalar"),
    ],
)
def test_the_forms_of_a_pandas_udf_are_told_apart(returns, form):
    head = "from pyspark.sql.functions import pandas_udf\n"
    code = f"{head}@pandas_udf('double')\ndef f(x: pd.Series) -> {returns}:\n    return x"
    given = f"{head}def f(x: pd.Series) -> {returns}:\n    return x\nudf = pandas_udf(f, 'double')"
    for program in (code, given):
        found = [
            each
            for each in ("series", "iterator", "scalar")
            if uses(program, f"pyspark.sql.functions.pandas_udf -> {each}")
        ]
        assert found == [form]


CALL = "tuner = Tuner(\n    estimator=Pipe(a),\n    folds=3,\n)\nlast = 1"


def change(before, after, span):
    proof = Proof("", "", Verdict.CONFIRMED, span, before, after, *[None] * 4, "local", 0)
    return changed_place(CALL, proof)


def test_a_change_is_found_whatever_its_layout():
    whole = "tuner = Tuner(\n    estimator=Pipe(a),\n    folds=3,\n)"
    place = change(whole, "tuner = Tuner(estimator=Pipe(a), cv=3)", (1, 4))
    assert place == ((3, 4), (3, 9))


def test_a_change_lies_in_the_calls_around_it_and_in_none_beside_it():
    place = change("    folds=3,", "    cv=3,", (3, 3))
    assert is_changed(((1, 8), (4, 1)), place)
    assert not is_changed(((2, 14), (2, 21)), place)


def test_what_is_taken_away_is_changed():
    whole = "tuner = Tuner(\n    estimator=Pipe(a),\n    folds=3,\n)"
    assert is_changed(((3, 4), (3, 11)), change(whole, "tuner = Tuner(estimator=Pipe(a))", (1, 4)))


@pytest.fixture
def deck(tmp_path):
    return make_deck(tmp_path / "deck")


def covered(deck, apis, objectives=(), enforced=True):
    curriculum = Curriculum(enforced, AIMS, tuple(apis), ())
    return coverage(deck, curriculum, dict.fromkeys(objectives, "Section")), curriculum


def test_a_row_counts_snippets_that_use_an_api_and_ideas_that_change_a_use(deck):
    found, _ = covered(deck, [api("pyspark.ml.Pipeline")])
    row = found.rows[0]
    assert row.snippets == ("tune_pipeline",)
    assert row.ideas == ("stages-out-of-order",)
    assert row.items == ("tune_pipeline/stages-out-of-order/1",)


def test_only_confirmed_items_count(deck):
    found, _ = covered(deck, [])
    confirmed = [bug for bug in BUGS if bug.verdict is Verdict.CONFIRMED]
    whole = found.totals[-1]
    assert (whole.snippets, whole.items) == (3, len(confirmed))
    assert whole.ideas == len({bug.mutator for bug in confirmed})
    assert whole.silent == sum(bug.raised_by is None for bug in confirmed)
    assert sum(total.items for total in found.totals[:-1]) == whole.items


def test_an_idea_in_one_snippet_only_is_named(deck):
    found, _ = covered(deck, [])
    assert "grid-without-build" in found.alone
    assert "transform-on-training-rows" not in found.alone


def test_a_foreign_deck_needs_nothing(deck):
    found, curriculum = covered(deck, [api("nowhere.to_be_seen")], ["pipeline"])
    assert not found.empty
    assert empty_cells(found, curriculum) == []


@pytest.fixture
def built_in(deck, monkeypatch):
    monkeypatch.setattr(module, "find_deck", lambda: deck)
    return deck


def test_what_the_built_in_deck_lacks_is_a_problem_for_each_cell(built_in):
    lacking = replace(api("nowhere.to_be_seen"), line=7)
    found, curriculum = covered(built_in, [lacking], ["pipeline", "never-named"])
    assert [row.id for row in found.empty] == ["it", "never-named"]
    problems = empty_cells(found, curriculum)
    assert [problem.line for problem in problems] == [7, 7, 7, None, None, None]
    assert problems[0].message == "api it has 0 snippets, and needs 1."
    assert problems[4].message == "objective never-named has 0 ideas, and needs 1."


def test_nothing_is_a_problem_until_the_curriculum_is_enforced(built_in):
    found, curriculum = covered(built_in, [api("nowhere.to_be_seen")], enforced=False)
    assert found.empty
    assert empty_cells(found, curriculum) == []


def test_the_command_marks_what_is_empty_by_a_sign_and_ends_with_1():
    result = CliRunner().invoke(main, ["coverage"], env={"NO_COLOR": "1", "COLUMNS": "100"})
    lines = result.output.splitlines()
    signs = {line[0] for line in lines if line.startswith(("✓", "✗", "·"))}
    empty = any(line.startswith("✗") for line in lines)
    assert result.exit_code == (1 if empty else 0), result.output
    assert "✓" in signs
    assert any(line.split()[:2] == ["✓", "CrossValidator"] for line in lines)


def test_the_command_prints_an_object_for_each_row(deck):
    result = CliRunner().invoke(main, ["--deck", str(deck.root), "coverage", "--json"])
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    kinds = {row["kind"] for row in rows}
    assert kinds == {"api", "objective", "total", "ideas in one snippet only"}
    [pipeline] = [row for row in rows if row.get("id") == "pipeline" and row["kind"] == "api"]
    assert pipeline["snippets"] == ["tune_pipeline"]


@pytest.mark.parametrize("enforced", [False, True])
def test_a_check_fails_where_a_required_cell_is_empty(built_in, monkeypatch, enforced):
    lacking = Curriculum(enforced, AIMS, (api("nowhere.to_be_seen"),), ())
    monkeypatch.setattr("trainer.decks.curriculum.read_curriculum", lambda: lacking)
    result = CliRunner().invoke(main, ["--deck", str(built_in.root), "check", "--json"])
    messages = [json.loads(line)["message"] for line in result.stdout.splitlines()]
    assert ("api it has 0 snippets, and needs 1." in messages) is enforced
