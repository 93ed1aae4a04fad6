"""Leaves `collectSubModels` out of a search of which the single models are wanted.

The search has fitted them all, so they seem to be there. They are thrown away one after another:
`subModels` is None, and a TypeError follows where it is used.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument

TUNERS = ("pyspark.ml.tuning.CrossValidator", "pyspark.ml.tuning.TrainValidationSplit")


class SubModelsNotCollected(Mutator):
    id = "sub-models-not-collected"
    title = "The models that a search throws away"
    misconception = "A search keeps every model that it has fitted on the way."
    principle = (
        "A search keeps only the best model, to spare the driver's memory. `subModels` is None "
        "unless `collectSubModels=True` was set."
    )
    hint = "What becomes of a model when its metric has been computed?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.tuning.CrossValidator.html"
    breaks = Raises("TypeError", match=r"'NoneType' object is not")
    applies = [
        Applies(
            before="""
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(estimator=lr, estimatorParamMaps=grid, collectSubModels=True)
            print(cv.fit(train_df).subModels[0])
            """,
            after="""
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(estimator=lr, estimatorParamMaps=grid)
            print(cv.fit(train_df).subModels[0])
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.tuning as t
            search = t.TrainValidationSplit(estimator=lr).setCollectSubModels(True)
            depths = [model.depth for model in search.fit(train_df).subModels]
            """,
            after="""
            import pyspark.ml.tuning as t
            search = t.TrainValidationSplit(estimator=lr)
            depths = [model.depth for model in search.fit(train_df).subModels]
            """,
        ),
    ]
    leaves = [
        # Nobody uses them.
        Leaves(
            """
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(estimator=lr, estimatorParamMaps=grid, collectSubModels=True)
            best = cv.fit(train_df).bestModel
            """
        ),
        Leaves(
            """
            from mylib.tuning import CrossValidator
            print(CrossValidator(collectSubModels=True).fit(train_df).subModels[0])
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.BaseExpression]:
        if not any(
            isinstance(each, cst.Attribute) and each.attr.value == "subModels"
            for each in self.program.nodes
        ):
            return
        if self.calls(node, *TUNERS):
            collect = argument(node, "collectSubModels")
            if collect and self._is_true(collect.value):
                yield without_argument(node, collect)
        elif self.calls(node, *(f"{tuner}.setCollectSubModels" for tuner in TUNERS)):
            collect = argument(node, "value", 0)
            built = node.func.value if isinstance(node.func, cst.Attribute) else None
            if (
                collect
                and isinstance(built, cst.Call)
                and self.calls(built, *TUNERS)
                and self._is_true(collect.value)
            ):
                yield built.with_changes(
                    lpar=[*node.lpar, *built.lpar], rpar=[*built.rpar, *node.rpar]
                )

    def _is_true(self, value: cst.BaseExpression) -> bool:
        return isinstance(value, cst.Name) and value.value == "True"
