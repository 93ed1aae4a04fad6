"""`trainer try`: a mutator over any Python file, with the diff, or with why it does not apply."""

import json

import pytest
from click.testing import CliRunner

from trainer.cli import main

PROGRAM = """\
import mlflow as mf

with mf.start_run():
    mf.log_params({"a": 1})
    mf.log_params(
        {"b": 2}
    )
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "program.py"
    path.write_text(PROGRAM)
    return path


def try_(*arguments):
    result = CliRunner().invoke(main, ["try", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result


def test_the_diff_of_each_mutant_is_shown_with_the_lines_of_the_file(program):
    result = try_("log-param-for-log-params", program)
    assert result.exit_code == 0
    assert "@@ -2,5 +2,5 @@" in result.output
    assert '-    mf.log_params({"a": 1})\n+    mf.log_param({"a": 1})\n' in result.output
    assert "-    mf.log_params(\n+    mf.log_param(\n" in result.output
    assert f"makes 2 mutants of {program}." in result.output


def test_of_a_snippet_only_the_shown_cell_changes(program, texts):
    shown = 'mlflow.log_params({"a": 1})'
    code = f"import mlflow\n\nwith mlflow.start_run():\n    {shown}\n    a = 1"
    program = program.parent / "spark_ml/small.py"
    program.parent.mkdir()
    program.write_text(texts[0](code=code, given=f"import mlflow\n{shown}"))
    data = json.loads(try_("log-param-for-log-params", program, "--json").output)
    [mutant] = data["mutants"]
    assert mutant["after"] == '    mlflow.log_param({"a": 1})'
    assert program.read_text().splitlines()[mutant["span"][0] - 1] == mutant["before"]


def test_a_snippet_of_the_deck_is_found_by_its_name(program):
    result = try_("best-model-on-tuner", "tune_pipeline_with_cross_validator", "--json")
    assert len(json.loads(result.output)["mutants"]) == 1


def test_where_a_type_is_not_known_it_says_so(program):
    program.write_text("def best(model):\n    return model.bestModel\n")
    result = try_("best-params-for-best-model", program)
    assert result.exit_code == 1
    assert "applies nowhere" in result.output
    assert "line 2: what `model` is, the program does not say" in result.output


def test_where_a_type_is_another_one_it_says_which(program):
    program.write_text(
        "from sklearn.model_selection import GridSearchCV\n\n"
        "search = GridSearchCV(model, grid)\nbest = search.bestModel\n"
    )
    result = try_("best-params-for-best-model", program)
    assert "line 4: `search` is sklearn.model_selection.GridSearchCV" in result.output


def test_of_calls_only_those_are_told_that_the_mutator_names(program):
    program.write_text("print(1)\ntool.log_params({})\n")
    data = json.loads(try_("log-param-for-log-params", program, "--json").output)
    assert [(each["line"], each["expression"]) for each in data["asked"]] == [
        (2, "tool.log_params")
    ]


def test_where_nothing_is_there_to_look_at_it_says_so(program):
    program.write_text("x = 1\n")
    assert "No Attribute is there" in try_("best-model-on-tuner", program).output


def test_a_mutator_that_is_not_finished_can_be_tried(program):
    (program.parent / "snippets").mkdir()
    (program.parent / "mutators").mkdir()
    CliRunner().invoke(main, ["new", "mutator", "no-run", "--area", "mlflow"])
    path = program.parent / "mutators/mlflow/no_run.py"
    text = path.read_text().replace("# TODO(change)", "# changed: TODO(change)")
    path.write_text(text.replace("TODO(call): the function's full name, such as ", ""))
    assert 'calls(node, "mlflow.log_param")' in path.read_text()
    program.write_text("import mlflow\nmlflow.log_param('a', 1)\n")
    result = try_(path, program)
    assert "+mlflow.log_param()" in result.output
    assert "It still has" in result.output


@pytest.mark.parametrize(
    ("mutator", "text", "status", "message"),
    [
        ("log-param-for-log-parms", PROGRAM, 2, "Did you mean log-param-for-log-params"),
        ("nowhere.py", PROGRAM, 2, "nowhere.py: there is no such file"),
        ("log-param-for-log-params", "x = (\n", 1, "is not Python"),
        ("log-param-for-log-params", None, 2, "neither a file nor a snippet"),
    ],
)
def test_a_mistake_is_told(program, mutator, text, status, message):
    program.write_text(text) if text else program.unlink()
    result = try_(mutator, program)
    assert result.exit_code == status
    assert message in result.output
