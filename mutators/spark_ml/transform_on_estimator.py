"""Calls `transform` of the estimator instead of the model that `fit` returned.

scikit-learn's `fit` changes the object on which it is called, which can transform from then on.
Spark's estimators have no method `transform`: an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class TransformOnEstimator(Mutator):
    id = "transform-on-estimator"
    title = "transform of an estimator"
    misconception = (
        "`fit` trains the estimator in place, after which the same object can transform rows."
    )
    principle = (
        "An estimator has `fit` and no `transform`; `fit` returns a model, a new object, and that "
        "is the transformer."
    )
    hint = "Which of the two, estimator or model, adds columns to a DataFrame?"
    docs = "https://spark.apache.org/docs/latest/ml-pipeline.html#estimators"
    breaks = Raises("AttributeError", match=r"object has no attribute 'transform'")
    applies = [
        Applies(
            before="""
            from pyspark.ml import Pipeline
            pipeline = Pipeline(stages=[assembler, lr])
            model = pipeline.fit(train_df)
            predictions = model.transform(test_df)
            """,
            after="""
            from pyspark.ml import Pipeline
            pipeline = Pipeline(stages=[assembler, lr])
            model = pipeline.fit(train_df)
            predictions = pipeline.transform(test_df)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import feature as F
            indexed = F.StringIndexer(inputCol="a", outputCol="a_idx").fit(df).transform(df)
            """,
            after="""
            from pyspark.ml import feature as F
            indexed = F.StringIndexer(inputCol="a", outputCol="a_idx").transform(df)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from sklearn.preprocessing import StandardScaler
            scaler = StandardScaler()
            fitted = scaler.fit(X_train)
            X_scaled = fitted.transform(X_test)
            """
        ),
        # The estimator's name means the model by then.
        Leaves(
            """
            from pyspark.ml.classification import LogisticRegression
            lr = LogisticRegression()
            lr = lr.fit(train_df)
            predictions = lr.transform(test_df)
            """
        ),
        Leaves("predictions = model.transform(test_df)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        method = node.func
        if not isinstance(method, cst.Attribute) or method.attr.value != "transform":
            return
        fit = method.value
        if isinstance(fit, cst.Name):
            fit = self.program.value_of(fit) or fit
        if not isinstance(fit, cst.Call) or not isinstance(fit.func, cst.Attribute):
            return
        estimator = fit.func.value
        if (
            fit.func.attr.value != "fit"
            or len(fit.args) != 1  # with a list of param maps, `fit` returns a list of models
            or not (self.type_of(fit) or "").startswith("pyspark.ml.")
        ):
            return
        if fit is not method.value and not (
            isinstance(estimator, cst.Name) and self.program.is_bound_once(estimator.value)
        ):
            return
        yield node.with_changes(func=method.with_changes(value=estimator))
