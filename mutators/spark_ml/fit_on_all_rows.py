"""Fits an estimator on the frame that was split, instead of on its training part.

The whole frame is still at hand under its name. Nothing raises; the estimator has seen the rows
that are to judge it, and the score is too good.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, replace_value


class FitOnAllRows(Mutator):
    id = "fit-on-all-rows"
    title = "Fitted before the split"
    misconception = (
        "Once the rows are split it does no harm to fit on all of them: more rows make a better "
        "model."
    )
    principle = (
        "What is fitted on the whole frame has seen the test rows too: their score says nothing "
        "about new rows. Only the training part is for fitting, preprocessing included."
    )
    hint = "Which rows has the model seen when the test rows come?"
    docs = "https://scikit-learn.org/stable/common_pitfalls.html#data-leakage"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml import Pipeline
            train_df, test_df = df.randomSplit([0.8, 0.2], seed=1)
            model = Pipeline(stages=[assembler, lr]).fit(train_df)
            predictions = model.transform(test_df)
            """,
            after="""
            from pyspark.ml import Pipeline
            train_df, test_df = df.randomSplit([0.8, 0.2], seed=1)
            model = Pipeline(stages=[assembler, lr]).fit(df)
            predictions = model.transform(test_df)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import regression as r
            rows = spark.table("flats")
            [training, testing] = rows.randomSplit(weights=[0.7, 0.3])
            model = r.LinearRegression(labelCol="rent").fit(dataset=assembled(training))
            """,
            after="""
            from pyspark.ml import regression as r
            rows = spark.table("flats")
            [training, testing] = rows.randomSplit(weights=[0.7, 0.3])
            model = r.LinearRegression(labelCol="rent").fit(dataset=assembled(rows))
            """,
        ),
    ]
    leaves = [
        # A number of scikit-learn is no part of a Spark frame.
        Leaves(
            """
            from sklearn.linear_model import LinearRegression
            train_df, test_df = df.randomSplit([0.8, 0.2])
            model = LinearRegression().fit(train_df)
            """
        ),
        # The name means something else by the time of the fit.
        Leaves(
            """
            from pyspark.ml.regression import LinearRegression
            train_df, test_df = df.randomSplit([0.8, 0.2])
            df = other
            model = LinearRegression().fit(train_df)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "fit":
            return
        rows = argument(node, "dataset", 0)
        if rows is None or not (self.type_of(node) or "").startswith("pyspark.ml."):
            return
        for name in [rows.value, *m.findall(rows.value, m.Name())]:
            whole = self._split_frame(name, node) if isinstance(name, cst.Name) else None
            if whole:
                value = rows.value.deep_replace(name, cst.Name(whole))
                assert isinstance(value, cst.BaseExpression)
                yield replace_value(node, rows, value)
                return

    def _split_frame(self, part: cst.Name, fit: cst.Call) -> str | None:
        """The name of the frame of which `part` is the first part of a split."""
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
            first = left.elements[0].value
            if (
                isinstance(first, cst.Name)
                and first.value == part.value
                and self.program.is_bound_once(part.value)
                and not self._is_bound_between(whole.value, split, fit)
            ):
                return whole.value
        return None

    def _is_bound_between(self, name: str, split: cst.CSTNode, fit: cst.CSTNode) -> bool:
        after, before = self.program.lines(split)[0], self.program.lines(fit)[0]
        return any(
            after < self.program.lines(target)[0] <= before
            for target in m.findall(self.program.module, m.AssignTarget(target=m.Name(name)))
        )
