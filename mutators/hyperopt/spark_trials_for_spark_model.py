"""Distributes trials with `SparkTrials` that train a model of Spark ML.

Parallel trials sound faster. Each runs on a worker, where there is no Spark to train with: every
trial fails, and `fmin` with them.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method


class SparkTrialsForSparkModel(Mutator):
    id = "spark-trials-for-spark-model"
    title = "SparkTrials for a model of Spark ML"
    misconception = "`SparkTrials` speeds up every search on a Spark cluster."
    principle = (
        "`SparkTrials` runs each trial as one task on a worker, for models of a single machine. "
        "A model of Spark ML is trained from the driver and is distributed itself: use `Trials`."
    )
    hint = "Where does the objective run, and what does training need there?"
    docs = "https://hyperopt.github.io/hyperopt/scaleout/spark/"
    seen = "https://docs.databricks.com/en/machine-learning/automl-hyperparam-tuning/hyperopt-concepts.html"
    breaks = Raises("Exception", match=r"CONTEXT_ONLY_VALID_ON_DRIVER|no evaluation tasks")
    applies = [
        Applies(
            before="""
            import hyperopt
            from pyspark.ml.classification import LogisticRegression

            def objective(params):
                model = LogisticRegression(regParam=params["c"]).fit(train_df)
                return -evaluator.evaluate(model.transform(val_df))

            trials = hyperopt.Trials()
            best = hyperopt.fmin(objective, space, algo=hyperopt.tpe.suggest, trials=trials)
            """,
            after="""
            import hyperopt
            from pyspark.ml.classification import LogisticRegression

            def objective(params):
                model = LogisticRegression(regParam=params["c"]).fit(train_df)
                return -evaluator.evaluate(model.transform(val_df))

            trials = hyperopt.SparkTrials()
            best = hyperopt.fmin(objective, space, algo=hyperopt.tpe.suggest, trials=trials)
            """,
        ),
        Applies(
            before="""
            import hyperopt as ho
            from pyspark.ml import regression as r

            def train(params):
                forest = r.RandomForestRegressor(maxDepth=int(params["depth"]), seed=1)
                model = forest.setLabelCol("price").fit(train_df)
                return judge.evaluate(model.transform(val_df))

            ho.fmin(train, space, ho.tpe.suggest, max_evals=4, trials=ho.Trials())
            """,
            after="""
            import hyperopt as ho
            from pyspark.ml import regression as r

            def train(params):
                forest = r.RandomForestRegressor(maxDepth=int(params["depth"]), seed=1)
                model = forest.setLabelCol("price").fit(train_df)
                return judge.evaluate(model.transform(val_df))

            ho.fmin(train, space, ho.tpe.suggest, max_evals=4, trials=ho.SparkTrials())
            """,
        ),
    ]
    leaves = [
        # scikit-learn on one machine is what it is for.
        Leaves(
            """
            import hyperopt
            from sklearn.linear_model import LogisticRegression

            def objective(params):
                return -LogisticRegression(C=params["c"]).fit(X, y).score(X_val, y_val)

            trials = hyperopt.Trials()
            """
        ),
        # Spark ML has nothing to do with the search.
        Leaves(
            """
            import hyperopt
            from pyspark.ml.regression import LinearRegression

            baseline = LinearRegression().fit(train_df)
            trials = hyperopt.Trials()
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            self.calls(node, "hyperopt.Trials")
            and not node.args
            and any(self._trains_in_function(call) for call in self.program.calls)
        ):
            renamed = rename_method(node, "SparkTrials")
            if renamed:
                yield renamed

    def _trains_in_function(self, call: cst.Call) -> bool:
        """Whether a call is a `fit` of Spark ML inside a function."""
        name = self.qualified_name(call.func) or ""
        return (
            name.startswith("pyspark.ml.")
            and name.endswith(".fit")
            and self.inside(call, cst.FunctionDef)
        )
