"""Small rewrites of calls that mutators share; each returns a new node and keeps the layout."""

from __future__ import annotations

import libcst as cst


def argument(call: cst.Call, name: str, position: int | None = None) -> cst.Arg | None:
    """The argument given as `name=`, or else the one at `position` (from 0) without a name."""
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value == name:
            return arg
    if position is None:
        return None
    leading = []
    for arg in call.args:
        if arg.keyword is not None or arg.star:
            break
        leading.append(arg)
    return leading[position] if position < len(leading) else None


def rename_keyword(call: cst.Call, old: str, new: str) -> cst.Call | None:
    """The call with `old=` written `new=`; None where `old` is not given by name."""
    arg = argument(call, old)
    if arg is None or arg.keyword is None:
        return None
    return _replace(call, arg, arg.with_changes(keyword=arg.keyword.with_changes(value=new)))


def replace_value(call: cst.Call, arg: cst.Arg, value: cst.BaseExpression) -> cst.Call:
    """The call with another value for one of its arguments."""
    return _replace(call, arg, arg.with_changes(value=value))


def without_argument(call: cst.Call, arg: cst.Arg) -> cst.Call:
    """The call without one of its arguments; what follows the last one keeps its place."""
    index = next(i for i, each in enumerate(call.args) if each is arg)
    args = [each for each in call.args if each is not arg]
    if not args:
        return call.with_changes(args=[], whitespace_before_args=cst.SimpleWhitespace(""))
    if index == len(args):
        args[-1] = args[-1].with_changes(
            comma=arg.comma, whitespace_after_arg=arg.whitespace_after_arg
        )
    return call.with_changes(args=args)


def swap_arguments(call: cst.Call, first: cst.Arg, second: cst.Arg) -> cst.Call:
    """The call with the values of two arguments exchanged; their names stay."""
    swapped = {id(first): second.value, id(second): first.value}
    return call.with_changes(
        args=[
            arg.with_changes(value=swapped[id(arg)]) if id(arg) in swapped else arg
            for arg in call.args
        ]
    )


def rename_method(call: cst.Call, name: str) -> cst.Call | None:
    """The call of `x.name` for `x.other`; None where the function is called by a bare name,

    because a name that was not imported fails with a NameError, whatever the idea.
    """
    if not isinstance(call.func, cst.Attribute):
        return None
    func = call.func.with_changes(attr=call.func.attr.with_changes(value=name))
    return call.with_changes(func=func)


def with_module(node: cst.ImportFrom, name: str) -> cst.ImportFrom:
    """The import of the same names from another module, named in full."""
    return node.with_changes(module=cst.parse_expression(name))


def with_text(string: cst.SimpleString, text: str) -> cst.SimpleString:
    """The string literal with another text between the same quotes."""
    return string.with_changes(value=f"{string.prefix}{string.quote}{text}{string.quote}")


def _replace(call: cst.Call, old: cst.Arg, new: cst.Arg) -> cst.Call:
    return call.with_changes(args=[new if arg is old else arg for arg in call.args])
