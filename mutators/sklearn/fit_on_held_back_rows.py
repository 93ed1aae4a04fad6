"""Fits an estimator of scikit-learn on the rows that were held back for its test.

The two pairs of names differ in one word. Nothing raises: the model is tested on the rows that it
knows, and has never seen the training rows.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator

HELD_BACK = ("test", "val", "valid", "holdout")


class FitOnHeldBackRows(Mutator):
    id = "fit-on-held-back-rows"
    title = "fit on the rows held back"
    misconception = "A model may be fitted on the rows that it is tested on, as long as it is new."
    principle = (
        "A model is fitted on the training rows alone. What it was fitted on it knows, so that a "
        "score on the same rows says nothing about new ones."
    )
    hint = "Which rows must this model not have seen when it is scored?"
    docs = "https://scikit-learn.org/stable/common_pitfalls.html#data-leakage"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from sklearn.linear_model import Ridge
            model = Ridge(alpha=0.5).fit(X_train, y_train)
            r2 = model.score(X_test, y_test)
            """,
            after="""
            from sklearn.linear_model import Ridge
            model = Ridge(alpha=0.5).fit(X_test, y_test)
            r2 = model.score(X_test, y_test)
            """,
        ),
        Applies(
            before="""
            from sklearn import tree
            model = tree.DecisionTreeRegressor()
            model.fit(
                train_df[features], y=train_df["kwh"]
            )
            predicted = model.predict(val_df[features])
            """,
            after="""
            from sklearn import tree
            model = tree.DecisionTreeRegressor()
            model.fit(
                val_df[features], y=val_df["kwh"]
            )
            predicted = model.predict(val_df[features])
            """,
        ),
    ]
    leaves = [
        # Spark's and others'.
        Leaves(
            """
            from pyspark.ml.regression import LinearRegression
            model = LinearRegression().fit(train_df)
            scored_df = model.transform(test_df)
            """
        ),
        Leaves(
            """
            game.fit(X_train, y_train)
            points = game.score(X_test, y_test)
            """
        ),
        # Rows to be predicted have no labels.
        Leaves(
            """
            from sklearn.linear_model import Ridge
            model = Ridge().fit(X_train, y_train)
            predicted = model.predict(X_test)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            not isinstance(node.func, cst.Attribute)
            or node.func.attr.value != "fit"
            or len(node.args) != 2
            or not (self.type_of(node.func.value) or "").startswith("sklearn.")
        ):
            return
        for word in HELD_BACK:
            values = [self._instead(arg.value, word) for arg in node.args]
            if all(value is not None for value in values):
                yield node.with_changes(
                    args=[
                        arg.with_changes(value=value)
                        for arg, value in zip(node.args, values, strict=True)
                    ]
                )
                return

    def _instead(self, node: cst.BaseExpression, word: str) -> cst.BaseExpression | None:
        """The same of other rows, if the program knows them: `X_test` for `X_train`."""
        if isinstance(node, cst.Subscript):
            frame = self._instead(node.value, word)
            return None if frame is None else node.with_changes(value=frame)
        if not isinstance(node, cst.Name) or "train" not in node.value:
            return None
        name = node.value.replace("train", word)
        known = any(
            isinstance(each, cst.Name) and each.value == name for each in self.program.nodes
        )
        return cst.Name(name) if known else None
