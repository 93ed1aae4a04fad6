"""Imports F from pyspark.sql.functions, as if it were something there.

F stands before so many functions that it looks like a part of Spark. It is a name that each program
gives to the module: "cannot import name 'F' from 'pyspark.sql.functions'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, with_module

CUSTOMARY = {"F", "Fn", "f", "fn", "fun", "func", "funcs", "psf", "sf", "sqlf"}
"""Names that programs give to the module; it has none of them itself."""


class FunctionsAliasImported(Mutator):
    id = "functions-alias-imported"
    title = "F imported from pyspark.sql.functions"
    misconception = "`F` is an object of Spark's that holds the functions and can be imported."
    principle = (
        "`F` is only a customary name for the module `pyspark.sql.functions`; a program gives it "
        "with `as`. The module has nothing of that name."
    )
    hint = "What is F: a part of Spark, or a name that the program gives?"
    docs = "https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/functions.html"
    breaks = Raises("ImportError", match=r"cannot import name '\w+' from 'pyspark\.sql\.functions'")
    applies = [
        Applies(
            before="""
            from pyspark.sql import functions as F
            df.where(F.col("a") > 0)
            """,
            after="""
            from pyspark.sql.functions import F
            df.where(F.col("a") > 0)
            """,
        ),
        Applies(
            before="""
            from pyspark.sql import (
                functions as sf,
            )
            totals = df.agg(sf.sum("a"))
            """,
            after="""
            from pyspark.sql.functions import (
                sf,
            )
            totals = df.agg(sf.sum("a"))
            """,
        ),
        Applies(
            before="""
            import pyspark.sql.functions as fn
            totals = df.agg(fn.sum("a"))
            """,
            after="""
            from pyspark.sql.functions import fn
            totals = df.agg(fn.sum("a"))
            """,
        ),
    ]
    leaves = [
        Leaves("import torch.nn.functional as F"),
        Leaves("from pyspark.sql import functions, types"),
        Leaves("from pyspark.sql import Window as W"),
        Leaves("from pyspark.sql import functions as sum"),
        Leaves("from .pyspark.sql import functions as F"),
        Leaves("from pyspark.sql.functions import col as F"),
    ]

    def mutate_ImportFrom(self, node: cst.ImportFrom) -> Iterator[cst.ImportFrom]:
        if self.imported_from(node) != ("pyspark.sql", ["functions"]):
            return
        assert not isinstance(node.names, cst.ImportStar)
        [name] = node.names
        if (alias := name.evaluated_alias) in CUSTOMARY:
            yield with_module(
                node.with_changes(names=[name.with_changes(name=cst.Name(alias), asname=None)]),
                "pyspark.sql.functions",
            )

    def mutate_Import(self, node: cst.Import) -> Iterator[cst.ImportFrom]:
        [name, *others] = node.names
        alias = name.evaluated_alias
        if (
            not others
            and alias in CUSTOMARY
            and name.evaluated_name == "pyspark.sql.functions"
            and not self.is_conditional(node)
        ):
            names = [cst.ImportAlias(cst.Name(alias))]
            module = cst.Attribute(cst.parse_expression("pyspark.sql"), cst.Name("functions"))
            yield cst.ImportFrom(module=module, names=names)
