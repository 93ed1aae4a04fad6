"""Gives a stage that reads one column a list of columns in `inputCols`.

VectorAssembler next to it takes `inputCols`, and scikit-learn's scalers take many columns. A stage
of one input column has no such parameter: a TypeError from its constructor.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument

STAGES = tuple(
    f"pyspark.ml.feature.{name}"
    for name in (
        "BucketedRandomProjectionLSH CountVectorizer DCT ElementwiseProduct HashingTF IDF "
        "IndexToString MaxAbsScaler MinHashLSH MinMaxScaler NGram Normalizer PCA "
        "PolynomialExpansion RegexTokenizer RobustScaler StandardScaler Tokenizer VectorIndexer "
        "VectorSizeHint VectorSlicer Word2Vec"
    ).split()
)
"""The stages of pyspark 4.3 whose constructor takes `inputCol` and no `inputCols`."""


class InputColsForSingleColumn(Mutator):
    id = "input-cols-for-single-column"
    title = "inputCols where there is one input column"
    misconception = "Every feature stage takes its input as a list of columns in `inputCols`."
    principle = (
        "A stage such as StandardScaler reads one column, often a vector, named by `inputCol`; "
        "`inputCols` belongs to stages that can read several columns."
    )
    hint = "How many columns does this stage read, and what is in such a column?"
    docs = "https://spark.apache.org/docs/latest/ml-features.html"
    breaks = Raises("TypeError", match=r"unexpected keyword argument 'inputCols'")
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import StandardScaler
            scaler = StandardScaler(inputCol="features", outputCol="scaled")
            """,
            after="""
            from pyspark.ml.feature import StandardScaler
            scaler = StandardScaler(inputCols=["features"], outputCol="scaled")
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import feature as F
            pca = F.PCA(
                k=2,
                inputCol=column,
                outputCol='pcs',
            )
            """,
            after="""
            from pyspark.ml import feature as F
            pca = F.PCA(
                k=2,
                inputCols=[column],
                outputCol='pcs',
            )
            """,
        ),
    ]
    leaves = [
        # StringIndexer takes one column or several.
        Leaves(
            """
            from pyspark.ml.feature import StringIndexer
            indexer = StringIndexer(inputCol="plan", outputCol="plan_idx")
            """
        ),
        Leaves(
            """
            from mylib.feature import StandardScaler
            scaler = StandardScaler(inputCol="features", outputCol="scaled")
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        column = argument(node, "inputCol")
        if column is None or not self.calls(node, *STAGES):
            return
        columns = column.with_changes(
            keyword=cst.Name("inputCols"), value=cst.List([cst.Element(column.value)])
        )
        yield node.with_changes(args=[columns if arg is column else arg for arg in node.args])
