"""Gives CrossValidator its number of folds as `cv`.

scikit-learn's GridSearchCV and cross_val_score take it under that name. Spark's CrossValidator has
no such parameter: a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_keyword


class CvForNumFolds(Mutator):
    id = "cv-for-num-folds"
    title = "cv instead of numFolds"
    misconception = "The number of folds is called `cv`, as in scikit-learn."
    principle = (
        "CrossValidator takes the number of folds as `numFolds`; it has none of the parameter "
        "names of scikit-learn's GridSearchCV."
    )
    hint = "What does Spark call the parts into which it cuts the training rows?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/api/pyspark.ml.tuning.CrossValidator.html"
    breaks = Raises("TypeError", match=r"unexpected keyword argument 'cv'")
    applies = [
        Applies(
            before="""
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(
                estimator=pipeline,
                numFolds=3,
                parallelism=2,
            )
            """,
            after="""
            from pyspark.ml.tuning import CrossValidator
            cv = CrossValidator(
                estimator=pipeline,
                cv=3,
                parallelism=2,
            )
            """,
        ),
        Applies(
            before="""
            import pyspark.ml.tuning as tuning
            search = tuning.CrossValidator(estimator=lr, evaluator=e, numFolds=folds).fit(df)
            """,
            after="""
            import pyspark.ml.tuning as tuning
            search = tuning.CrossValidator(estimator=lr, evaluator=e, cv=folds).fit(df)
            """,
        ),
    ]
    leaves = [
        Leaves("search = CrossValidator(estimator=lr, numFolds=3)"),
        Leaves(
            """
            from pyspark.ml.tuning import CrossValidator
            search = CrossValidator(estimator=lr).setNumFolds(3)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "pyspark.ml.tuning.CrossValidator"):
            renamed = rename_keyword(node, "numFolds", "cv")
            if renamed:
                yield renamed
