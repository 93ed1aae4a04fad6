"""The facts of `trainer.mutation.api`, looked up in the installed pyspark and MLflow."""

import importlib
import inspect

import pytest
from pyspark.ml.base import Estimator, Transformer

from trainer.mutation.api import (
    ALIASES,
    ELEMENTS,
    ENTERS_ITSELF,
    NOTEBOOK_NAMES,
    OTHERWISE,
    RETURNS,
    fitted,
)
from trainer.runtime.stand_ins.install import install_modules

install_modules()

MODULES = "classification clustering feature fpm pipeline recommendation regression tuning".split()


def look_up(name):
    """The object behind a dotted name."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:cut]))
        except ImportError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part)
        return found
    raise AssertionError(f"{name} is nowhere")


@pytest.mark.parametrize("name", [*RETURNS, *ELEMENTS])
def test_what_is_said_to_return_something_can_be_called(name):
    assert callable(look_up(name))


@pytest.mark.parametrize(
    "name", sorted({*RETURNS.values(), *ELEMENTS.values(), *NOTEBOOK_NAMES.values()})
)
def test_what_is_said_to_be_returned_is_a_class(name):
    assert inspect.isclass(look_up(name))


@pytest.mark.parametrize(("other", "name"), ALIASES.items())
def test_an_alias_is_the_same_object(other, name):
    assert other != name
    assert look_up(other) is look_up(name)


@pytest.mark.parametrize("name", sorted(ENTERS_ITSELF))
def test_what_is_said_to_enter_itself_does(name):
    entered = object()
    assert look_up(name).__enter__(entered) is entered


@pytest.mark.parametrize(("function", "argument"), OTHERWISE.items())
def test_an_argument_that_decides_what_is_returned_is_where_it_is_said_to_be(function, argument):
    name, position, usual = argument
    parameters = list(inspect.signature(look_up(function)).parameters.values())
    assert (parameters[position].name, parameters[position].default) == (name, usual)


def _estimators():
    for module in MODULES:
        found = importlib.import_module(f"pyspark.ml.{module}")
        for name, kind in vars(found).items():
            if (
                inspect.isclass(kind)
                and issubclass(kind, Estimator)
                and kind.__module__ == found.__name__
                and not inspect.isabstract(kind)
                and not name.startswith("_")
            ):
                yield f"{kind.__module__}.{name}"


@pytest.mark.parametrize("name", sorted(_estimators()))
def test_every_estimator_of_spark_is_said_to_fit_its_own_model(name):
    model = look_up(fitted(name))
    assert issubclass(model, Transformer)
    estimator = look_up(name)
    told = getattr(estimator, "_create_model", estimator._fit).__annotations__["return"]
    assert getattr(told, "__name__", told) == model.__name__
