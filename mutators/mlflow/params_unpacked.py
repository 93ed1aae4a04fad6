"""Gives `mlflow.log_params` the entries of a dict as keyword arguments.

The line above or below hands the same dict to an estimator with `**`. `log_params` wants the dict
itself: "log_params() got an unexpected keyword argument 'C'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument

OWN = {"params", "run_id", "synchronous"}
"""What `log_params` knows as a keyword."""


class ParamsUnpacked(Mutator):
    id = "params-unpacked"
    title = "log_params with **"
    misconception = "`log_params` takes its parameters as keyword arguments, as an estimator does."
    principle = (
        "`mlflow.log_params` takes one dict from names to values, as it is. `**` would make "
        "keyword arguments of its entries, which the function does not know."
    )
    hint = "What is the one thing that this function wants: arguments by name, or a mapping?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_params"
    breaks = Raises("TypeError", match=r"log_params\(\) got an unexpected keyword argument")
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
            mlflow.log_params(**params)
            """,
        ),
        Applies(
            before="""
            from mlflow import log_params as record
            settings = {"depth": depth, 'trees': trees}
            record(
                params=settings
            )
            """,
            after="""
            from mlflow import log_params as record
            settings = {"depth": depth, 'trees': trees}
            record(
                **settings
            )
            """,
        ),
    ]
    leaves = [
        # Nobody knows what is in it; the names of its entries may even be those of arguments.
        Leaves(
            """
            import mlflow
            def track(params):
                mlflow.log_params(params)
            """
        ),
        Leaves(
            """
            import mlflow
            params = {"params": "none"}
            mlflow.log_params(params)
            """
        ),
        Leaves(
            """
            params = {"C": 0.5}
            tracker.log_params(params)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        params = argument(node, "params", 0) if self.calls(node, "mlflow.log_params") else None
        if params is None or len(node.args) != 1 or not isinstance(params.value, cst.Name):
            return
        entries = self.program.value_of(params.value)
        if not isinstance(entries, cst.Dict) or not entries.elements:
            return
        keys = {self._text(element) for element in entries.elements}
        if "" not in keys and not keys & OWN:
            unpacked = params.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT, star="**")
            yield node.with_changes(args=[unpacked])

    def _text(self, element: cst.BaseDictElement) -> str:
        key = element.key if isinstance(element, cst.DictElement) else None
        if isinstance(key, cst.SimpleString) and isinstance(key.evaluated_value, str):
            return key.evaluated_value
        return ""
