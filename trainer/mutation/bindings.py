"""Finds the bindings that a name may have where it is used, as branches and loops allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import libcst as cst
from libcst import metadata as meta

_FORKS = (cst.If, cst.Match)
_LOOPS = (cst.For, cst.While)
_TRIES = (cst.Try, cst.TryStar)
_CONDITIONAL = (*_FORKS, *_LOOPS, *_TRIES, cst.FunctionDef, cst.Lambda)
_ASSIGNING = (cst.Assign, cst.AnnAssign, cst.AugAssign, cst.NamedExpr)

_Branches = dict[cst.CSTNode, cst.CSTNode]
"""The conditional statements around a node, innermost first, each to the branch that holds it."""


class Bindings:
    """What is bound to the names of one module."""

    def __init__(
        self,
        positions: Mapping[cst.CSTNode, Any],
        scopes: Mapping[cst.CSTNode, meta.Scope | None],
        parents: Mapping[cst.CSTNode, cst.CSTNode],
    ) -> None:
        self._positions = positions
        self._scopes = scopes
        self._parents = parents

    def all_of(self, name: cst.Name) -> list[meta.Assignment | meta.ImportAssignment]:
        """Every binding of a name in the scope in which this use finds it; none of builtins."""
        scope = self._scopes.get(name)
        if scope is None:
            return []
        return [a for a in scope[name.value] if isinstance(a, meta.Assignment)]

    def count(self, name: str) -> int:
        """In how many places of the module, in whatever scope, something is bound to a name."""
        scopes = {scope for scope in self._scopes.values() if scope is not None}
        return sum(len(scope.assignments[name]) for scope in scopes)

    def reaching(self, use: cst.Name) -> list[meta.Assignment | meta.ImportAssignment]:
        """The bindings of which one is in force where a name is used, the last one first.

        A use in another scope than the binding's (a global read in a function) sees the last ones.
        """
        known = sorted(self.all_of(use), key=lambda each: self._since(each.node))
        if not known:
            return []
        scope = self._scope(use)
        start = self._positions[use].start
        here = (start.line, start.column)
        earlier = [a for a in known if a.scope is not scope or self._since(a.node) <= here]
        later = [a for a in known if a not in earlier]
        around = self._branches(use)
        found = []
        certain: _Branches = {}
        for assignment in reversed(earlier):
            branches = self._branches(assignment.node)
            if _exclude_each_other(branches, around):
                continue
            found.append(assignment)
            if branches.items() <= around.items():
                certain = branches
                break
        for assignment in later:
            loops = _common_loops(self._branches(assignment.node), around)
            if any(loop not in certain for loop in loops):
                found.append(assignment)
        return found

    def _scope(self, node: cst.CSTNode) -> meta.Scope | None:
        """The scope in which a node runs; a comprehension runs where it stands."""
        scope = self._scopes.get(node)
        while isinstance(scope, meta.ComprehensionScope):
            scope = scope.parent
        return scope

    def _since(self, node: cst.CSTNode) -> tuple[int, int]:
        """The position from which on what `node` binds is bound: behind a value assigned."""
        place = self._positions[node].start
        for around in self._around(node):
            if isinstance(around, _ASSIGNING):
                place = self._positions[around].end
                break
            if isinstance(around, cst.BaseStatement | cst.BaseSmallStatement):
                break
        return place.line, place.column

    def _branches(self, node: cst.CSTNode) -> _Branches:
        found: _Branches = {}
        inner = node
        for around in self._around(node):
            if isinstance(around, _CONDITIONAL) and _is_branch(around, inner):
                found[around] = inner
            inner = around
        return found

    def _around(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        parent = self._parents.get(node)
        while parent is not None:
            yield parent
            parent = self._parents.get(parent)


def _is_branch(statement: cst.CSTNode, part: cst.CSTNode) -> bool:
    """Whether a part of a conditional statement may be left out when it runs."""
    if isinstance(statement, _TRIES):
        return part is not statement.finalbody
    if isinstance(statement, cst.Match):
        return part is not statement.subject
    return part in (getattr(statement, "body", None), getattr(statement, "orelse", None))


def _exclude_each_other(one: _Branches, other: _Branches) -> bool:
    """Whether two places are in different branches of one statement that runs once."""
    return not _common_loops(one, other) and any(
        isinstance(fork, _FORKS) and other.get(fork, branch) is not branch
        for fork, branch in one.items()
    )


def _common_loops(one: _Branches, other: _Branches) -> list[cst.CSTNode]:
    return [loop for loop in one if isinstance(loop, _LOOPS) and loop in other]
