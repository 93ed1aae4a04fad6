"""Uses what `create_training_set` returns as if it were a DataFrame.

It is a plan of the joins: "'TrainingSet' object has no attribute 'toPandas'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class TrainingSetAsDataframe(Mutator):
    id = "training-set-as-dataframe"
    title = "A TrainingSet used as a DataFrame"
    misconception = "`create_training_set` returns the DataFrame with the features joined to it."
    principle = (
        "`create_training_set` returns a `TrainingSet`, which remembers where each feature "
        "comes from. `load_df()` makes the DataFrame of it; `log_model` needs the `TrainingSet` "
        "itself."
    )
    hint = "What else than rows must be kept, so that scoring can look up the same features?"
    docs = "https://docs.databricks.com/dev-tools/api/python/latest/feature-store/training_set.html"
    breaks = Raises("AttributeError", match="'TrainingSet' object has no attribute")
    applies = [
        Applies(
            before="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            training_set = fe.create_training_set(df=df, feature_lookups=lookups, label="churn")
            rows = training_set.load_df().toPandas()
            """,
            after="""
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            training_set = fe.create_training_set(df=df, feature_lookups=lookups, label="churn")
            rows = training_set.toPandas()
            """,
        ),
        Applies(
            before="""
            from databricks import feature_store
            fs = feature_store.FeatureStoreClient()
            made = fs.create_training_set(df, lookups, "churn")
            training_df = made.load_df()
            print(
                training_df.count()
            )
            """,
            after="""
            from databricks import feature_store
            fs = feature_store.FeatureStoreClient()
            made = fs.create_training_set(df, lookups, "churn")
            training_df = made
            print(
                training_df.count()
            )
            """,
        ),
    ]
    leaves = [
        Leaves("rows = training_set.load_df().toPandas()"),
        Leaves(
            """
            from databricks.feature_engineering import FeatureEngineeringClient
            fe = FeatureEngineeringClient()
            training_set = fe.create_training_set(df=df, feature_lookups=lookups, label="churn")
            model = pipeline.fit(training_set.load_df())
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if (
            self.calls(node, "databricks.feature_store.training_set.TrainingSet.load_df")
            and isinstance(node.func, cst.Attribute)
            and self._is_asked_first(node)
        ):
            yield node.func.value

    def _is_asked_first(self, node: cst.Call) -> bool:
        """Whether the first use of the DataFrame is that of an attribute of it."""
        uses = []
        for each in self.program.nodes:
            around = self.program.parent(each)
            if each is node or (isinstance(each, cst.Name) and self.program.value_of(each) is node):
                if isinstance(around, cst.Attribute):
                    uses.append(around.value is each)
                elif not isinstance(around, cst.AssignTarget | cst.Assign):
                    uses.append(False)
        return bool(uses) and uses[0]
