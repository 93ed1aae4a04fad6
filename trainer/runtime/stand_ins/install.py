"""Puts the stand-ins where programs find them: the module path and MLflow's registries."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent


def install_modules() -> None:
    """Lets `databricks.automl` and the feature clients be imported, beside the installed SDK."""
    import databricks

    ours = str(ROOT / "databricks")
    # First, so that a run means the same where the real clients, which need a workspace, are there.
    if ours not in databricks.__path__:
        databricks.__path__ = [ours, *databricks.__path__]
    if str(ROOT) not in sys.path:
        # Last, for whoever imports `databricks` anew.
        sys.path.append(str(ROOT))


def install() -> None:
    """Makes this process and those forked from it know all stand-ins."""
    from trainer.runtime.stand_ins.unity_catalog import install_registry

    install_modules()
    install_registry()
