"""Leaves the schema out of `applyInPandas` or `mapInPandas`.

The function returns a pandas frame, which has names and types. Spark plans the query before it
runs the function: a TypeError for the missing argument.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, without_argument


class ApplyInPandasWithoutSchema(Mutator):
    id = "apply-in-pandas-without-schema"
    title = "applyInPandas without a schema"
    misconception = "The columns of the result follow from the frame that the function returns."
    principle = (
        "Spark has to know the result's columns before the function runs, so `applyInPandas` and "
        "`mapInPandas` always need their names and types as `schema`."
    )
    hint = "When does Spark have to know the columns of the result, and when does the function run?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.GroupedData.applyInPandas.html"
    breaks = Raises(
        "TypeError", match=r"InPandas\(\) missing 1 required positional argument: 'schema'"
    )
    applies = [
        Applies(
            before="""
            df = spark.table("sales")
            models = df.groupBy("store").applyInPandas(
                train, schema="store string, slope double"
            )
            """,
            after="""
            df = spark.table("sales")
            models = df.groupBy("store").applyInPandas(train)
            """,
        ),
        Applies(
            before="""
            scored = (
                spark.table("sales")
                .where("units > 0")
                .mapInPandas(score, "store string, units double")
            )
            """,
            after="""
            scored = spark.table("sales").where("units > 0").mapInPandas(score)
            """,
        ),
    ]
    leaves = [
        Leaves('models = groups.applyInPandas(train, schema="store string")'),
        Leaves(
            """
            import pandas as pd
            models = pd.DataFrame(rows).groupby("store").apply(train)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        schema = argument(node, "schema", 1)
        if schema and self.calls(
            node,
            "pyspark.sql.DataFrame.mapInPandas",
            "pyspark.sql.GroupedData.applyInPandas",
        ):
            yield without_argument(node, schema)
