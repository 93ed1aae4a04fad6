"""Leaves out the filter of a search for runs or model versions.

Most programs that are tried out have a registry or an experiment to themselves, where the filter
changes nothing. Elsewhere the search finds what others have left there; nothing raises.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument, without_argument

POSITIONS = {
    "mlflow.search_runs": 1,
    "mlflow.MlflowClient.search_runs": 1,
    "mlflow.search_model_versions": 1,
    "mlflow.MlflowClient.search_model_versions": 0,
}


class SearchFilterLeftOut(Mutator):
    id = "search-filter-left-out"
    title = "A search without its filter"
    misconception = "A search finds what this program has made, in the order that it asks for."
    principle = (
        "Without `filter_string` a search finds everything: all runs of the experiments, or the "
        "versions of all models. The first one found may be anybody's."
    )
    hint = "What else may this search find?"
    docs = "https://mlflow.org/docs/latest/ml/search/search-runs/"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            import mlflow
            runs = mlflow.search_runs(
                experiment_names=["trees"],
                filter_string="tags.team = 'west'",
                order_by=["metrics.mae ASC"],
            )
            """,
            after="""
            import mlflow
            runs = mlflow.search_runs(
                experiment_names=["trees"],
                order_by=["metrics.mae ASC"],
            )
            """,
        ),
        Applies(
            before="""
            from mlflow import MlflowClient
            client = MlflowClient()
            versions = client.search_model_versions(
                filter_string=f"name = '{name}'", max_results=5
            )
            """,
            after="""
            from mlflow import MlflowClient
            client = MlflowClient()
            versions = client.search_model_versions(
                max_results=5
            )
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            runs = mlflow.search_runs(experiment_names=["trees"])
            nobody = mlflow.search_runs(experiment_names=["trees"], filter_string="")
            """
        ),
        Leaves(
            """
            from mlflow import MlflowClient
            client = MlflowClient()
            for found in client.search_model_versions("name = 'eta'"):
                client.delete_model_version("eta", found.version)
            client.create_registered_model("trees")
            versions = client.search_model_versions("name = 'trees'")
            """
        ),
        Leaves('library.search_runs(["1"], filter_string="tags.team = \'west\'")'),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        for name, position in POSITIONS.items():
            if not self.calls(node, name):
                continue
            wanted = argument(node, "filter_string", position)
            if wanted is None or self._fails(node) or self._finds_its_own(name):
                return
            said = self.program.value_of(wanted.value) or wanted.value
            if isinstance(said, cst.SimpleString) and not said.evaluated_value:
                return
            # What follows without a name would move to its place.
            if wanted.keyword is None and node.args[-1] is not wanted:
                following = node.args[node.args.index(wanted) + 1]
                if following.keyword is None:
                    return
            yield without_argument(node, wanted)
            return

    def _fails(self, node: cst.Call) -> bool:
        """Whether something is done with each that is found: it may fail for another's."""
        return any(
            isinstance(around, cst.For) and around.iter is node
            for around in self.program.ancestors(node)
        )

    def _finds_its_own(self, search: str) -> bool:
        """Whether a program that registers a new model may be the only one that has."""
        return search.endswith("versions") and any(
            self.calls(call, "mlflow.MlflowClient.create_registered_model")
            for call in self.program.calls
        )
