"""Logs a scikit-learn model with `mlflow.spark`.

On Databricks everything seems to be Spark. The flavor saves with Spark's own writer, and says that
it can "only save descendants of pyspark.ml.Model or pyspark.ml.Transformer".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument


class SparkFlavorForSklearn(Mutator):
    id = "spark-flavor-for-sklearn"
    title = "A scikit-learn model logged with mlflow.spark"
    misconception = "On a Spark platform every model is logged with the Spark flavor."
    principle = (
        "The flavor follows the library that the model comes from, not the platform that it runs "
        "on. `mlflow.spark` saves models of `pyspark.ml` and nothing else."
    )
    hint = "What decides about the flavor: where the model runs, or which library made it?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.spark.html#mlflow.spark.log_model"
    breaks = Raises("MlflowException", match=r"can only save descendants of pyspark\.ml\.Model")
    applies = [
        Applies(
            before="""
            import mlflow
            from sklearn.linear_model import LogisticRegression
            model = LogisticRegression()
            model.fit(X, y)
            mlflow.sklearn.log_model(model, name="model", signature=signature)
            """,
            after="""
            import mlflow
            from sklearn.linear_model import LogisticRegression
            model = LogisticRegression()
            model.fit(X, y)
            mlflow.spark.log_model(model, "model", signature=signature)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            from sklearn import ensemble
            forest = ensemble.RandomForestRegressor(n_estimators=5).fit(X, y)
            info = mf.sklearn.log_model(
                sk_model=forest,
                artifact_path="forest",
            )
            """,
            after="""
            import mlflow as mf
            from sklearn import ensemble
            forest = ensemble.RandomForestRegressor(n_estimators=5).fit(X, y)
            info = mf.spark.log_model(
                spark_model=forest,
                artifact_path="forest",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.sklearn.log_model(load_from_somewhere(), name="model")
            """
        ),
        Leaves(
            """
            from mlflow.sklearn import log_model
            from sklearn.linear_model import LogisticRegression
            log_model(LogisticRegression().fit(X, y), name="model")
            """
        ),
        Leaves(
            """
            import mlflow
            from sklearn.linear_model import LogisticRegression
            mlflow.sklearn.save_model(LogisticRegression().fit(X, y), "model")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.sklearn.log_model"):
            return
        if not isinstance(node.func, cst.Attribute) or not isinstance(
            node.func.value, cst.Attribute
        ):
            return
        model = argument(node, "sk_model", 0)
        if model is None or not (self.type_of(model.value) or "").startswith("sklearn."):
            return
        # The Spark flavor has another name for the model, and only the older one for `name`.
        names = {"sk_model": "spark_model", "name": "artifact_path"}
        known = {*names, "artifact_path", "input_example", "registered_model_name", "signature"}
        given = {arg.keyword.value for arg in node.args if arg.keyword is not None}
        path = argument(node, "name") or argument(node, "artifact_path", 1)
        if path is None or not given <= known or any(arg.star for arg in node.args):
            return
        args = []
        for arg in node.args:
            if arg is path and arg is node.args[1] and model.keyword is None:
                # As it is usually written: log_model(model, "model").
                arg = arg.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT)
            elif arg.keyword is not None and arg.keyword.value in names:
                arg = arg.with_changes(keyword=cst.Name(names[arg.keyword.value]))
            args.append(arg)
        module = node.func.value.with_changes(attr=cst.Name("spark"))
        yield node.with_changes(func=node.func.with_changes(value=module), args=args)
