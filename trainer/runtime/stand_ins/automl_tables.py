"""AutoML for rows: imputes, encodes, trains a few scikit-learn models and ranks them.

The models are ranked by the primary metric on rows that they were not trained on.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from trainer.runtime.stand_ins.automl_data import Trials, as_pandas, check, refuse
from trainer.runtime.stand_ins.automl_results import AutoMLSummary

if TYPE_CHECKING:
    import pandas as pd

CLASSIFICATION_METRICS = ("f1", "log_loss", "precision", "accuracy", "roc_auc")
REGRESSION_METRICS = ("r2", "mae", "rmse", "mse")

_SKOPS = ["sklearn.tree._tree.Tree", "numpy.dtype"]


def run(
    task: str,
    dataset: Any,
    target: str,
    metric: str,
    columns: dict[str, Any],
    timeout_minutes: int | None,
    experiment: tuple[str | None, str | None],
    frameworks: list[str] | None,
    pos_label: Any = None,
    **refused: Any,
) -> AutoMLSummary:
    """`columns` are those that arguments name: exclude_cols, time_col, split_col, and so on."""
    classify = task == "classify"
    rows = as_pandas(dataset)
    metrics = CLASSIFICATION_METRICS if classify else REGRESSION_METRICS
    check(rows, {"target_col": target, **columns}, metric, metrics, timeout_minutes)
    refuse(**refused)
    if "sklearn" in (frameworks or []):
        raise ValueError("exclude_frameworks leaves no framework: this stand-in has sklearn only.")
    if not classify and not _is_number(rows[target]):
        raise ValueError(f"target_col: {target!r} is not a column of numbers.")
    rows = rows.dropna(subset=[target])
    parts = _split(rows, target, columns.get("time_col"), columns.get("split_col"), classify)
    dropped = [target, *(columns.get("exclude_cols") or [])]
    dropped += [columns[each] for each in ("split_col", "sample_weight_col") if columns.get(each)]
    features = [each for each in rows.columns if each not in dropped]
    trials = Trials(task, target, metric, *experiment)
    for estimator in _estimators(classify):
        _try(trials, estimator, parts, features, target, metric, classify, pos_label, columns)
    return trials.summary()


def _estimators(classify: bool) -> list[Any]:
    if classify:
        from sklearn.linear_model import LogisticRegression
        from sklearn.tree import DecisionTreeClassifier

        return [
            LogisticRegression(max_iter=500),
            LogisticRegression(C=0.01, max_iter=500),
            DecisionTreeClassifier(max_depth=2, random_state=0),
            DecisionTreeClassifier(max_depth=5, random_state=0),
        ]
    from sklearn.linear_model import LinearRegression, Ridge
    from sklearn.tree import DecisionTreeRegressor

    return [
        LinearRegression(),
        Ridge(alpha=10.0),
        DecisionTreeRegressor(max_depth=2, random_state=0),
        DecisionTreeRegressor(max_depth=5, random_state=0),
    ]


def _split(
    rows: pd.DataFrame, target: str, time_col: str | None, split_col: str | None, classify: bool
) -> dict[str, pd.DataFrame]:
    """60, 20 and 20 % of the rows; the last in time are for the test where there is a time."""
    if split_col is not None:
        names = ("train", "validate", "test")
        parts = {name: rows[rows[split_col] == name] for name in names}
        if any(part.empty for part in parts.values()):
            raise ValueError(f"split_col: {split_col!r} must hold each of {', '.join(names)}.")
        return parts
    from sklearn.model_selection import train_test_split

    if time_col is not None:
        rows = rows.sort_values(time_col)
        first, second = int(len(rows) * 0.6), int(len(rows) * 0.8)
        return {
            "train": rows[:first],
            "validate": rows[first:second],
            "test": rows[second:],
        }
    enough = classify and rows[target].value_counts().min() >= 5
    train, rest = train_test_split(
        rows, test_size=0.4, random_state=0, stratify=rows[target] if enough else None
    )
    validate, test = train_test_split(
        rest, test_size=0.5, random_state=0, stratify=rest[target] if enough else None
    )
    return {"train": train, "validate": validate, "test": test}


def _is_number(column: pd.Series) -> bool:
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    return bool(is_numeric_dtype(column) and not is_bool_dtype(column))


def _pipeline(estimator: Any, rows: pd.DataFrame, features: list[str]) -> Any:
    from pandas.api.types import is_datetime64_any_dtype
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers = [each for each in features if _is_number(rows[each])]
    texts = [
        each for each in features if each not in numbers and not is_datetime64_any_dtype(rows[each])
    ]
    prepare = ColumnTransformer(
        [
            ("numerical", make_pipeline(SimpleImputer(), StandardScaler()), numbers),
            (
                "onehot",
                make_pipeline(
                    SimpleImputer(strategy="most_frequent"),
                    OneHotEncoder(handle_unknown="ignore"),
                ),
                texts,
            ),
        ]
    )
    return make_pipeline(prepare, estimator)


def _try(
    trials: Trials,
    estimator: Any,
    parts: dict[str, pd.DataFrame],
    features: list[str],
    target: str,
    metric: str,
    classify: bool,
    pos_label: Any,
    columns: dict[str, Any],
) -> None:
    import mlflow
    from mlflow.models import infer_signature

    started = time.monotonic()
    train = parts["train"]
    model = _pipeline(estimator, train, features)
    weights = columns.get("sample_weight_col")
    step = model.steps[-1][0]
    extra = {f"{step}__sample_weight": train[weights]} if weights else {}
    model.fit(train[features], train[target], **extra)
    measured = {
        f"{prefix}_{name}": value
        for prefix, part in (("training", "train"), ("val", "validate"), ("test", "test"))
        for name, value in _measure(
            model, parts[part][features], parts[part][target], classify, pos_label
        ).items()
    }
    name = f"{metric}_score" if metric in ("f1", "precision", "accuracy", "r2") else metric
    signature = infer_signature(train[features], model.predict(train[features]))
    trials.add(
        description=str(estimator),
        params={
            f"classifier__{k}" if classify else f"regressor__{k}": v
            for k, v in estimator.get_params().items()
        },
        metrics=measured,
        score=f"val_{name}",
        log=lambda: mlflow.sklearn.log_model(
            model,
            name="model",
            signature=signature,
            input_example=None,
            skops_trusted_types=_SKOPS,
        ),
        started=started,
        preprocessors="impute, scale, one-hot encode",
    )


def _measure(
    model: Any, x: pd.DataFrame, y: pd.Series, classify: bool, pos_label: Any
) -> dict[str, float]:
    from sklearn import metrics as m

    predicted = model.predict(x)
    if not classify:
        mse = float(m.mean_squared_error(y, predicted))
        return {
            "r2_score": float(m.r2_score(y, predicted)),
            "mae": float(m.mean_absolute_error(y, predicted)),
            "mse": mse,
            "rmse": mse**0.5,
        }
    labels = list(model.classes_)
    chances = model.predict_proba(x)
    # Of two classes one is the positive one; of more, classes count by their rows.
    binary = len(labels) == 2
    positive = labels[1] if pos_label is None else pos_label
    how = {"average": "binary", "pos_label": positive} if binary else {"average": "weighted"}
    found = {
        "f1_score": float(m.f1_score(y, predicted, zero_division=0, **how)),
        "precision_score": float(m.precision_score(y, predicted, zero_division=0, **how)),
        "accuracy_score": float(m.accuracy_score(y, predicted)),
        "log_loss": float(m.log_loss(y, chances, labels=labels)),
    }
    if y.nunique() == len(labels):
        found["roc_auc"] = float(
            m.roc_auc_score(y == positive, chances[:, labels.index(positive)])
            if binary
            else m.roc_auc_score(y, chances, multi_class="ovr", average="weighted")
        )
    else:
        found["roc_auc"] = 0.5
    return found
