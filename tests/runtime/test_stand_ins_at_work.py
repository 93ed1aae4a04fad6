"""The stand-ins at work: AutoML trains, features are joined, and runs say that one was used."""

import pytest

from trainer.model import Ending

pytestmark = pytest.mark.engine

GIVEN = """from databricks.feature_engineering import FeatureEngineeringClient as _Client
fe = _Client()
customers = spark.createDataFrame([(1, 5.0), (2, 7.0)], "id long, calls double")
"""


def failing(outcomes):
    return [(each.ending, each.exception, each.message) for each in outcomes]


def test_only_runs_that_used_a_stand_in_say_so(engine, lines):
    runs, outcomes = lines(
        engine, "a = 1\nfrom databricks import automl\nb = 2", [(1, "a = 1 / 0"), (3, "b = 1 / 0")]
    )
    assert runs.baseline.ran_on == "stand-in"
    assert [each.ran_on for each in outcomes] == ["local", "stand-in"]


def test_a_feature_table_is_merged_by_its_keys(engine, lines):
    code = """fe.create_table(name="ml.f.customers", primary_keys=["id"], df=customers)
newer = spark.createDataFrame([(2, 9.0), (3, 1.0)], customers.schema)
fe.write_table(name="ml.f.customers", df=newer)
rows = {row.id: row.calls for row in spark.table("ml.f.customers").collect()}
counted = spark.sql("SELECT count(*) AS n FROM ml.f.customers").first().n"""
    check = "assert (rows, counted) == ({1: 5.0, 2: 9.0, 3: 1.0}, 3), (rows, counted)"
    runs, outcomes = lines(
        engine,
        code,
        [
            (4, 'rows = spark.table("ml.f.nothing").collect()'),
            (1, 'fe.create_table(name="ml.f.other", primary_keys=["id"], df=customers)'),
        ],
        given=GIVEN,
        check=check,
    )
    assert runs.baseline.ending is Ending.PASSED, runs.baseline
    # The second does not find the table of the snippet itself.
    assert [each.exception for each in outcomes] == ["AnalysisException", "ValueError"]


def test_features_are_those_of_the_time_that_is_asked_for(engine, lines):
    code = """from databricks.feature_engineering import FeatureLookup
fe.create_table(name="ml.f.balances", primary_keys=["id", "at"], timeseries_column="at", df=past)
lookup = FeatureLookup("ml.f.balances", lookup_key="id", timestamp_lookup_key="seen")
frame = fe.create_training_set(df=events, feature_lookups=[lookup], label="y").load_df()
found = sorted((row.y, row.balance) for row in frame.where("balance is not null").collect())
missing = frame.where("balance is null").count()"""
    given = f"""{GIVEN}
from datetime import datetime
day = lambda number: datetime(2026, 1, number)
past = spark.createDataFrame(
    [(1, day(1), 10.0), (1, day(5), 50.0)], "id long, at timestamp, balance double"
)
events = spark.createDataFrame(
    [(1, day(4), 0), (1, day(5), 1), (2, day(5), 2)], "id long, seen timestamp, y long"
)
"""
    runs, outcomes = lines(
        engine,
        code,
        [
            (3, 'lookup = FeatureLookup("ml.f.balances", lookup_key="id")'),
            (
                3,
                "from datetime import timedelta; lookup = FeatureLookup('ml.f.balances', 'id', "
                "timestamp_lookup_key='seen', lookback_window=timedelta(days=1))",
            ),
        ],
        given=given,
        check="assert (found, missing) == ([(0, 10.0), (1, 50.0)], 1), (found, missing)",
    )
    assert runs.baseline.ending is Ending.PASSED, runs.baseline
    assert outcomes[0].exception == "ValueError"
    assert outcomes[1].message == "([(1, 50.0)], 2)"


def test_a_model_looks_its_features_up_but_takes_given_ones(engine, lines):
    code = """import mlflow
from databricks.feature_engineering import FeatureLookup
from sklearn.linear_model import LinearRegression
fe.create_table(name="ml.f.customers", primary_keys=["id"], df=customers)
lookups = [FeatureLookup(table_name="ml.f.customers", lookup_key="id")]
training_set = fe.create_training_set(
    df=labels, feature_lookups=lookups, label="y", exclude_columns=["id"]
)
rows = training_set.load_df().toPandas()
model = LinearRegression().fit(rows[["calls"]], rows["y"])
with mlflow.start_run() as run:
    fe.log_model(
        model=model, artifact_path="model", flavor=mlflow.sklearn, training_set=training_set
    )
uri = f"runs:/{run.info.run_id}/model"
looked_up = fe.score_batch(model_uri=uri, df=labels.select("id")).first().prediction
given = labels.selectExpr("id", "100.0D AS calls")
overridden = fe.score_batch(model_uri=uri, df=given).first().prediction"""
    runs, outcomes = lines(
        engine,
        code,
        [(15, "uri = mlflow.sklearn.log_model(model, name='other').model_uri")],
        given=GIVEN + "labels = spark.createDataFrame([(1, 10.0), (2, 14.0)], 'id long, y double')",
        check="assert (round(looked_up), round(overridden)) == (10, 200), (looked_up, overridden)",
    )
    assert runs.baseline.ending is Ending.PASSED, runs.baseline
    assert outcomes[0].exception == "ValueError"


def test_automl_ranks_its_trials_by_the_primary_metric_and_logs_them(engine, lines):
    code = """from databricks import automl
summary = automl.regress(rows, target_col="bill", primary_metric="rmse")
scores = [trial.metrics["val_rmse"] for trial in summary.trials]"""
    check = """import mlflow
assert scores == sorted(scores) and len(set(scores)) > 1, scores
best = summary.best_trial
assert best.evaluation_metric_score == scores[0]
assert abs(best.load_model().predict(rows[:1])[0] - 1.0) < 0.01
assert mlflow.get_run(best.mlflow_run_id).info.experiment_id == summary.experiment.experiment_id
assert mlflow.pyfunc.load_model(best.model_path).predict(rows[["calls"]][:1])[0] < 1.01"""
    runs, outcomes = lines(
        engine,
        code,
        [
            (2, 'summary = automl.regress(rows, target_col="bil")'),
            (2, 'summary = automl.regress(rows, target_col="bill", primary_metric="f1")'),
            (2, 'summary = automl.regress(rows, "bill")'),
            (2, 'summary = automl.regress(rows, target_col="bill", max_trials=5)'),
        ],
        given="import pandas as pd\nrows = pd.DataFrame({'calls': [float(i) for i in range(40)]})\n"
        "rows['bill'] = rows.calls * 2 + 1",
        check=check,
    )
    assert runs.baseline.ending is Ending.PASSED, runs.baseline
    assert [each.exception for each in outcomes] == [
        "ValueError",
        "ValueError",
        "TypeError",
        "TypeError",
    ]


def test_a_forecast_goes_on_with_the_season(engine, lines):
    code = """from databricks import automl
summary = automl.forecast(past, target_col="y", time_col="ds", horizon=7, frequency="D")
coming = list(summary.best_trial.load_model().predict(asked))"""
    runs, outcomes = lines(
        engine,
        code,
        [
            (2, 'summary = automl.forecast(past, target_col="y", time_col="ds", horizon="7 days")'),
            (2, 'summary = automl.forecast(past, target_col="y", horizon=7)'),
        ],
        given="import pandas as pd\n"
        "past = pd.DataFrame({'ds': pd.date_range('2026-01-01', periods=28)})\n"
        "past['y'] = [float(i % 7) for i in range(28)]\n"
        "asked = pd.DataFrame({'ds': pd.date_range('2026-01-29', periods=3)})",
        check="assert coming == [0.0, 1.0, 2.0], coming",
    )
    assert runs.baseline.ending is Ending.PASSED, runs.baseline
    assert [each.exception for each in outcomes] == ["TypeError", "TypeError"]
