"""Takes the first column of `predict_proba`, the probability of class 0.

The columns are in the order of the classes, so that of the event is the second. The numbers are
valid probabilities, and say the opposite.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator


class ClassZeroProbability(Mutator):
    id = "class-zero-probability"
    title = "predict_proba of the wrong class"
    misconception = "The first column of `predict_proba` is the probability that the event happens."
    principle = (
        "`predict_proba` has one column for each class, in the order of `classes_`. With the "
        "labels 0 and 1 the first column is the probability of 0, the second that of 1."
    )
    hint = "For which class does each column of the result hold the probability?"
    docs = "https://scikit-learn.org/stable/modules/generated/sklearn.linear_model.LogisticRegression.html#sklearn.linear_model.LogisticRegression.predict_proba"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            fraud_probability = model.predict_proba(X_test)[:, 1]
            """,
            after="""
            fraud_probability = model.predict_proba(X_test)[:, 0]
            """,
        ),
        Applies(
            before="""
            class Flagger(PythonModel):
                def predict(self, context, model_input):
                    probabilities = self.model.predict_proba(model_input)
                    return probabilities[:, 1] > 0.3
            """,
            after="""
            class Flagger(PythonModel):
                def predict(self, context, model_input):
                    probabilities = self.model.predict_proba(model_input)
                    return probabilities[:, 0] > 0.3
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            paid_back = model.predict_proba(X_test)[:, 0]
            weights = points[:, 1]
            first = model.predict_proba(X_test)[0, 1]
            """
        ),
    ]

    def mutate_Subscript(self, node: cst.Subscript) -> Iterator[cst.Subscript]:
        call = self.program.value_of(node.value) or node.value
        if not (
            isinstance(call, cst.Call)
            and isinstance(call.func, cst.Attribute)
            and call.func.attr.value == "predict_proba"
            and len(node.slice) == 2
        ):
            return
        rows, column = node.slice[0].slice, node.slice[1].slice
        if (
            isinstance(rows, cst.Slice)
            and rows.lower is None
            and rows.upper is None
            and isinstance(column, cst.Index)
            and isinstance(column.value, cst.Integer)
            and column.value.value == "1"
        ):
            zero = node.slice[1].with_changes(slice=column.with_changes(value=cst.Integer("0")))
            yield node.with_changes(slice=[node.slice[0], zero])
