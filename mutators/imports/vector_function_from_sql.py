"""Imports a function for vectors from pyspark.sql.functions.

vector_to_array is called on columns as all functions are. Vectors are a type of pyspark.ml:
"cannot import name 'vector_to_array' from 'pyspark.sql.functions'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, with_module

NAMES = ("array_to_vector", "predict_batch_udf", "vector_to_array")


class VectorFunctionFromSql(Mutator):
    id = "vector-function-from-sql"
    title = "vector_to_array from pyspark.sql.functions"
    misconception = "Every function on columns is in `pyspark.sql.functions`."
    principle = (
        "`vector_to_array`, `array_to_vector` and `predict_batch_udf` know Spark ML's vectors and "
        "models, and are in `pyspark.ml.functions`. What `pyspark.sql.functions` has for vectors "
        "as of 4.3, such as `vector_norm`, takes arrays."
    )
    hint = "Which of the two knows the type that a VectorAssembler puts into its column?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.ml.html#functions"
    breaks = Raises("ImportError", match="cannot import name .* from 'pyspark.sql.functions'")
    applies = [
        Applies(
            before="""
            from pyspark.ml.functions import vector_to_array
            df.select(vector_to_array("probability"))
            """,
            after="""
            from pyspark.sql.functions import vector_to_array
            df.select(vector_to_array("probability"))
            """,
        ),
        Applies(
            before="from pyspark.ml.functions import array_to_vector as as_vector, vector_to_array",
            after="from pyspark.sql.functions import array_to_vector as as_vector, vector_to_array",
        ),
    ]
    leaves = [
        Leaves("from pyspark.sql.functions import array"),
        Leaves("from helpers.ml.functions import vector_to_array"),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        module, names = self.imported_from(node)
        if module == "pyspark.ml.functions" and all(name in NAMES for name in names):
            yield with_module(node, "pyspark.sql.functions")
