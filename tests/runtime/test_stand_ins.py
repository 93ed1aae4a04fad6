"""The stand-ins against what is known of the real ones; the parts that need no Spark."""

import importlib
import inspect
import subprocess
import sys
import tomllib
from datetime import timedelta

import pytest

from trainer.runtime.normalise import normalise
from trainer.runtime.stand_ins import usage
from trainer.runtime.stand_ins.install import ROOT, install_modules

TABLE = tomllib.loads((ROOT / "signatures.toml").read_text())["function"]


@pytest.fixture(autouse=True)
def _modules(monkeypatch):
    monkeypatch.setattr(usage, "_used", set())
    monkeypatch.setattr(sys, "path", [*sys.path])
    install_modules()


def look_up(name):
    """The object behind a dotted name."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            found = getattr(found, part)
        return found
    raise AssertionError(f"{name} is nowhere")


def parts_of(function):
    parameters = inspect.signature(function).parameters.values()
    return [(each.name, each.kind, each.default) for each in parameters]


@pytest.mark.parametrize("entry", TABLE, ids=[entry["name"] for entry in TABLE])
def test_a_function_has_its_documented_signature(entry):
    documented = {}
    exec(f"def function({entry['signature']}): ...", documented)
    assert parts_of(look_up(entry["name"])) == parts_of(documented["function"])


@pytest.mark.parametrize("entry", TABLE, ids=[entry["name"] for entry in TABLE])
def test_a_signature_says_where_it_was_found(entry):
    assert entry.get("page", "").startswith("https://") or entry.get("seen")


def test_the_installed_sdk_is_not_hidden():
    assert look_up("databricks.sdk.WorkspaceClient").__name__ == "WorkspaceClient"


def test_nobody_else_finds_the_stand_ins():
    code = "from databricks import feature_engineering"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "cannot import name 'feature_engineering'" in found.stderr


def test_use_of_a_stand_in_is_remembered():
    assert usage.ran_on() == "local"
    usage.note("something")
    assert usage.ran_on() == "stand-in"


def test_no_message_holds_the_place_of_the_stand_ins():
    assert normalise(f"from {ROOT}/databricks/x.py") == "from <stand-in>/databricks/x.py"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            {"lookup_keys": ["id"]},
            TypeError,
            "FeatureLookup.__init__() missing 1 required positional argument: 'lookup_key'",
        ),
        (
            {"lookup_key": "id", "features": ["a"]},
            TypeError,
            "FeatureLookup got unexpected keyword argument(s): ['features']",
        ),
        (
            {"lookup_key": "id", "timestamp_lookup_key": ["ts", "t2"]},
            ValueError,
            "Setting multiple timestamp lookup keys is not supported.",
        ),
        (
            {"lookup_key": "id", "timestamp_lookup_key": "ts", "lookback_window": 7},
            ValueError,
            "Unexpected value for lookback_window: 7, only non-negative datetime.timedelta "
            "allowed.",
        ),
        (
            {"lookup_key": "id", "lookback_window": timedelta(days=7)},
            ValueError,
            "Unexpected lookback_window value: 7 days, 0:00:00, lookback windows can only be "
            "applied on time series feature tables. Use timestamp_lookup_key to perform "
            "point-in-time lookups with lookback window.",
        ),
        (
            {"lookup_key": "id", "rename_outputs": ["a"]},
            ValueError,
            "Unexpected type for rename_outputs: <class 'list'>",
        ),
    ],
)
def test_a_lookup_is_refused_in_the_words_of_the_real_client(arguments, error, message):
    lookup = look_up("databricks.feature_engineering.FeatureLookup")
    with pytest.raises(error) as caught:
        lookup("ml.features.customers", **arguments)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            {"df": None, "label": "y", "lookups": []},
            ValueError,
            "One of 'feature_lookups', 'feature_spec', or 'features' must be provided.",
        ),
        (
            {"df": None, "label": "y", "feature_lookups": object()},
            TypeError,
            "'feature_lookups' must be a list.",
        ),
    ],
)
def test_a_training_set_is_refused_in_the_words_of_the_real_client(arguments, error, message):
    client = look_up("databricks.feature_engineering.FeatureEngineeringClient")()
    with pytest.raises(error) as caught:
        client.create_training_set(**arguments)
    assert str(caught.value) == message
