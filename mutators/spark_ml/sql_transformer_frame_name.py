"""Names the DataFrame in the statement of an SQLTransformer.

It is SQL, and the rows are behind a Python variable of that name. Spark looks for a table or a view
of that name: an AnalysisException.
"""

from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from trainer.mutation import Applies, Leaves, Mutator, Raises, argument, replace_value, with_text

TRANSFORMER = "pyspark.ml.feature.SQLTransformer"
PLACE = "__THIS__"


class SqlTransformerFrameName(Mutator):
    id = "sql-transformer-frame-name"
    title = "A variable's name in SQL"
    misconception = "The statement of an SQLTransformer selects from a DataFrame by its name."
    principle = (
        "`__THIS__` stands for whatever frame is being transformed. SQL knows tables and views "
        "only, and nothing of Python's variables."
    )
    hint = "Under which name does the statement find the rows that come in?"
    docs = "https://spark.apache.org/docs/latest/ml-features.html#sqltransformer"
    breaks = Raises("AnalysisException", match=r"TABLE_OR_VIEW_NOT_FOUND")
    applies = [
        Applies(
            before="""
            from pyspark.ml.feature import SQLTransformer
            rate = SQLTransformer(statement="SELECT *, a / b AS rate FROM __THIS__")
            rated = rate.transform(loans_df)
            """,
            after="""
            from pyspark.ml.feature import SQLTransformer
            rate = SQLTransformer(statement="SELECT *, a / b AS rate FROM loans_df")
            rated = rate.transform(loans_df)
            """,
        ),
        Applies(
            before="""
            from pyspark.ml import Pipeline, feature as F
            logs = F.SQLTransformer().setStatement('SELECT *, ln(a) AS log_a FROM __THIS__')
            model = Pipeline(stages=[logs, assembler]).fit(dataset=training)
            """,
            after="""
            from pyspark.ml import Pipeline, feature as F
            logs = F.SQLTransformer().setStatement('SELECT *, ln(a) AS log_a FROM training')
            model = Pipeline(stages=[logs, assembler]).fit(dataset=training)
            """,
        ),
    ]
    leaves = [
        # No frame has a name here.
        Leaves(
            """
            from pyspark.ml.feature import SQLTransformer
            rate = SQLTransformer(statement="SELECT *, a / b AS rate FROM __THIS__")
            """
        ),
        Leaves(
            """
            from mylib.feature import SQLTransformer
            rated = SQLTransformer(statement="SELECT * FROM __THIS__").transform(df)
            """
        ),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, TRANSFORMER):
            statement = argument(node, "statement")
        elif self.calls(node, f"{TRANSFORMER}.setStatement"):
            statement = argument(node, "value", 0)
        else:
            return
        frame = self._frame()
        if statement and isinstance(statement.value, cst.SimpleString) and frame:
            text = statement.value.raw_value
            if text.count(PLACE) == 1:
                changed = with_text(statement.value, text.replace(PLACE, frame))
                yield replace_value(node, statement, changed)

    def _frame(self) -> str | None:
        """The name of the frame that is fitted or transformed first."""
        for method in ("fit", "transform"):
            for call in m.findall(
                self.program.module, m.Call(func=m.Attribute(attr=m.Name(method)))
            ):
                rows = argument(call, "dataset", 0) if isinstance(call, cst.Call) else None
                if rows and isinstance(rows.value, cst.Name):
                    return rows.value.value
        return None
