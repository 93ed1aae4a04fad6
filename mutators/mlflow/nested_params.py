"""Puts the dict of parameters into another dict, and gives that to `mlflow.log_params`.

MLflow logs one parameter for each entry of the outer dict: here one, whose value is the text of all
settings. Nothing is raised.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, replace_value


class NestedParams(Mutator):
    id = "nested-params"
    title = "A dict in the dict of log_params"
    misconception = "`log_params` logs each setting by itself, however deep in the dict it lies."
    principle = (
        "`mlflow.log_params` makes one parameter of each entry of the dict, and its value becomes "
        "text. A dict as a value is one long text; what shall be found or compared by itself "
        "must be an entry of its own."
    )
    hint = "How many parameters has the run after this call, and what are they called?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_params"
    breaks = FailsCheck()
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
            mlflow.log_params({"params": params})
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            settings = {"depth": depth, "trees": 8}
            with mf.start_run():
                mf.log_params(
                    params=settings
                )
            """,
            after="""
            import mlflow as mf
            settings = {"depth": depth, "trees": 8}
            with mf.start_run():
                mf.log_params(
                    params={"settings": settings}
                )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.log_params({"C": 0.5, "max_iter": 200})
            mlflow.log_params(params)
            """
        ),
        Leaves(
            """
            params = {"C": 0.5, "max_iter": 200}
            tracker.log_params(params)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        params = argument(node, "params", 0) if self.calls(node, "mlflow.log_params") else None
        if params is None or not isinstance(params.value, cst.Name):
            return
        entries = self.program.value_of(params.value)
        if isinstance(entries, cst.Dict) and len(entries.elements) > 1:
            key = cst.SimpleString(f'"{params.value.value}"')
            outer = cst.Dict([cst.DictElement(key, params.value)])
            yield replace_value(node, params, outer)
