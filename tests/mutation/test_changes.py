"""How mutants are made: one changed place, and lines to point at."""

import libcst as cst
import pytest

from trainer.mutation.edits import argument, swap_arguments, without_argument
from trainer.mutation.generate import MOST_MUTANTS, MutationError, changes, mutants, parse
from trainer.mutation.mutator import Mutator
from trainer.mutation.program import Program


def rule(**methods):
    """A mutator with these methods and nothing else."""
    return type("Rule", (Mutator,), {"id": "rule", **methods})


def made(source, tmp_path, **methods):
    path = tmp_path / "rule.py"
    return changes(Program(source), rule(**methods), path)


def rename(old, new):
    def mutate_name(self, node):
        if node.value == old:
            yield cst.Name(new)

    return mutate_name


def drop_argument(name):
    def mutate_call(self, node):
        arg = argument(node, name)
        if arg is not None:
            yield without_argument(node, arg)

    return mutate_call


def test_every_yield_is_one_mutant_and_the_rest_stays_byte_for_byte(tmp_path):
    source = "a  =  1 # odd   spacing\nprint( a )\n\n\nprint(  b)\n"
    found = made(source, tmp_path, mutate_Name=rename("a", "z"))
    assert [change.program for change in found] == [
        source.replace("a  =", "z  ="),
        source.replace("( a )", "( z )"),
    ]


def test_a_replaced_line_is_the_span(tmp_path):
    source = "f(\n    one=a,\n    two=b,\n)\n"
    (change,) = made(source, tmp_path, mutate_Name=rename("b", "c"))
    assert (change.span, change.before, change.after) == ((3, 3), "    two=b,", "    two=c,")


def test_where_something_is_taken_away_the_span_is_the_whole_statement(tmp_path):
    source = "x = 1\nf(\n    one=a,\n    two=b,\n)\ny = 2\n"
    (change,) = made(source, tmp_path, mutate_Call=drop_argument("one"))
    assert change.span == (2, 5)
    assert change.after == "f(\n    two=b,\n)"


def test_a_shorter_name_is_not_something_taken_away(tmp_path):
    source = "log_params(\n    a,\n)\n"
    (change,) = made(source, tmp_path, mutate_Name=rename("log_params", "log_param"))
    assert change.span == (1, 1)


def test_a_header_that_loses_something_does_not_blame_the_body(tmp_path):
    source = "with run(\n    nested=True,\n):\n    one()\n    two()\n"
    (change,) = made(source, tmp_path, mutate_Call=drop_argument("nested"))
    assert change.span == (1, 3)


def test_a_body_that_loses_a_statement_blames_the_statement_around_it(tmp_path):
    def mutate_with(self, node):
        yield node.with_deep_changes(node.body, body=node.body.body[1:])

    source = "with run():\n    one()\n    two()\n"
    (change,) = made(source, tmp_path, mutate_With=mutate_with)
    assert change.span == (1, 3)
    assert change.after == "with run():\n    two()"


def test_a_statement_added_at_the_end_of_a_block_blames_the_one_before_it(tmp_path):
    def mutate_with(self, node):
        body = [*node.body.body, cst.parse_statement("three()")]
        yield node.with_deep_changes(node.body, body=body)

    source = "with run():\n    one()\n    two()\nend = 1\n"
    (change,) = made(source, tmp_path, mutate_With=mutate_with)
    assert (change.span, change.after) == ((3, 3), "    two()\n    three()")


@pytest.mark.parametrize(
    ("methods", "message"),
    [
        ({"mutate_Name": lambda self, node: iter(["text"])}, "yields str, not a libcst node"),
        ({"mutate_Name": lambda self, node: iter([node])}, "the code unchanged"),
        (
            {"mutate_Call": lambda self, node: iter([cst.Name("class")])},
            "does not parse",
        ),
        ({"mutate_Name": lambda self, node: 1 / 0}, "raises ZeroDivisionError"),
        (
            {
                "mutate_Name": lambda self, node: (
                    cst.Name(f"n{number}") for number in range(MOST_MUTANTS + 1)
                )
            },
            f"more than {MOST_MUTANTS} mutants",
        ),
    ],
)
def test_a_mutator_that_yields_nonsense_is_told(tmp_path, methods, message):
    source = "f(1)\n"
    with pytest.raises(MutationError, match=message):
        made(source, tmp_path, **methods)


def test_a_change_in_two_places_is_refused(tmp_path):
    def mutate_with(self, node):
        body = node.body.body
        new = [cst.parse_statement("x()"), *body[1:-1], cst.parse_statement("y()")]
        yield node.with_deep_changes(node.body, body=new)

    source = "with run():\n    one()\n    two()\n    three()\n"
    with pytest.raises(MutationError, match="more than one place"):
        made(source, tmp_path, mutate_With=mutate_with)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x = f(a) + g(b)\n", "ab"),
        ("h(f(a), g(b))\n", "ab"),
        ("f(a).g(b)\n", "ab"),
        ("f(a, g(b))\n", "ab"),
        ("with f(a):\n    g(b)\n", "ab"),
    ],
)
def test_a_change_of_two_calls_is_refused(tmp_path, source, names):
    def mutate(self, node):
        yield node.visit(_Upper(names))

    kind = type(Program(source).module.body[0]).__name__
    with pytest.raises(MutationError, match="more than one place"):
        made(source, tmp_path, **{f"mutate_{kind}": mutate})


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x = f(a) + g(b)\n", "a"),
        ("f(a, k=b, c=1)\n", "ab"),
        ("f(a, c=1)\n", "fa"),
        ("x = [a, b]\n", "ab"),
    ],
)
def test_a_change_within_one_call_or_expression_is_one_place(tmp_path, source, names):
    def mutate(self, node):
        yield node.visit(_Upper(names))

    (change,) = made(source, tmp_path, mutate_SimpleStatementLine=mutate)
    assert change.after.lower() == source.removesuffix("\n")


def test_arguments_that_change_places_are_one_place(tmp_path):
    def mutate(self, node):
        if node.func.value == "h":
            yield swap_arguments(node, *node.args)

    (change,) = made("h(f(1), g(2, 3))\n", tmp_path, mutate_Call=mutate)
    assert change.after == "h(g(2, 3), f(1))"


@pytest.mark.parametrize(
    ("kind", "new"),
    [
        ("Arg", lambda node: node.with_changes(value=cst.Name("z"))),
        ("Decorator", lambda node: node.with_changes(decorator=cst.Name("z"))),
        ("Param", lambda node: node.with_changes(name=cst.Name("z"))),
        ("ImportAlias", lambda node: node.with_changes(name=cst.Name("z"))),
        ("Parameters", lambda node: cst.Parameters()),
        ("WithItem", lambda node: node.with_changes(asname=None)),
        ("ExceptHandler", lambda node: node.with_changes(type=cst.Name("z"))),
        ("Element", lambda node: node.with_changes(value=cst.Name("z"))),
        ("DictElement", lambda node: node.with_changes(key=cst.Name("z"))),
        ("ComparisonTarget", lambda node: node.with_changes(operator=cst.NotEqual())),
        ("LessThan", lambda node: cst.GreaterThan()),
        ("AssignTarget", lambda node: node.with_changes(target=cst.Name("z"))),
        ("Annotation", lambda node: node.with_changes(annotation=cst.Name("z"))),
        ("Index", lambda node: node.with_changes(value=cst.Name("z"))),
        ("CompFor", lambda node: node.with_changes(iter=cst.Name("z"))),
    ],
)  # fmt: skip
def test_every_kind_of_node_can_be_mutated(tmp_path, kind, new):
    source = (
        "import a\n\n\n@b\ndef f(c: d):\n    with e as g:\n        h(i)\n\n\n"
        "try:\n    j = [1]\nexcept k:\n    l = {1: 2}[1]\n    m = 1 < 2\n    n = [o for o in p]\n"
    )

    def mutate(self, node):
        yield new(node)

    found = made(source, tmp_path, **{f"mutate_{kind}": mutate})
    assert found


class _Upper(cst.CSTTransformer):
    """Writes some names in capitals."""

    def __init__(self, names):
        super().__init__()
        self.names = names

    def leave_Name(self, original_node, updated_node):
        if updated_node.value not in self.names:
            return updated_node
        return updated_node.with_changes(value=updated_node.value.upper())


def test_a_mutant_of_a_formatted_program_is_formatted(tmp_path):
    long = "a_name_that_is_much_longer_than_the_one_that_stood_in_its_place"
    source = "x = 1\nf(\n    one=a,\n    two=b,\n)\ng(short, another_argument, c)\n"
    (change,) = made(source, tmp_path, mutate_Name=rename("short", long))
    assert change.span == (6, 6)
    assert change.after == f"g(\n    {long},\n    another_argument,\n    c,\n)"
    (change,) = made(
        "value = f(\n    a_long_first_argument, two=b, a_long_third_argument=long_third_value\n)\n",
        tmp_path,
        mutate_Call=drop_argument("a_long_third_argument"),
    )
    assert (change.span, change.after) == ((1, 3), "value = f(a_long_first_argument, two=b)")


def test_only_the_shown_code_is_mutated(write_deck, texts):
    deck = write_deck(
        {"small": texts[0](given="total = 0", code="total = 1\n\n\nx = total", check="total")}
    )
    (snippet,) = deck.snippets()[0]
    found = mutants(snippet, parse(snippet), rule(mutate_Name=rename("total", "sum")), deck.root)
    assert [(mutant.span, mutant.after) for mutant in found] == [
        ((1, 1), "sum = 1"),
        ((4, 4), "x = sum"),
    ]
    assert [mutant.id for mutant in found] == ["small/rule/1", "small/rule/2"]
