"""Gives a dict of tags to `mlflow.set_tag`.

The singular takes a key and a value: "set_tag() missing 1 required positional argument: 'value'".
"""

from collections.abc import Iterator

import libcst as cst

from trainer.mutation import Applies, Leaves, Mutator, Raises, rename_method


class SetTagForSetTags(Mutator):
    id = "set-tag-for-set-tags"
    title = "A dict given to set_tag"
    misconception = "`set_tag` sets whatever tags it is given, one or a dict of them."
    principle = (
        "`set_tag` sets one tag, from a key and a value. A dict of tags goes to `set_tags`; so it "
        "is with `log_param` and `log_params`, and with `log_metric` and `log_metrics`."
    )
    hint = "How many arguments does the singular need for one tag?"
    docs = "https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.set_tags"
    breaks = Raises(
        "TypeError",
        match=(
            r"set_tag\(\) (missing .* required positional argument|got an unexpected keyword "
            r"argument 'tags')"
        ),
    )
    applies = [
        Applies(
            before="""
            import mlflow
            mlflow.set_tags({"team": "grid", "target": "load_kw"})
            """,
            after="""
            import mlflow
            mlflow.set_tag({"team": "grid", "target": "load_kw"})
            """,
        ),
        Applies(
            before="""
            import mlflow as mf
            with mf.start_run():
                mf.set_tags(tags=tags)
            """,
            after="""
            import mlflow as mf
            with mf.start_run():
                mf.set_tag(tags=tags)
            """,
        ),
    ]
    leaves = [
        Leaves(
            """
            import mlflow
            mlflow.set_tag("team", "grid")
            mlflow.set_tags(tags, True)
            """
        ),
        Leaves("span.set_tags(tags)"),
    ]

    def mutate_Call(self, node: cst.Call) -> Iterator[cst.Call]:
        if self.calls(node, "mlflow.set_tags") and len(node.args) == 1 and not node.args[0].star:
            call = rename_method(node, "set_tag")
            if call is not None:
                yield call
