"""Fits a stage that has nothing to learn, such as a VectorAssembler.

In scikit-learn every step of a pipeline has `fit`. Spark's plain transformers have `transform`
only: an AttributeError.
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument

TRANSFORMERS = tuple(
    f"pyspark.ml.feature.{name}"
    for name in (
        "Binarizer Bucketizer DCT ElementwiseProduct FeatureHasher HashingTF IndexToString "
        "Interaction NGram Normalizer PolynomialExpansion RegexTokenizer SQLTransformer "
        "StopWordsRemover Tokenizer VectorAssembler VectorSizeHint VectorSlicer"
    ).split()
)


class FitOnTransformer(Mutator):
    id = "fit-on-transformer"
    title = "fit of a plain transformer"
    misconception = "Every stage has to be fitted before it can transform rows."
    principle = (
        "Only an estimator learns from rows and has `fit`. A transformer such as VectorAssembler "
        "needs nothing but its parameters and has `transform` alone."
    )
    hint = "What would this stage have to learn from the rows?"
    docs = "https://spark.apache.org/docs/latest/ml-pipeline.html#transformers"
    breaks = Raises("AttributeError", match=r"object has no attribute 'fit'")
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import VectorAssembler
            assembler = VectorAssembler(inputCols=["a", "b"], outputCol="features")
            assembled_df = assembler.transform(df)
            """,
            after="""
            from pyspark.ml.feature import VectorAssembler
            assembler = VectorAssembler(inputCols=["a", "b"], outputCol="features")
            assembled_df = assembler.fit(df).transform(df)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import feature as F
            words = F.Tokenizer(inputCol="t", outputCol="words").transform(dataset=texts)
            """,
            after="""
            from pyspark.ml import feature as F
            words = F.Tokenizer(inputCol="t", outputCol="words").fit(texts).transform(dataset=texts)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            from pyspark.ml.feature import StandardScaler
            scaler = StandardScaler(inputCol="features", outputCol="scaled")
            scaled_df = scaler.fit(df).transform(df)
            """
        ),
        Leaves("assembled_df = assembler.transform(df)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        rows = argument(node, "dataset", 0)
        if (
            self.calls(node, *(f"{name}.transform" for name in TRANSFORMERS))
            and isinstance(node.func, cst.Attribute)
            and rows
            and isinstance(rows.value, cst.Name)
        ):
            fit = cst.Call(
                func=cst.Attribute(value=node.func.value, attr=cst.Name("fit")),
                args=[cst.Arg(cst.Name(rows.value.value))],
            )
            yield node.with_changes(func=node.func.with_changes(value=fit))
