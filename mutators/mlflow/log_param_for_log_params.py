"""Gives a whole dict to `mlflow.log_param`.

The two names differ in one letter. `log_param` wants a key and a value, and says with a TypeError
that the value is missing.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method


class LogParamForLogParams(Mutator):
    id = "log-param-for-log-params"
    title = "A dict given to log_param"
    misconception = "`log_param` accepts a dict and logs each of its entries as a parameter."
    principle = (
        "`mlflow.log_param` logs one parameter and takes its key and its value. A dict of several "
        "goes to `mlflow.log_params`."
    )
    hint = "How many parameters does one call log, and in what form does the function want them?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_params"
    breaks = Raises(
        "TypeError", match=r"log_param\(\) missing 1 required positional argument: 'value'"
    )
    applies = [
        Applies(
            before="""
            import mlflow
            params = {"C": 0.5, "max_iter": 200}
            mlflow.log_params(params)
            """,
            after="""
            import mlflow
            params = {"C": 0.5, "max_iter": 200}
            mlflow.log_param(params)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            mf.log_params(
                {
                    "depth": depth,
                    "trees": trees,
                }
            )
            """,
            after="""
            import mlflow as mf
            mf.log_param(
                {
                    "depth": depth,
                    "trees": trees,
                }
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import log_params
            log_params({"C": 0.5})
            """
        ),
        Leaves("tracker.log_params(params)"),
        Leaves(
            """
            import mlflow
            mlflow.log_params(params=params)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.log_params") or len(node.args) != 1:
            return
        # `params=` would be refused as an unknown keyword, before the missing value is noticed.
        if node.args[0].keyword is None and not node.args[0].star:
            call = rename_method(node, "log_param")
            if call is not None:
                yield call
