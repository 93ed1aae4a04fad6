"""Adds the number of folds to the number of settings, to count the fits of a search.

The grid and the folds are two lists of work, it seems. Nothing raises: the number is too small,
because each setting is fitted once in each fold.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, FailsCheck, Leaves, Mutator, argument

VALIDATOR = "pyspark.ml.tuning.CrossValidator"
GRID = "pyspark.ml.tuning.ParamGridBuilder.build"


class FoldsAndSettingsAdded(Mutator):
    id = "folds-and-settings-added"
    title = "Folds and settings added up"
    misconception = "A cross-validation fits one model for each setting and one for each fold."
    principle = (
        "Each setting of the grid is fitted once in each fold: settings times folds, and once "
        "more at the end, the best setting on all rows."
    )
    hint = "How many models does one fold need, and how many folds are there?"
    docs = "https://spark.apache.org/docs/latest/ml-tuning.html#cross-validation"
    breaks = FailsCheck()
    applies = [
        Applies(
            before="""
            from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
            grid = ParamGridBuilder().addGrid(lr.regParam, [0.1, 1.0]).build()
            cv = CrossValidator(estimator=lr, estimatorParamMaps=grid, numFolds=5)
            print(len(grid) * cv.getNumFolds() + 1)
            """,
            after="""
            from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
            grid = ParamGridBuilder().addGrid(lr.regParam, [0.1, 1.0]).build()
            cv = CrossValidator(estimator=lr, estimatorParamMaps=grid, numFolds=5)
            print(len(grid) + cv.getNumFolds() + 1)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import tuning as t
            folds = 3
            settings = t.ParamGridBuilder().addGrid(tree.maxDepth, [2, 4, 6]).build()
            search = t.CrossValidator(estimatorParamMaps=settings, numFolds=folds)
            fits = folds * len(settings)
            """,
            after="""
            from pyspark.ml import tuning as t
            folds = 3
            settings = t.ParamGridBuilder().addGrid(tree.maxDepth, [2, 4, 6]).build()
            search = t.CrossValidator(estimatorParamMaps=settings, numFolds=folds)
            fits = folds + len(settings)
            """,
        ),
    ]
    leaves = [
        Leaves("fits = len(grid) * folds"),
        Leaves(
            """
            from sklearn.model_selection import GridSearchCV, ParameterGrid
            grid = ParameterGrid({"C": [1, 10]})
            fits = len(grid) * 5
            """
        ),
    ]

    def mutate_BinaryOperation(self, node: cst.BinaryOperation) -> Iterator[cst.BinaryOperation]:
        if isinstance(node.operator, cst.Multiply) and (
            (self._counts_settings(node.left) and self._is_folds(node.right))
            or (self._is_folds(node.left) and self._counts_settings(node.right))
        ):
            yield node.with_changes(operator=cst.Add())

    def _counts_settings(self, node: cst.BaseExpression) -> bool:
        if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Name):
            return False
        if node.func.value != "len" or len(node.args) != 1:
            return False
        counted = node.args[0].value
        return self.calls(self.program.value_of(counted) or counted, GRID)

    def _is_folds(self, node: cst.BaseExpression) -> bool:
        if self.calls(node, f"{VALIDATOR}.getNumFolds"):
            return True
        folds = [
            argument(call, "numFolds") for call in self.program.calls if self.calls(call, VALIDATOR)
        ]
        return isinstance(node, cst.Name) and any(
            each and isinstance(each.value, cst.Name) and each.value.value == node.value
            for each in folds
        )
