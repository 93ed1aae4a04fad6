"""A parsed program that answers what its expressions are: qualified names, types, positions."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from libcst import matchers as m
from libcst import metadata as meta

from trainer.mutation.api import ALIASES, ELEMENTS, NOTEBOOK_NAMES, RETURNS, fitted

_VISITED = (cst.BaseExpression, cst.BaseStatement, cst.BaseSmallStatement)


class Program:
    """One module and its metadata. Nodes given to its methods must come from `module`."""

    def __init__(self, source: str) -> None:
        """Raises libcst.ParserSyntaxError where the source is not Python."""
        wrapper = meta.MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
        self.source = source
        self.module = wrapper.module
        self._positions = wrapper.resolve(meta.PositionProvider)
        self._scopes = wrapper.resolve(meta.ScopeProvider)
        self._parents: dict[cst.CSTNode, cst.CSTNode] = {}
        self.nodes: list[cst.CSTNode] = []
        """Expressions and statements, outermost first. Walked once: libcst's `children` is slow."""
        self._walk(self.module)
        self.calls = [node for node in self.nodes if isinstance(node, cst.Call)]

    def _walk(self, node: cst.CSTNode) -> None:
        for child in node.children:
            self._parents[child] = node
            if isinstance(child, _VISITED):
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
        if isinstance(node, cst.Name):
            return self._imported(node)
        if isinstance(node, cst.Attribute):
            owner = self.qualified_name(node.value) or self.type_of(node.value)
            if owner is None:
                return None
            name = f"{owner}.{node.attr.value}"
            return ALIASES.get(name, name)
        return None

    def type_of(self, node: cst.CSTNode | None) -> str | None:
        """The qualified name of an expression's type; None where the code does not say."""
        return self._type_of(node, frozenset())

    def value_of(self, node: cst.CSTNode) -> cst.BaseExpression | None:
        """The expression that was last assigned to a name before this use of it."""
        if not isinstance(node, cst.Name):
            return None
        bound = self._binding(node)
        return bound if isinstance(bound, cst.BaseExpression) else None

    def is_bound_once(self, name: str) -> bool:
        """Whether a name is assigned in one place only, so that it means the same everywhere."""
        targets = [
            target for node in self.nodes if isinstance(node, cst.Assign) for target in node.targets
        ]
        return sum(len(m.findall(target, m.Name(name))) for target in targets) == 1

    def elements(self, node: cst.CSTNode | None) -> list[cst.BaseExpression] | None:
        """The elements of a list or tuple, written in place or behind a name."""
        if isinstance(node, cst.Name):
            node = self.value_of(node)
        if not isinstance(node, cst.List | cst.Tuple):
            return None
        return [element.value for element in node.elements]

    def _type_of(self, node: cst.CSTNode | None, seen: frozenset[cst.CSTNode]) -> str | None:
        if node is None or node in seen:
            return None
        seen |= {node}
        match node:
            case cst.Dict() | cst.DictComp():
                return "builtins.dict"
            case cst.List() | cst.ListComp():
                return "builtins.list"
            case cst.SimpleString() | cst.FormattedString() | cst.ConcatenatedString():
                return "builtins.str"
            case cst.Integer():
                return "builtins.int"
            case cst.Float():
                return "builtins.float"
            case cst.Call():
                return self._returned(node, seen)
            case cst.Name():
                bound = self._binding(node)
                if isinstance(bound, cst.Annotation):
                    return self.qualified_name(bound.annotation)
                if isinstance(bound, str):
                    return bound
                if bound is None and not self._scopes_of(node):
                    return NOTEBOOK_NAMES.get(node.value)
                return self._type_of(bound, seen)
        return None

    def _returned(self, call: cst.Call, seen: frozenset[cst.CSTNode]) -> str | None:
        if isinstance(call.func, cst.Attribute) and self.qualified_name(call.func.value) is None:
            owner = self._type_of(call.func.value, seen)
            name = f"{owner}.{call.func.attr.value}" if owner else None
        else:
            name = self.qualified_name(call.func)
        if name is None:
            return None
        owner, _, last = name.rpartition(".")
        if name in RETURNS:
            return RETURNS[name]
        if last[:1].isupper():
            return name
        if last == "fit":
            return fitted(owner)
        if last == "transform" and owner.startswith("pyspark.ml."):
            return "pyspark.sql.DataFrame"
        if last.startswith("set") and owner.startswith("pyspark.ml."):
            return owner
        if last == "getOrCreate":
            return "pyspark.sql.SparkSession"
        return None

    def _imported(self, node: cst.Name) -> str | None:
        """The dotted name behind a name that an import binds."""
        for assignment in self._scopes_of(node):
            if not isinstance(assignment, meta.ImportAssignment):
                continue
            names = assignment.get_qualified_names_for(node.value)
            for name in sorted(name.name for name in names):
                return ALIASES.get(name, name)
        return None

    def _scopes_of(self, node: cst.Name) -> list[meta.BaseAssignment]:
        scope = self._scopes.get(node)
        if scope is None:
            return []
        return [a for a in scope[node.value] if not isinstance(a, meta.BuiltinAssignment)]

    def _binding(self, node: cst.Name) -> cst.CSTNode | str | None:
        """What was last bound to a name before its use: an expression, an annotation or a type.

        A use in another scope than the binding's (a global read in a function) sees the last one.
        """
        candidates = []
        for assignment in self._scopes_of(node):
            if not isinstance(assignment, meta.Assignment):
                continue
            place = self._positions.get(assignment.node)
            if place is not None:
                candidates.append(((place.start.line, place.start.column), assignment))
        candidates.sort(key=lambda candidate: candidate[0])
        scope = self._scopes.get(node)
        start = self._positions[node].start
        here = (start.line, start.column)
        before = [a for at, a in candidates if at < here or a.scope is not scope]
        return self._bound(before[-1].node, node.value) if before else None

    def _bound(self, node: cst.CSTNode, name: str) -> cst.CSTNode | str | None:
        """The value of the statement in which `node` is bound to `name`."""
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            return None
        if isinstance(node, cst.Param):
            return node.annotation
        inner = node
        for around in self.ancestors(node):
            match around:
                case cst.Assign() | cst.AnnAssign():
                    # A name bound inside the value (a comprehension's, say) is not the target's.
                    return self._assigned(around, inner, name)
                case cst.NamedExpr():
                    return around.value
                case cst.WithItem():
                    return around.item
                case cst.Param():
                    return around.annotation
                case cst.BaseStatement() | cst.BaseSmallStatement():
                    return None
            inner = around
        return None

    def _assigned(
        self, statement: cst.Assign | cst.AnnAssign, inner: cst.CSTNode, name: str
    ) -> cst.CSTNode | str | None:
        if isinstance(statement, cst.AnnAssign):
            return statement.annotation
        if not isinstance(inner, cst.AssignTarget):
            return None
        target, value = inner.target, statement.value
        if isinstance(target, cst.Name):
            return value
        if isinstance(target, cst.Tuple | cst.List):
            if isinstance(value, cst.Tuple | cst.List):
                pairs = zip(target.elements, value.elements, strict=False)
                named = (
                    right.value
                    for left, right in pairs
                    if isinstance(left.value, cst.Name) and left.value.value == name
                )
                return next(named, None)
            if isinstance(value, cst.Call):
                return ELEMENTS.get(self.qualified_name(value.func) or "")
        return None
