"""Hands frames of `pyspark.pandas` to a function of pandas.

The frames have pandas' methods, and both modules have the same functions. Those of pandas work on
pandas' own classes: a TypeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises


class PandasFunctionForPandasOnSpark(Mutator):
    id = "pandas-function-for-pandas-on-spark"
    title = "pandas' functions for pandas-on-Spark frames"
    misconception = "pandas' functions work on all frames that have pandas' methods."
    principle = (
        "Frames of `pyspark.pandas` are a class of their own. Functions that are no methods, such "
        "as `concat` and `merge`, must come from `pyspark.pandas` too."
    )
    hint = "Of which module are the frames, and of which the function?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.pandas/general_functions.html"
    breaks = Raises("TypeError", match=r"^(cannot concatenate object of type|Can only merge)")
    applies = [
        Applies(
            before="""
            import pandas as pd
            import pyspark.pandas as ps
            sales = ps.concat([january, february])
            rates = pd.DataFrame({"currency": ["EUR"], "rate": [1.0]})
            """,
            after="""
            import pandas as pd
            import pyspark.pandas as ps
            sales = pd.concat([january, february])
            rates = pd.DataFrame({"currency": ["EUR"], "rate": [1.0]})
            """,
        ),
        Applies(
            before="""
            import pandas
            from pyspark import pandas as ps
            small = ps.from_pandas(pandas.read_csv("small.csv"))
            joined = ps.merge(
                big, small, on="id"
            )
            """,
            after="""
            import pandas
            from pyspark import pandas as ps
            small = ps.from_pandas(pandas.read_csv("small.csv"))
            joined = pandas.merge(
                big, small, on="id"
            )
            """,
        ),
    ]
    leaves = [
        # pandas is not at hand.
        Leaves(
            """
            import pyspark.pandas as ps
            sales = ps.concat([january, february])
            """
        ),
        # Functions that pandas runs on these frames, one way or another.
        Leaves(
            """
            import pandas as pd
            import pyspark.pandas as ps
            encoded = ps.get_dummies(psdf)
            frame = pd.DataFrame()
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if (
            isinstance(node.func, cst.Attribute)
            and isinstance(node.func.value, cst.Name)
            and self.calls(node, "pyspark.pandas.concat", "pyspark.pandas.merge")
        ):
            module = self._pandas()
            if module:
                yield node.with_changes(func=node.func.with_changes(value=cst.Name(module)))

    def _pandas(self) -> str | None:
        """The name by which the program calls pandas."""
        for node in self.program.nodes:
            if (
                isinstance(node, cst.Attribute)
                and isinstance(node.value, cst.Name)
                and self.qualified_name(node.value) == "pandas"
            ):
                return node.value.value
        return None
