"""Logs a result behind the with-block of its run.

The run has ended there. What is logged goes to the run that is active then, the parent for
instance, or to a new one that MLflow starts by itself. Nothing is raised.
"""

from collections.abc import Iterator, Sequence

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator

LOGS = (
    "mlflow.log_dict",
    "mlflow.log_metric",
    "mlflow.log_metrics",
    "mlflow.log_text",
    "mlflow.set_tag",
    "mlflow.set_tags",
)
"""What can be logged to one run twice, so that the mutant raises nothing."""


class LoggedAfterItsRun(Mutator):
    id = "logged-after-its-run"
    title = "Logged behind the with-block"
    misconception = "What is logged right after a run's with-block still belongs to that run."
    principle = (
        "A run ends with its with-block. What is logged later goes to the run around it, and to a "
        "new run where there is none; to add to an ended run, name it by its `run_id`."
    )
    hint = "Which run is active at this line?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.start_run"
    seen = "https://github.com/mlflow/mlflow/issues/838"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            def train(alpha):
                with mlflow.start_run() as run:
                    mae = fit(alpha)
                    mlflow.log_metric("mae", mae)
                return run.info.run_id
            run_id = train(0.5)
            """,
            after="""
            import mlflow
            def train(alpha):
                with mlflow.start_run() as run:
                    mae = fit(alpha)
                mlflow.log_metric("mae", mae)
                return run.info.run_id
            run_id = train(0.5)
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            with mf.start_run(run_name="sweep"):
                for depth in [2, 4]:
                    with mf.start_run(nested=True):
                        model = fit(depth)
                        mf.log_metrics(metrics=score(model))
            """,
            after="""
            import mlflow as mf
            with mf.start_run(run_name="sweep"):
                for depth in [2, 4]:
                    with mf.start_run(nested=True):
                        model = fit(depth)
                    mf.log_metrics(metrics=score(model))
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            with mlflow.start_run():
                fit()
                mlflow.log_metric("mae", mae)
            """
        ),
        Leaves(
            """
            import mlflow
            def train(alpha):
                with mlflow.start_run():
                    fit(alpha)
                    mlflow.log_metric("mae", mae)
            for alpha in [0.1, 1.0]:
                train(alpha)
            """
        ),
        Leaves(
            """
            import mlflow
            with mlflow.start_run():
                for depth in [2, 4]:
                    with mlflow.start_run(nested=True):
                        fit(depth)
                        mlflow.log_param("depth", depth)
            """
        ),
        Leaves(
            """
            def train(alpha):
                with tracker.start_run():
                    fit(alpha)
                    tracker.log_metric("mae", mae)
            train(0.5)
            """
        ),
    ]

    def mutate_IndentedBlock(self, node: cst.IndentedBlock) -> Iterator[cst.IndentedBlock]:
        for index, statement in enumerate(node.body):
            if not isinstance(statement, cst.With) or not self._starts_one_run(statement):
                continue
            inner = statement.body
            if (
                not isinstance(inner, cst.IndentedBlock)
                or len(inner.body) < 2
                or not self._logs(inner.body[-1])
                or not (self._in_another_run(node) or self._runs_once(node))
            ):
                continue
            shorter = statement.with_changes(body=inner.with_changes(body=inner.body[:-1]))
            body: Sequence[cst.BaseStatement] = [
                *node.body[:index],
                shorter,
                inner.body[-1],
                *node.body[index + 1 :],
            ]
            yield node.with_changes(body=body)

    def _starts_one_run(self, statement: cst.With) -> bool:
        return len(statement.items) == 1 and self.calls(statement.items[0].item, "mlflow.start_run")

    def _logs(self, statement: cst.BaseStatement) -> bool:
        return (
            isinstance(statement, cst.SimpleStatementLine)
            and len(statement.body) == 1
            and isinstance(statement.body[0], cst.Expr)
            and self.calls(statement.body[0].value, *LOGS)
        )

    def _in_another_run(self, node: cst.CSTNode) -> bool:
        for around in self.program.ancestors(node):
            if isinstance(around, cst.FunctionDef):
                return False
            if isinstance(around, cst.With) and self._starts_one_run(around):
                return True
        return False

    def _runs_once(self, node: cst.CSTNode) -> bool:
        """Whether no later run would find the new one active, and raise."""
        function = self.program.parent(node)
        if not isinstance(function, cst.FunctionDef) or function.decorators:
            return False
        starts = [call for call in self.program.calls if self.calls(call, "mlflow.start_run")]
        uses = [
            each
            for each in self.program.nodes
            if isinstance(each, cst.Name)
            and each.value == function.name.value
            and each is not function.name
        ]
        return (
            len(starts) == 1
            and len(uses) == 1
            and not self.inside(
                uses[0],
                cst.For,
                cst.While,
                cst.BaseComp,  # type: ignore[type-abstract]
                cst.FunctionDef,
                cst.Lambda,
            )
            and any(call.func is uses[0] for call in self.program.calls)
        )
