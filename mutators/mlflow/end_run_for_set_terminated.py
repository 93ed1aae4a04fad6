"""Ends a run of MlflowClient with `mlflow.end_run`.

`end_run` ends the active run, and a run that the client created never is. Nothing is raised, and
the run counts as running for ever.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator


class EndRunForSetTerminated(Mutator):
    id = "end-run-for-set-terminated"
    title = "mlflow.end_run for a run of the client"
    misconception = "`mlflow.end_run` ends the run that was worked on last, whoever created it."
    principle = (
        "A run that MlflowClient created is not the active run, and functions of the `mlflow` "
        "module don't touch it. `client.set_terminated(run_id)` ends it."
    )
    hint = "Which run is the active one after `client.create_run`?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.set_terminated"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            from mlflow import MlflowClient
            client = MlflowClient()
            run = client.create_run("0")
            client.set_terminated(run.info.run_id)
            """,
            after="""
            import mlflow
            from mlflow import MlflowClient
            client = MlflowClient()
            run = client.create_run("0")
            mlflow.end_run()
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            def close(client: mf.MlflowClient, run_id: str) -> None:
                client.set_tag(run_id, "state", "done")
                client.set_terminated(run_id, status="FAILED")
            """,
            after="""
            import mlflow as mf
            def close(client: mf.MlflowClient, run_id: str) -> None:
                client.set_tag(run_id, "state", "done")
                mf.end_run(status="FAILED")
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import MlflowClient
            client = MlflowClient()
            client.set_terminated(run_id)
            """
        ),
        Leaves(
            """
            import mlflow
            from mlflow import MlflowClient
            with mlflow.start_run() as run:
                pass
            MlflowClient().set_terminated(run.info.run_id, "FAILED")
            """
        ),
        Leaves(
            """
            import mlflow
            client.set_terminated(run_id)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.MlflowClient.set_terminated") or self._starts_runs():
            return
        module = self._module_before(node)
        if module is None or any(arg.star for arg in node.args):
            return
        kept = [
            arg
            for index, arg in enumerate(node.args)
            if (arg.keyword.value == "status" if arg.keyword else index == 1)
        ]
        func = cst.Attribute(module, cst.Name("end_run"))
        if kept:
            kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        yield node.with_changes(func=func, args=kept)

    def _starts_runs(self) -> bool:
        """Whether there could be an active run that the mutant would end."""
        return any(self.calls(call, "mlflow.start_run") for call in self.program.calls)

    def _module_before(self, node: cst.Call) -> cst.Name | None:
        """The name by which the top level imported mlflow before this call."""
        line, found = self.program.lines(node)[0], None
        for statement in self.program.module.body:
            if self.program.lines(statement)[0] >= line:
                break
            if not isinstance(statement, cst.SimpleStatementLine):
                continue
            for small in statement.body:
                for alias in small.names if isinstance(small, cst.Import) else ():
                    if alias.evaluated_name == "mlflow":
                        found = alias.evaluated_alias or "mlflow"
        return None if found is None or found.startswith("_") else cst.Name(found)
