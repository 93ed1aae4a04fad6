"""Reads from the estimator what its model has learned.

In scikit-learn `fit` leaves its results on the object itself. In Spark they are on the model that
`fit` returns, and the estimator has no such attribute: an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument

LEARNED = (
    "clusterCenters coefficientMatrix coefficients featureImportances intercept interceptVector "
    "labels labelsArray originalMax originalMin summary surrogateDF trees"
).split()
"""Attributes of fitted models that their estimators lack, in pyspark 4.3."""


class LearnedValueOnEstimator(Mutator):
    id = "learned-value-on-estimator"
    title = "A learned value of the estimator"
    misconception = "`fit` leaves what it has learned on the object on which it was called."
    principle = (
        "`fit` changes nothing in the estimator. What was learned, such as coefficients, labels or "
        "importances, is on the model that `fit` returns, or on a stage of the fitted pipeline."
    )
    hint = "Which of the two objects has seen the training rows?"
    docs = "https://spark.apache.org/docs/latest/ml-pipeline.html#estimators"
    prerequisites = ["transform-on-estimator"]
    breaks = Raises("AttributeError", match=rf"object has no attribute '({'|'.join(LEARNED)})'")
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import StringIndexer
            indexer = StringIndexer(inputCol="plan", outputCol="plan_i")
            indexer_model = indexer.fit(df)
            print(indexer_model.labels)
            """,
            after="""
            from pyspark.ml.feature import StringIndexer
            indexer = StringIndexer(inputCol="plan", outputCol="plan_i")
            indexer_model = indexer.fit(df)
            print(indexer.labels)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import Pipeline, regression as r
            forest = r.RandomForestRegressor(labelCol="price")
            fitted = Pipeline(stages=[assembler, forest]).fit(train_df)
            weights = fitted.stages[-1].featureImportances
            """,
            after="""
            from pyspark.ml import Pipeline, regression as r
            forest = r.RandomForestRegressor(labelCol="price")
            fitted = Pipeline(stages=[assembler, forest]).fit(train_df)
            weights = forest.featureImportances
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from sklearn.linear_model import LogisticRegression
            lr = LogisticRegression()
            model = lr.fit(X, y)
            print(model.coefficients)
            """
        ),
        # The stage has no name of its own.
        Leaves(
            """
            from pyspark.ml import Pipeline
            from pyspark.ml.classification import LogisticRegression
            model = Pipeline(stages=[assembler, LogisticRegression()]).fit(train_df)
            print(model.stages[-1].coefficients)
            """
        ),
    ]

    def mutate_Attribute(self, node: cst.Attribute) -> Iterator[cst.Attribute]:
        if node.attr.value not in LEARNED:
            return
        model = self.program.value_of(node.value) or node.value
        if isinstance(model, cst.Subscript):
            estimator = self._stage(model)
        elif isinstance(model, cst.Call) and isinstance(node.value, cst.Name):
            estimator = self._fitted(model)
        else:
            return
        if (
            isinstance(estimator, cst.Name)
            and self.program.is_bound_once(estimator.value)
            and (self.type_of(estimator) or "").startswith("pyspark.ml.")
        ):
            yield node.with_changes(value=cst.Name(estimator.value))

    def _fitted(self, fit: cst.BaseExpression | None) -> cst.BaseExpression | None:
        """The estimator of a call of `fit`."""
        if not isinstance(fit, cst.Call) or not isinstance(fit.func, cst.Attribute):
            return None
        return fit.func.value if fit.func.attr.value == "fit" and len(fit.args) == 1 else None

    def _stage(self, node: cst.Subscript) -> cst.BaseExpression | None:
        """The estimator in a pipeline's list that a stage of the fitted pipeline comes from."""
        if not isinstance(node.value, cst.Attribute) or node.value.attr.value != "stages":
            return None
        fit = self.program.value_of(node.value.value) or node.value.value
        pipeline = self._fitted(fit)
        made = pipeline and (self.program.value_of(pipeline) or pipeline)
        if not isinstance(made, cst.Call) or not self.calls(made, "pyspark.ml.Pipeline"):
            return None
        stages = argument(made, "stages")
        elements = self.program.elements(stages.value) if stages else None
        index = node.slice[0].slice
        if not elements or not isinstance(index, cst.Index):
            return None
        at = index.value
        sign = 1
        if isinstance(at, cst.UnaryOperation) and isinstance(at.operator, cst.Minus):
            sign, at = -1, at.expression
        if not isinstance(at, cst.Integer):
            return None
        number = sign * at.evaluated_value
        return elements[number] if -len(elements) <= number < len(elements) else None
