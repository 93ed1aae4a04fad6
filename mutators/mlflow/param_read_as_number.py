"""Uses a parameter of a run as if it had kept its type.

A number goes in, so one expects a number back. MLflow keeps every parameter as text, and a
scikit-learn estimator refuses it when it is fitted: "must be a float … Got '2.5' instead".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class ParamReadAsNumber(Mutator):
    id = "param-read-as-number"
    title = "A run's parameter used as a number"
    misconception = "A parameter that was logged as a number is a number when it is read again."
    principle = (
        "MLflow stores parameters as text, and `run.data.params` holds strings. Whoever needs a "
        "number has to convert it; only metrics come back as numbers."
    )
    hint = "In which type does the tracking store keep a parameter, whatever was logged?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.entities.html#mlflow.entities.RunData"
    breaks = Raises(
        "InvalidParameterError", match=r"The '\w+' parameter of \w+ must be .* Got '.*' instead"
    )
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            from sklearn.linear_model import LogisticRegression
            run = MlflowClient().get_run(run_id)
            best_c = float(run.data.params["C"])
            model = LogisticRegression(C=best_c)
            model.fit(X, y)
            """,
            after="""
            from mlflow import MlflowClient
            from sklearn.linear_model import LogisticRegression
            run = MlflowClient().get_run(run_id)
            best_c = run.data.params["C"]
            model = LogisticRegression(C=best_c)
            model.fit(X, y)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            from sklearn import ensemble
            best = mf.get_run(run_id)
            forest = ensemble.RandomForestRegressor(
                n_estimators=int(best.data.params["n_estimators"]),
                random_state=0,
            ).fit(X, y)
            """,
            after="""
            import mlflow as mf
            from sklearn import ensemble
            best = mf.get_run(run_id)
            forest = ensemble.RandomForestRegressor(
                n_estimators=best.data.params["n_estimators"],
                random_state=0,
            ).fit(X, y)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            run = mlflow.get_run(run_id)
            print(float(run.data.params["C"]))
            """
        ),
        Leaves(
            """
            from sklearn.linear_model import LogisticRegression
            model = LogisticRegression(C=float(config.data.params["C"])).fit(X, y)
            """
        ),
        Leaves(
            """
            import mlflow
            from sklearn.linear_model import LogisticRegression
            run = mlflow.get_run(run_id)
            model = LogisticRegression(C=float(run.data.metrics["C"])).fit(X, y)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if not isinstance(node.func, cst.Name) or node.func.value not in ("int", "float"):
            return
        if self.qualified_name(node.func) is not None or len(node.args) != 1:
            return
        param = node.args[0].value
        if (
            isinstance(param, cst.Subscript)
            and self.qualified_name(param.value)
            in ("mlflow.entities.Run.data.params", "mlflow.ActiveRun.data.params")
            and self._is_fitted_with(node)
        ):
            yield param

    def _is_fitted_with(self, number: cst.Call) -> bool:
        """Whether a scikit-learn estimator that is fitted later is constructed with this number."""
        calls = self.program.calls
        fitted = {
            self.program.value_of(call.func.value) or call.func.value
            for call in calls
            if isinstance(call.func, cst.Attribute) and call.func.attr.value == "fit"
        }
        for call in calls:
            kind = self.qualified_name(call.func) or ""
            if kind.startswith("sklearn.") and kind.rpartition(".")[2][:1].isupper():
                values = [arg.value for arg in call.args if arg.keyword is not None]
                given = any(
                    value is number or self.program.value_of(value) is number for value in values
                )
                if given and call in fitted:
                    return True
        return False
