"""Gives a scikit-learn model a value of `hp.quniform` as it is.

The steps are whole numbers, and they print so nearly. They are floats, which scikit-learn refuses
for a depth or a number of trees: an InvalidParameterError.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises

INTEGERS = {
    "max_depth",
    "max_iter",
    "max_leaf_nodes",
    "min_samples_leaf",
    "min_samples_split",
    "n_estimators",
    "n_neighbors",
}
"""Parameters of scikit-learn's models that take no whole float, or mean something else by it."""


class FractionForIntegerParameter(Mutator):
    id = "fraction-for-integer-parameter"
    title = "A float of hp.quniform for a whole number"
    misconception = "`hp.quniform` with a step of 1 gives integers."
    principle = (
        "`hp.quniform` rounds to a multiple of its step and gives a float, 3.0. Parameters that "
        "are counts need `int(…)` around it, or `hp.uniformint` and the like."
    )
    hint = "Of which type are the values that the objective gets?"
    docs = "https://hyperopt.github.io/hyperopt/getting-started/search_spaces/"
    seen = "https://github.com/hyperopt/hyperopt/issues/216"
    breaks = Raises("InvalidParameterError", match=r"must be an int")
    applies = [
        Applies(
            before="""
            from hyperopt import fmin, hp, tpe
            from sklearn.tree import DecisionTreeClassifier

            def objective(params):
                tree = DecisionTreeClassifier(max_depth=int(params["depth"]))
                return -tree.fit(X, y).score(X_val, y_val)

            space = {"depth": hp.quniform("depth", 2, 8, 1)}
            """,
            after="""
            from hyperopt import fmin, hp, tpe
            from sklearn.tree import DecisionTreeClassifier

            def objective(params):
                tree = DecisionTreeClassifier(max_depth=params["depth"])
                return -tree.fit(X, y).score(X_val, y_val)

            space = {"depth": hp.quniform("depth", 2, 8, 1)}
            """,
        ),
        Applies(
            before="""
            import hyperopt
            from sklearn import ensemble

            trees = hyperopt.hp.quniform("trees", 10, 50, 10)

            def train(trees):
                return -ensemble.RandomForestClassifier(
                    n_estimators=int(trees), random_state=0
                ).fit(X, y).score(X_val, y_val)
            """,
            after="""
            import hyperopt
            from sklearn import ensemble

            trees = hyperopt.hp.quniform("trees", 10, 50, 10)

            def train(trees):
                return -ensemble.RandomForestClassifier(
                    n_estimators=trees, random_state=0
                ).fit(X, y).score(X_val, y_val)
            """,
        ),
    ]
    leaves = [
        # Spark ML converts whole floats.
        Leaves(
            """
            from hyperopt import hp
            from pyspark.ml.classification import GBTClassifier
            space = {"depth": hp.quniform("depth", 2, 8, 1)}

            def train(params):
                return GBTClassifier(maxDepth=int(params["depth"])).fit(train_df)
            """
        ),
        # No hyperparameter of Hyperopt.
        Leaves(
            """
            from sklearn.tree import DecisionTreeClassifier

            def train(params):
                return DecisionTreeClassifier(max_depth=int(params["depth"]))
            """
        ),
        # On the workers the trial fails, and nothing says why.
        Leaves(
            """
            from hyperopt import SparkTrials, hp
            from sklearn.tree import DecisionTreeClassifier
            space = {"depth": hp.quniform("depth", 2, 8, 1)}
            trials = SparkTrials()

            def train(params):
                return DecisionTreeClassifier(max_depth=int(params["depth"])).fit(X, y)
            """
        ),
    ]

    def mutate_Arg(self, node: cst.Arg) -> Iterator[cst.Arg]:
        converted = node.value
        model = self.program.parent(node)
        if (
            node.keyword is not None
            and node.keyword.value in INTEGERS
            and m.matches(converted, m.Call(func=m.Name("int"), args=[m.Arg()]))
            and isinstance(converted, cst.Call)
            and isinstance(model, cst.Call)
            and (self.qualified_name(model.func) or "").startswith("sklearn.")
            and self.inside(node, cst.FunctionDef)
            and any(self.calls(call, "hyperopt.hp.quniform") for call in self.program.calls)
            and not any(self.calls(call, "hyperopt.SparkTrials") for call in self.program.calls)
        ):
            yield node.with_changes(value=converted.args[0].value)
