"""A parsed program that answers what its expressions are: qualified names, types, positions."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst
from libcst import metadata as meta

from trainer.mutation.api import (
    ALIASES,
    ATTRIBUTES,
    ELEMENTS,
    ENTERS_ITSELF,
    NOTEBOOK_NAMES,
    OTHERWISE,
    RETURNS,
    fitted,
)
from trainer.mutation.bindings import Bindings
from trainer.mutation.edits import argument

LAYOUT = (
    cst.BaseParenthesizableWhitespace,
    cst.Comment,
    cst.EmptyLine,
    cst.Newline,
    cst.TrailingWhitespace,
)
"""Nodes that say nothing to Python; the formatter sets them."""

_MOST_STEPS = 500
"""How many expressions one question may lead to: ten branches can lead to thousands."""

_SETTER = re.compile(r"set[A-Z]")


class Program:
    """One module and its metadata. Nodes given to its methods must come from `module`."""

    def __init__(self, source: str) -> None:
        """Raises libcst.ParserSyntaxError where the source is not Python."""
        self.source = source
        self._read()

    def _read(self) -> None:
        wrapper = meta.MetadataWrapper(cst.parse_module(self.source), unsafe_skip_copy=True)
        self.module = wrapper.module
        self._positions = wrapper.resolve(meta.PositionProvider)
        self._parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self.nodes: list[cst.CSTNode] = []
        """All but the module and LAYOUT, outermost first. Walked once: `children` is slow."""
        self._walk(self.module)
        self._bindings = Bindings(
            self._positions, wrapper.resolve(meta.ScopeProvider), self._parents
        )
        self._names: dict[cst.CSTNode | None, str | None] = {}
        self._types: dict[cst.CSTNode | None, str | None] = {}
        self._steps = 0
        self.calls = [node for node in self.nodes if isinstance(node, cst.Call)]
        self.statements = [node for node in self.nodes if isinstance(node, cst.BaseStatement)]

    def restore(self) -> bool:
        """Reads the source again if the tree says something else by now; whether it did."""
        if self.module.code == self.source:
            return False
        self._read()
        return True

    def _walk(self, node: cst.CSTNode) -> None:
        for child in node.children:
            if isinstance(child, LAYOUT):
                continue
            self._parents[child] = node
            self.nodes.append(child)
            self._walk(child)

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        return self._parents.get(node)

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around `node`, innermost first."""
        parent = self.parent(node)
        while parent is not None:
            yield parent
            parent = self.parent(parent)

    def lines(self, node: cst.CSTNode) -> tuple[int, int]:
        """First and last line of a node, from 1."""
        place = self._positions[node]
        return place.start.line, place.end.line

    def qualified_name(self, node: cst.CSTNode | None) -> str | None:
        """The full dotted name of what an expression names, whatever it was imported as.

        A method's name begins with the type of its object: `pyspark.ml.Pipeline.fit`.
        None where the code does not say.
        """
        if node not in self._names:
            self._steps = 0
            self._names[node] = self._qualified(node, frozenset()) or None
        return self._names[node]

    def type_of(self, node: cst.CSTNode | None) -> str | None:
        """The qualified name of an expression's type; None where the code does not say.

        Where branches or loops leave open which of several values a name has, they must agree.
        """
        if node not in self._types:
            self._steps = 0
            self._types[node] = self._type_of(node, frozenset()) or None
        return self._types[node]

    def value_of(self, node: cst.CSTNode) -> cst.BaseExpression | None:
        """The expression that was last assigned to a name before this use of it.

        None where branches or loops leave open which one that is.
        """
        if not isinstance(node, cst.Name):
            return None
        reaching = self._bindings.reaching(node)
        if len(reaching) != 1:
            return None
        bound = self._bound(reaching[0].node, node.value)
        return bound if isinstance(bound, cst.BaseExpression) else None

    def is_bound_once(self, name: str) -> bool:
        """Whether a name is bound in one place only, so that it means the same everywhere."""
        return self._bindings.count(name) == 1

    def elements(self, node: cst.CSTNode | None) -> list[cst.BaseExpression] | None:
        """The elements of a list or tuple, written in place or behind a name."""
        if isinstance(node, cst.Name):
            node = self.value_of(node)
        if not isinstance(node, cst.List | cst.Tuple):
            return None
        return [element.value for element in node.elements]

    # The two below give "" where the question leads back to itself, as in `x = x.copy()` in a
    # loop: such a binding says nothing, and those beside it decide. `seen` holds the nodes on the
    # way there.

    def _qualified(self, node: cst.CSTNode | None, seen: frozenset[cst.CSTNode]) -> str | None:
        if isinstance(node, cst.Name):
            return self._imported(node)
        if isinstance(node, cst.Attribute):
            owner = self._qualified(node.value, seen) or self._type_of(node.value, seen)
            if not owner:
                return owner
            name = f"{owner}.{node.attr.value}"
            return ALIASES.get(name, name)
        return None

    def _type_of(self, node: cst.CSTNode | None, seen: frozenset[cst.CSTNode]) -> str | None:
        if node in seen:
            return ""
        self._steps += 1
        if self._steps > _MOST_STEPS:
            return None
        match node:
            case cst.Dict() | cst.DictComp():
                return "builtins.dict"
            case cst.List() | cst.ListComp():
                return "builtins.list"
            case cst.SimpleString():
                return "builtins.bytes" if "b" in node.prefix.lower() else "builtins.str"
            case cst.ConcatenatedString():
                return self._type_of(node.left, seen)
            case cst.FormattedString():
                return "builtins.str"
            case cst.Integer():
                return "builtins.int"
            case cst.Float():
                return "builtins.float"
            case cst.Call():
                return self._returned(node, seen | {node})
            case cst.Name():
                return self._named(node, seen | {node})
            case cst.Attribute():
                name = self._qualified(node, seen | {node})
                return ATTRIBUTES.get(name) if name else name
        return None

    def _named(self, name: cst.Name, seen: frozenset[cst.CSTNode]) -> str | None:
        if not self._bindings.all_of(name):
            return NOTEBOOK_NAMES.get(name.value)
        types: set[str | None] = set()
        for assignment in self._bindings.reaching(name):
            match self._bound(assignment.node, name.value):
                case cst.Annotation() as bound:
                    type_ = self._qualified(bound.annotation, seen)
                case cst.WithItem() as bound:
                    type_ = self._type_of(bound.item, seen)
                    type_ = type_ if not type_ or type_ in ENTERS_ITSELF else None
                case cst.Element() as bound:
                    type_ = self._element(bound, seen)
                case bound:
                    type_ = self._type_of(bound, seen)
            if type_ is None:
                return None
            types.add(type_)
        if len(types) > 1:
            types.discard("")
        return types.pop() if len(types) == 1 else None

    def _element(self, element: cst.Element, seen: frozenset[cst.CSTNode]) -> str | None:
        """The type of what a call's list gives to one name of several on the left."""
        assign = next(each for each in self.ancestors(element) if isinstance(each, cst.Assign))
        assert isinstance(assign.value, cst.Call)
        return ELEMENTS.get(self._qualified(assign.value.func, seen) or "")

    def _returned(self, call: cst.Call, seen: frozenset[cst.CSTNode]) -> str | None:
        name = self._qualified(call.func, seen)
        if not name:
            return name
        owner, _, last = name.rpartition(".")
        if name in RETURNS:
            other = OTHERWISE.get(name)
            return RETURNS[name] if other is None or self._is_left_at(call, *other) else None
        if last[:1].isupper():
            return name
        if last == "fit":
            return fitted(owner) if self._fits_one(call, owner, seen) else None
        if last == "transform" and owner.startswith("pyspark.ml."):
            return "pyspark.sql.DataFrame"
        if _SETTER.match(last) and owner.startswith("pyspark.ml."):
            return owner
        return None

    def _fits_one(self, call: cst.Call, estimator: str, seen: frozenset[cst.CSTNode]) -> bool:
        """Whether `fit` gives one model; for a list of parameter maps Spark gives a list."""
        if not estimator.startswith("pyspark.ml."):
            return True
        params = argument(call, "params", 1)
        if params is None:
            return not _is_starred(call)
        if isinstance(params.value, cst.Name) and params.value.value == "None":
            return True
        return self._type_of(params.value, seen) == "builtins.dict"

    def _is_left_at(self, call: cst.Call, keyword: str, position: int, usual: str) -> bool:
        """Whether an argument is not given, or given as the text that it is without."""
        given = argument(call, keyword, position)
        if given is None:
            return not _is_starred(call)
        value = given.value
        return isinstance(value, cst.SimpleString) and value.evaluated_value == usual

    def _imported(self, node: cst.Name) -> str | None:
        """The dotted name behind a name that an import binds, and nothing else where it is used."""
        found: set[str] = set()
        for assignment in self._bindings.reaching(node):
            if not isinstance(assignment, meta.ImportAssignment):
                return None
            names = sorted(each.name for each in assignment.get_qualified_names_for(node.value))
            found.add(ALIASES.get(names[0], names[0]) if names else "")
        return found.pop() if len(found) == 1 else None

    def _bound(self, node: cst.CSTNode, name: str) -> cst.CSTNode | None:
        """What says what `name` is, given the node that binds it: the expression assigned, an

        annotation, the item of a `with`, or the element on the left of a call that is unpacked.
        """
        if isinstance(node, cst.Param):
            return None if node.star in ("*", "**") else node.annotation
        inner = node
        for around in self.ancestors(node):
            match around:
                # A name bound inside the value (a comprehension's, say) is not the target's.
                case cst.Assign():
                    return _assigned(inner, around.value, name)
                case cst.AnnAssign():
                    return around.annotation if inner is around.target else None
                case cst.NamedExpr():
                    return around.value if inner is around.target else None
                case cst.AsName():
                    item = self.parent(around)
                    return item if inner is node and isinstance(item, cst.WithItem) else None
                case cst.BaseStatement() | cst.BaseSmallStatement():
                    return None
            inner = around
        return None


def _assigned(
    target: cst.CSTNode, value: cst.BaseExpression, name: str
) -> cst.BaseExpression | cst.Element | None:
    if not isinstance(target, cst.AssignTarget):
        return None
    left = target.target
    if isinstance(left, cst.Name):
        return value
    if not isinstance(left, cst.Tuple | cst.List):
        return None
    if any(isinstance(each, cst.StarredElement) for each in left.elements):
        return None
    for index, element in enumerate(left.elements):
        if not (isinstance(element.value, cst.Name) and element.value.value == name):
            continue
        if isinstance(value, cst.Call) and isinstance(element, cst.Element):
            return element
        if isinstance(value, cst.Tuple | cst.List) and len(value.elements) == len(left.elements):
            right = value.elements[index]
            return right.value if isinstance(right, cst.Element) else None
    return None


def _is_starred(call: cst.Call) -> bool:
    return any(arg.star for arg in call.args)
