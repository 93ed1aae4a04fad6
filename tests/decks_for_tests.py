"""A small deck for the tests of the learner's half, with evidence as if it had been run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trainer.decks.deck import Deck
from trainer.decks.evidence import evidence_path, write_evidence
from trainer.decks.keys import content_key
from trainer.decks.snippets import read_snippet
from trainer.model import Baseline, Evidence, Proof, Verdict

TUNE = """\
from pyspark.ml import Pipeline
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.feature import StringIndexer, VectorAssembler
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder

indexer = StringIndexer(inputCol="category", outputCol="category_index")
assembler = VectorAssembler(
    inputCols=["category_index", "amount"], outputCol="features"
)
lr = LogisticRegression(labelCol="label", maxIter=5)
pipeline = Pipeline(stages=[indexer, assembler, lr])
grid = ParamGridBuilder().addGrid(lr.regParam, [0.01, 0.1]).build()
cv = CrossValidator(
    estimator=pipeline,
    estimatorParamMaps=grid,
    evaluator=BinaryClassificationEvaluator(),
    numFolds=3,
)
cv_model = cv.fit(train_df)
best_model = cv_model.bestModel
predictions = best_model.transform(test_df)"""

SPLIT = """\
train_df, test_df = sales_df.randomSplit([0.8, 0.2], seed=42)
model = pipeline.fit(train_df)
predictions = model.transform(test_df)
rmse = evaluator.evaluate(predictions)"""

LOG = """\
import mlflow
from mlflow.models import infer_signature

with mlflow.start_run(run_name="baseline") as run:
    mlflow.log_params({"max_depth": 4, "n_estimators": 50})
    model.fit(X_train, y_train)
    signature = infer_signature(X_train, model.predict(X_train))
    mlflow.log_metric("f1", f1_score(y_test, model.predict(X_test)))
    mlflow.sklearn.log_model(model, name="model", signature=signature)"""

LONG_MESSAGE = (
    "[CANNOT_FIND_COLUMN] A column or function parameter with name `category_index` cannot be "
    "resolved. Did you mean one of the following? [`category`, `amount`, `label`]\n"
    "'Project ['category_index]\n+- LogicalRDD [category#…, amount#…, label#…]"
)


class Clock:
    """A clock that stands still unless it is told to move on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@dataclass(frozen=True)
class Bug:
    """One mutant of the deck; `old` and `new` are texts within the program's line `line`."""

    snippet: str
    mutator: str
    line: int
    old: str
    new: str
    exception: str
    message: str
    raised_by: int | None
    verdict: Verdict = Verdict.CONFIRMED


SNIPPETS = {
    "tune_pipeline": ("spark-ml", "Tune a whole pipeline with CrossValidator", TUNE),
    "split_and_score": ("spark-ml", "Split, fit and score", SPLIT),
    "log_run": ("databricks-ml", "Log a run with its model", LOG),
}
GIVEN = {
    "tune_pipeline": {
        "train_df": "DataFrame[category: string, amount: double, label: double]",
        "test_df": "DataFrame[category: string, amount: double, label: double]",
    },
    "split_and_score": {
        "sales_df": "DataFrame[size: double, price: double]",
        "pipeline": "Pipeline",
        "evaluator": "RegressionEvaluator",
    },
    "log_run": {
        "model": "RandomForestClassifier",
        "X_train": "DataFrame (80 rows): amount float64, age int64",
        "y_train": "Series (80 rows): int64",
        "X_test": "DataFrame (20 rows): amount float64, age int64",
        "y_test": "Series (20 rows): int64",
        "f1_score": "function",
    },
}
BUGS = [
    Bug(
        "tune_pipeline",
        "best-params-for-best-model",
        21,
        "bestModel",
        "best_params",
        "AttributeError",
        "'CrossValidatorModel' object has no attribute 'best_params'",
        21,
    ),
    Bug(
        "tune_pipeline",
        "grid-without-build",
        13,
        ".build()",
        "",
        "TypeError",
        'Invalid param value given for param "estimatorParamMaps". Could not convert '
        "<class 'pyspark.ml.tuning.ParamGridBuilder'> to list",
        14,
    ),
    Bug(
        "tune_pipeline",
        "stage-for-pipeline-in-tuner",
        15,
        "pipeline",
        "lr",
        "IllegalArgumentException",
        "features does not exist. Available: category, amount, label",
        20,
    ),
    Bug(
        "tune_pipeline",
        "stages-out-of-order",
        12,
        "[indexer, assembler, lr]",
        "[assembler, indexer, lr]",
        "AnalysisException",
        LONG_MESSAGE,
        20,
    ),
    Bug(
        "tune_pipeline",
        "transform-on-training-rows",
        22,
        "test_df",
        "train_df",
        "AssertionError",
        "the predictions are of the rows that the model was trained on",
        None,
    ),
    Bug(
        "split_and_score",
        "transform-on-training-rows",
        3,
        "test_df",
        "train_df",
        "AssertionError",
        "the score comes from the training rows",
        None,
    ),
    Bug(
        "split_and_score",
        "transform-on-estimator",
        3,
        "model",
        "pipeline",
        "AttributeError",
        "'Pipeline' object has no attribute 'transform'",
        3,
    ),
    Bug(
        "split_and_score",
        "seed-left-out",
        1,
        ", seed=42",
        "",
        "AssertionError",
        "the split differs from one execution to the next",
        None,
        Verdict.SURVIVED,
    ),
    Bug(
        "log_run",
        "log-param-for-log-params",
        5,
        "log_params",
        "log_param",
        "TypeError",
        "log_param() missing 1 required positional argument: 'value'",
        5,
    ),
    Bug(
        "log_run",
        "log-artifact-for-log-model",
        9,
        'mlflow.sklearn.log_model(model, name="model", signature=signature)',
        "mlflow.log_artifact(model)",
        "TypeError",
        "expected str, bytes or os.PathLike object, not RandomForestClassifier",
        9,
    ),
    Bug(
        "log_run",
        "metric-logged-as-param",
        8,
        "log_metric",
        "log_param",
        "AssertionError",
        "the run holds no metric f1",
        None,
    ),
]

MUTATOR = '''"""Breaks what the title says."""

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, Raises


class Idea(Mutator):
    id = "{id}"
    title = "{title}"
    misconception = "One believes this: {title}."
    principle = "Not so: {title} breaks, because the two are not the same thing."
    hint = "What does each call really want: {title}?"
    docs = "https://spark.apache.org/docs/latest/ml-tuning.html"
    breaks = FailsCheck()
    applies = []
    leaves = []
'''


def make_deck(root: Path) -> Deck:
    """Writes the deck with fresh evidence."""
    deck = Deck(root)
    for mutator in dict.fromkeys(bug.mutator for bug in BUGS):
        write_mutator(deck, mutator)
    for name, (domain, title, code) in SNIPPETS.items():
        path = root / "snippets" / domain.replace("-", "_") / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            "# /// snippet\n"
            f'# title = "{title}"\n# domain = "{domain}"\n# objectives = ["pipeline"]\n'
            '# docs = "https://spark.apache.org/docs/latest/ml-tuning.html"\n# requires = []\n'
            f"# ///\n\n# %% given\n1\n\n# %% snippet\n{code}\n\n# %% check\nassert True\n"
        )
        prove(deck, name)
    return deck


def write_mutator(deck: Deck, mutator: str) -> None:
    path = deck.root / "mutators" / "area" / f"{mutator.replace('-', '_')}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(MUTATOR.format(id=mutator, title=mutator.replace("-", " ")))


def prove(deck: Deck, name: str, **changes: object) -> None:
    """Writes the evidence of one snippet; `changes` are fields of Evidence that differ."""
    path = snippet_path(deck, name)
    mutants = tuple(_proof(bug) for bug in BUGS if bug.snippet == name)
    used = {proof.mutator for proof in changes.get("mutants", mutants)}  # type: ignore[attr-defined]
    paths = [deck.mutator_path(mutator) for mutator in used]
    evidence = Evidence(
        content=content_key(read_snippet(path), [each for each in paths if each]),
        environment="python-3.11",
        versions={"python": "3.11"},
        baseline=Baseline(verdict=None, seconds=1.0),
        given=GIVEN[name],
        mutants=mutants,
    )
    write_evidence(evidence_path(path), replace(evidence, **changes))  # type: ignore[arg-type]


def snippet_path(deck: Deck, name: str) -> Path:
    return deck.root / "snippets" / SNIPPETS[name][0].replace("-", "_") / f"{name}.py"


def _proof(bug: Bug) -> Proof:
    code = SNIPPETS[bug.snippet][2].split("\n")
    before = code[bug.line - 1]
    assert bug.old in before, bug
    after = before.replace(bug.old, bug.new, 1)
    shown = [*code[: bug.line - 1], after, *code[bug.line :]]
    traceback = None
    if bug.raised_by is not None:
        traceback = (
            "Traceback (most recent call last):\n"
            f'  File "<snippet>", line {bug.raised_by}, in <module>\n'
            f"    {shown[bug.raised_by - 1].strip()}\n"
            f"{bug.exception}: {bug.message}"
        )
    return Proof(
        id=f"{bug.snippet}/{bug.mutator}/1",
        mutator=bug.mutator,
        verdict=bug.verdict,
        span=(bug.line, bug.line),
        before=before,
        after=after,
        exception=bug.exception,
        message=bug.message,
        line=bug.raised_by,
        traceback=traceback,
        ran_on="local",
        seconds=0.1,
    )
