"""Logs the last step of a pipeline in place of the pipeline.

The estimator is fitted and can be logged. Loaded again it gets features that nobody scaled, and
predicts from them.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, replace_value


class LastStepLogged(Mutator):
    id = "last-step-logged"
    title = "The estimator without its pipeline"
    misconception = "The model is the estimator; what prepares its features need not be logged."
    principle = (
        "The logged model must take what will be scored. A fitted pipeline holds both the "
        "preparation and the estimator, so log the whole pipeline."
    )
    hint = "Who prepares the features after this model was loaded somewhere else?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.sklearn.html#mlflow.sklearn.log_model"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            from sklearn.linear_model import LogisticRegression
            from sklearn.pipeline import Pipeline
            from sklearn.preprocessing import StandardScaler
            model = Pipeline([("scaler", StandardScaler()), ("lr", LogisticRegression())])
            model.fit(X, y)
            mlflow.sklearn.log_model(model, name="model")
            """,
            after="""
            import mlflow
            from sklearn.linear_model import LogisticRegression
            from sklearn.pipeline import Pipeline
            from sklearn.preprocessing import StandardScaler
            model = Pipeline([("scaler", StandardScaler()), ("lr", LogisticRegression())])
            model.fit(X, y)
            mlflow.sklearn.log_model(model[-1], name="model")
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            from sklearn import linear_model as lm
            from sklearn import pipeline as p, preprocessing as pre
            pipe = p.make_pipeline(pre.MinMaxScaler(), lm.Ridge())
            fitted = pipe.fit(X, y)
            mf.sklearn.log_model(sk_model=pipe, artifact_path="model")
            """,
            after="""
            import mlflow as mf
            from sklearn import linear_model as lm
            from sklearn import pipeline as p, preprocessing as pre
            pipe = p.make_pipeline(pre.MinMaxScaler(), lm.Ridge())
            fitted = pipe.fit(X, y)
            mf.sklearn.log_model(sk_model=pipe[-1], artifact_path="model")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            from sklearn.linear_model import Ridge
            from sklearn.pipeline import make_pipeline
            from sklearn.preprocessing import PolynomialFeatures
            model = make_pipeline(PolynomialFeatures(2), Ridge()).fit(X, y)
            mlflow.sklearn.log_model(model, name="model")
            """
        ),
        Leaves(
            """
            import mlflow
            from pyspark.ml import Pipeline
            model = Pipeline(stages=[assembler, lr]).fit(train_df)
            mlflow.spark.log_model(model, "model")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.sklearn.log_model"):
            return
        model = argument(node, "sk_model", 0)
        if model is None or not isinstance(model.value, cst.Name):
            return
        if self._only_scales(self.program.value_of(model.value)):
            last = cst.UnaryOperation(cst.Minus(), cst.Integer("1"))
            index = cst.SubscriptElement(cst.Index(last))
            yield replace_value(node, model, cst.Subscript(model.value, [index]))

    def _only_scales(self, made: cst.BaseExpression | None) -> bool:
        """Whether a pipeline keeps the number of features, so that its estimator runs alone."""
        if not isinstance(made, cst.Call):
            return False
        if isinstance(made.func, cst.Attribute) and made.func.attr.value == "fit":
            return self._only_scales(made.func.value)
        if self.calls(made, "sklearn.pipeline.make_pipeline"):
            steps = [arg.value for arg in made.args if arg.keyword is None]
        elif self.calls(made, "sklearn.pipeline.Pipeline") and made.args:
            pairs = self.program.elements(made.args[0].value) or []
            steps = [(self.program.elements(pair) or [pair])[-1] for pair in pairs]
        else:
            return False
        kinds = [(self.type_of(step) or "").rpartition(".")[2] for step in steps[:-1]]
        return bool(kinds) and all(kind.endswith("Scaler") for kind in kinds)
