"""Gives `get_latest_versions` one stage as a text.

The argument is a list. Of a text its letters are taken, and there is no stage "P": "Invalid Model
Version stage: P".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value


class TextForStages(Mutator):
    id = "text-for-stages"
    title = "stages as a text"
    misconception = "A single stage can be given as it is, without a list around it."
    principle = (
        '`stages` is a list, for one stage as well: `stages=["Production"]`. The method is '
        "deprecated since MLflow 2.9 along with stages, which the exam still shows."
    )
    hint = "What does Python take out of a text when it loops over it?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.client.html#mlflow.client.MlflowClient.get_latest_versions"
    breaks = Raises("MlflowException", match=r"Invalid Model Version stage: [A-Z]\.")
    applies = [
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            live = client.get_latest_versions("churn", stages=["Production"])[0]
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            live = client.get_latest_versions("churn", stages="Production")[0]
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            (staged,) = mf.MlflowClient().get_latest_versions(
                name, ['Staging']
            )
            """,
            after="""
            import mlflow as mf
            (staged,) = mf.MlflowClient().get_latest_versions(
                name, 'Staging'
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from mlflow import MlflowClient
            client = MlflowClient()
            client.get_latest_versions("churn")
            client.get_latest_versions("churn", ["Staging", "Production"])
            """
        ),
        Leaves('registry.get_latest_versions("churn", stages=["Production"])'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if not self.calls(node, "mlflow.MlflowClient.get_latest_versions"):
            return
        stages = argument(node, "stages", 1)
        if stages is None or not isinstance(stages.value, cst.List):
            return
        names = [element.value for element in stages.value.elements]
        if len(names) == 1 and isinstance(names[0], cst.SimpleString):
            yield replace_value(node, stages, names[0])
