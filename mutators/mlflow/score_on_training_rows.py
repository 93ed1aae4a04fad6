"""Scores a model on the rows that it was trained on, where test rows are at hand.

`score` and `mlflow.models.evaluate` take any rows. The number looks better than it should, and
nothing raises.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, replace_value


class ScoreOnTrainingRows(Mutator):
    id = "score-on-training-rows"
    title = "score or evaluate on training rows"
    misconception = "How good a model is can be seen from the rows that it was trained on."
    principle = (
        "A score on the training rows rewards memory. Judge a model by rows that it has not "
        "seen: the test set, or a validation set while tuning."
    )
    hint = "Has the model seen these rows, with their labels, before?"
    docs = "https://scikit-learn.org/stable/modules/cross_validation.html"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from sklearn.linear_model import LogisticRegression
            model = LogisticRegression(C=0.5)
            model.fit(X_train, y_train)
            accuracy = model.score(X_test, y_test)
            """,
            after="""
            from sklearn.linear_model import LogisticRegression
            model = LogisticRegression(C=0.5)
            model.fit(X_train, y_train)
            accuracy = model.score(X_train, y_train)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            model.fit(train_df[features], train_df["kwh"])
            result = mf.models.evaluate(
                model=uri,
                data=test_df,
                targets="kwh",
                model_type="regressor",
            )
            """,
            after="""
            import mlflow as mf
            model.fit(train_df[features], train_df["kwh"])
            result = mf.models.evaluate(
                model=uri,
                data=train_df,
                targets="kwh",
                model_type="regressor",
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from sklearn.linear_model import LogisticRegression
            model = LogisticRegression().fit(X_train, y_train)
            train_accuracy = model.score(X_train, y_train)
            """
        ),
        Leaves(
            """
            game.fit(X_train, y_train)
            points = game.score(X_test, y_test)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.models.evaluate", "mlflow.evaluate"):
            data = argument(node, "data", 1)
            rows = self._training_rows()
            if data is not None and rows is not None and _is_held_back(data.value):
                yield replace_value(node, data, rows)
        elif isinstance(node.func, cst.Attribute) and node.func.attr.value == "score":
            model = node.func.value
            if not (self.type_of(model) or "").startswith("sklearn."):
                return
            pair = self._fitted_on(model)
            if pair is not None and len(node.args) == 2 and _is_held_back(node.args[0].value):
                first, second = node.args
                call = node.with_changes(
                    args=[first.with_changes(value=pair[0]), second.with_changes(value=pair[1])]
                )
                yield call

    def _training_rows(self) -> cst.Name | None:
        """The frame that a `fit` of the program takes its columns from."""
        for call in self.program.calls:
            if isinstance(call.func, cst.Attribute) and call.func.attr.value == "fit" and call.args:
                given = call.args[0].value
                frame = given.value if isinstance(given, cst.Subscript) else given
                if isinstance(frame, cst.Name) and _is_for_training(frame):
                    return frame
        return None

    def _fitted_on(self, model: cst.BaseExpression) -> tuple[cst.Name, cst.Name] | None:
        """Features and labels that the model behind this name was fitted on."""
        made = self.program.value_of(model)
        for call in self.program.calls:
            if not isinstance(call.func, cst.Attribute) or call.func.attr.value != "fit":
                continue
            if not (call is made or model.deep_equals(call.func.value)) or len(call.args) != 2:
                continue
            rows, labels = (arg.value for arg in call.args)
            if isinstance(rows, cst.Name) and isinstance(labels, cst.Name):
                return (rows, labels) if _is_for_training(rows) else None
        return None


def _is_for_training(node: cst.Name) -> bool:
    return "train" in node.value.lower()


def _is_held_back(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and any(
        word in node.value.lower() for word in ("test", "val", "holdout")
    )
