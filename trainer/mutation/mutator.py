"""The contract that a mutator fulfils, and the questions that it may ask of a program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import dedent
from typing import ClassVar

import libcst as cst
from libcst.helpers import get_full_name_for_node

from trainer.model import Breaks
from trainer.mutation.program import Program

PREFIX = "mutate_"


@dataclass(frozen=True)
class Applies:
    """An example: the mutants of `before` are exactly `after`, one text or several in order."""

    before: str
    after: str | tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "before", _program(self.before))
        after = (self.after,) if isinstance(self.after, str) else self.after
        object.__setattr__(self, "after", tuple(_program(text) for text in after))


@dataclass(frozen=True)
class Leaves:
    """An example of a look-alike: a program of which the mutator makes nothing."""

    program: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "program", _program(self.program))


def _program(text: str) -> str:
    return dedent(text).strip("\n") + "\n"


class Mutator:
    """One misconception, as a rule that rewrites one place of a program.

    A subclass states the fields below and defines generators `mutate_NODE(self, node)`, NODE being
    a class of libcst. Each is called with each node of that class in the shown code; each node that
    it yields takes the visited node's place and makes one mutant.
    """

    id: ClassVar[str]
    title: ClassVar[str]
    """A few words that name the idea in lists."""
    misconception: ClassVar[str]
    """What someone who writes this believes; one sentence that names the idea, not the line."""
    principle: ClassVar[str]
    """What is true instead; one or two sentences."""
    hint: ClassVar[str]
    """A question that leads to the principle and does not say it."""
    docs: ClassVar[str]
    """The page that settles it."""
    prerequisites: ClassVar[Sequence[str]] = ()
    """The ids of ideas that learners should meet before this one."""
    seen: ClassVar[str] = ""
    """A public page where the mistake is made or warned of: documentation, a question, an issue."""
    breaks: ClassVar[Breaks]
    applies: ClassVar[Sequence[Applies]]
    leaves: ClassVar[Sequence[Leaves]]

    def __init__(self, program: Program) -> None:
        self.program = program

    def qualified_name(self, node: cst.CSTNode | None) -> str | None:
        """See Program.qualified_name."""
        return self.program.qualified_name(node)

    def type_of(self, node: cst.CSTNode | None) -> str | None:
        """See Program.type_of."""
        return self.program.type_of(node)

    def is_a(self, node: cst.CSTNode | None, *types: str) -> bool:
        """Whether the code says that an expression is of one of these types, named in full."""
        return self.program.type_of(node) in types

    def calls(self, node: cst.CSTNode | None, *names: str) -> bool:
        """Whether a node is a call of one of these functions, classes or methods, named in full.

        `self.calls(node, "mlflow.log_param", "pyspark.ml.Pipeline.fit")`
        """
        return isinstance(node, cst.Call) and self.program.qualified_name(node.func) in names

    def inside(self, node: cst.CSTNode, *kinds: type[cst.CSTNode]) -> bool:
        """Whether one of the nodes around `node` is of one of these kinds."""
        return any(isinstance(around, kinds) for around in self.program.ancestors(node))

    def is_conditional(self, node: cst.CSTNode) -> bool:
        """Whether `if` or `try` is around a node, so that it may not run, or fail without harm."""
        return self.inside(node, cst.If, cst.Try, cst.TryStar)

    def imported_from(self, node: cst.ImportFrom) -> tuple[str, list[str]]:
        """The module of `from … import …` and the names as that module has them.

        `("", [])` for a relative import, for `*`, and for a conditional one: what these lead to
        is not for this program to say.
        """
        if node.relative or node.module is None or isinstance(node.names, cst.ImportStar):
            return "", []
        if self.is_conditional(node):
            return "", []
        module = get_full_name_for_node(node.module) or ""
        return module, [each.evaluated_name for each in node.names]

    def given_to(self, node: cst.BaseExpression) -> Iterator[tuple[str, cst.Call, cst.Arg]]:
        """Each call that an expression is given to, in place, as part of a text or through a name.

        Yields the function's full name (empty where the code does not say), the call and the
        argument.
        """
        whole: cst.CSTNode = node
        while isinstance(around := self.program.parent(whole), cst.ConcatenatedString):
            whole = around
        for call in self.program.calls:
            for arg in call.args:
                if arg.value is whole or self.program.value_of(arg.value) is whole:
                    yield self.qualified_name(call.func) or "", call, arg

    def methods(self) -> dict[str, Callable[[cst.CSTNode], object]]:
        """The methods `mutate_NODE`, by the name of the class."""
        names = (name for name in dir(self) if name.startswith(PREFIX))
        return {name.removeprefix(PREFIX): getattr(self, name) for name in names}
