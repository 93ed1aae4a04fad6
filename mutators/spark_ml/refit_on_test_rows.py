"""Fits a preprocessing stage anew on the test rows.

scikit-learn's `fit_transform` has made the pair of fit and transform a habit. Nothing raises: the
test rows are filled, scaled or cut by their own statistics, unlike the rows that were learned from.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument

HELD_BACK = ("test", "valid", "holdout", "held")


class RefitOnTestRows(Mutator):
    id = "refit-on-test-rows"
    title = "Preprocessing fitted again for the test"
    misconception = (
        "Each part of the rows is prepared for itself: fitted and transformed, the test part too."
    )
    principle = (
        "Preprocessing is fitted once, on the training rows. The test rows go through the same "
        "fitted stage, so that a value means the same in both parts."
    )
    hint = "By whose mean, range or quantiles are the test rows transformed?"
    docs = "https://scikit-learn.org/stable/common_pitfalls.html#inconsistent-preprocessing"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import StandardScaler
            scaler = StandardScaler(inputCol="features", outputCol="scaled")
            scaler_model = scaler.fit(train_df)
            scaled_test = scaler_model.transform(test_df)
            """,
            after="""
            from pyspark.ml.feature import StandardScaler
            scaler = StandardScaler(inputCol="features", outputCol="scaled")
            scaler_model = scaler.fit(train_df)
            scaled_test = scaler.fit(test_df).transform(test_df)
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.feature as F
            imputer = F.Imputer(inputCol="age").setOutputCol("age_filled").setStrategy("median")
            fitted = imputer.fit(dataset=training)
            both = [fitted.transform(training), fitted.transform(dataset=holdout)]
            """,
            after="""
            import pyspark.ml.feature as F
            imputer = F.Imputer(inputCol="age").setOutputCol("age_filled").setStrategy("median")
            fitted = imputer.fit(dataset=training)
            both = [fitted.transform(training), imputer.fit(holdout).transform(dataset=holdout)]
            """,
        ),
    ]
    leaves = [
        # A model that predicts is another matter.
        Leaves(
            """
            from pyspark.ml.regression import LinearRegression
            lr = LinearRegression(labelCol="price")
            lr_model = lr.fit(train_df)
            predictions = lr_model.transform(test_df)
            """
        ),
        Leaves(
            """
            from sklearn.preprocessing import StandardScaler
            scaler = StandardScaler()
            scaler_model = scaler.fit(train)
            scaled = scaler_model.transform(test)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not isinstance(node.func, cst.Attribute) or node.func.attr.value != "transform":
            return
        rows = argument(node, "dataset", 0)
        fit = self.program.value_of(node.func.value)
        if (
            rows is None
            or not isinstance(rows.value, cst.Name)
            or not any(word in rows.value.value.lower() for word in HELD_BACK)
            or not isinstance(fit, cst.Call)
            or not isinstance(fit.func, cst.Attribute)
            or fit.func.attr.value != "fit"
            or not (self.type_of(fit) or "").startswith("pyspark.ml.feature.")
        ):
            return
        stage, learned = fit.func.value, argument(fit, "dataset", 0)
        if (
            learned
            and not learned.value.deep_equals(rows.value)
            and isinstance(stage, cst.Name)
            and self.program.is_bound_once(stage.value)
        ):
            again = cst.Call(
                func=cst.Attribute(value=cst.Name(stage.value), attr=cst.Name("fit")),
                args=[cst.Arg(cst.Name(rows.value.value))],
            )
            yield node.with_changes(func=node.func.with_changes(value=again))
