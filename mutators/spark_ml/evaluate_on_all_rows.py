"""Scores the frame that was split, instead of its test part.

The whole frame is still there under its name, and more rows seem to give a surer score. Nothing
raises: most of the rows are those that the model has learned from.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, replace_value


class EvaluateOnAllRows(Mutator):
    id = "evaluate-on-all-rows"
    title = "Scored on all rows"
    misconception = "The more rows a model is scored on, the better the score can be trusted."
    principle = (
        "The frame before the split holds the training rows too, which the model knows. Only the "
        "part held back shows how it does on new rows."
    )
    hint = "Which of these rows has the model seen before?"
    docs = "https://spark.apache.org/docs/latest/ml-tuning.html"
    prerequisites = ["evaluate-on-training-data"]
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml import Pipeline
            train_df, test_df = df.randomSplit([0.8, 0.2], seed=1)
            model = Pipeline(stages=[assembler, lr]).fit(train_df)
            rmse = evaluator.evaluate(model.transform(test_df))
            """,
            after="""
            from pyspark.ml import Pipeline
            train_df, test_df = df.randomSplit([0.8, 0.2], seed=1)
            model = Pipeline(stages=[assembler, lr]).fit(train_df)
            rmse = evaluator.evaluate(model.transform(df))
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import tuning as t
            rows = spark.table("flats")
            training, testing = rows.randomSplit(weights=[0.7, 0.3])
            best = t.CrossValidator(estimator=lr).fit(training).bestModel
            predictions = best.transform(dataset=testing)
            """,
            after="""
            from pyspark.ml import tuning as t
            rows = spark.table("flats")
            training, testing = rows.randomSplit(weights=[0.7, 0.3])
            best = t.CrossValidator(estimator=lr).fit(training).bestModel
            predictions = best.transform(dataset=rows)
            """,
        ),
    ]
    leaves = [
        # Preprocessing of the test rows is no score.
        Leaves(
            """
            from pyspark.ml.feature import StandardScaler
            train_df, test_df = df.randomSplit([0.8, 0.2], seed=1)
            scaler_model = StandardScaler(inputCol="x", outputCol="z").fit(train_df)
            scaled = scaler_model.transform(test_df)
            """
        ),
        # What the model has learned from is not to be seen.
        Leaves(
            """
            train_df, test_df = df.randomSplit([0.8, 0.2], seed=1)
            predictions = model.transform(test_df)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "transform":
            return
        rows = argument(node, "dataset", 0)
        if rows is None or not isinstance(rows.value, cst.Name):
            return
        whole = self._split_frame(rows.value, node)
        if whole and self._predicts(node.func.value):
            yield replace_value(node, rows, cst.Name(whole))

    def _predicts(self, model: cst.BaseExpression) -> bool:
        """Whether a fit of Spark made the model, and not only of preprocessing."""
        found = self.program.value_of(model) or model
        if isinstance(found, cst.Attribute) and found.attr.value == "bestModel":
            found = found.value
        kind = self.type_of(found) or ""
        return (
            kind.startswith("pyspark.ml.")
            and kind.endswith("Model")
            and not kind.startswith("pyspark.ml.feature.")
        )

    def _split_frame(self, part: cst.Name, use: cst.Call) -> str | None:
        """The name of the frame of which `part` is the last part of a split."""
        for call in self.program.calls:
            split = self.program.parent(call)
            if (
                not isinstance(call.func, cst.Attribute)
                or call.func.attr.value != "randomSplit"
                or not isinstance(whole := call.func.value, cst.Name)
                or not isinstance(split, cst.Assign)
                or not isinstance(left := split.targets[0].target, cst.Tuple | cst.List)
            ):
                continue
            last = left.elements[-1].value
            if (
                isinstance(last, cst.Name)
                and last.value == part.value
                and self.program.is_bound_once(part.value)
                and not self._is_bound_between(whole.value, split, use)
            ):
                return whole.value
        return None

    def _is_bound_between(self, name: str, split: cst.CSTNode, use: cst.CSTNode) -> bool:
        after, before = self.program.lines(split)[0], self.program.lines(use)[0]
        return any(
            after < self.program.lines(target)[0] <= before
            for target in m.findall(self.program.module, m.AssignTarget(target=m.Name(name)))
        )
