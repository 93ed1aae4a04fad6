"""The process that Spark forks its Python workers from, with what they import imported already.

Each task gets a worker of its own, so that none sees what an earlier one did to a module; forked
from here it starts in milliseconds all the same. Spark starts this module, by the setting
`spark.python.daemon.module`.
"""

from __future__ import annotations

import os
import sys
from zipimport import zipimporter

# Before the imports: a pool of threads does not live on in a forked process.
os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"

import pandas  # noqa: F401
import pyarrow  # noqa: F401
import pyspark.worker  # noqa: F401
from pyspark.daemon import manager

from trainer.runtime.contained import limit_process
from trainer.runtime.limits import Limits
from trainer.runtime.warm import UDF_MODULES, import_all


def forget_archives() -> None:
    """Lets Python make the finders of archives anew where it looks for a module.

    Each worker asks every finder to read what it knows again, first of all. For Spark's own archive
    that took longer than most tasks; a new finder takes over what the one before it had read.
    """
    for path, finder in list(sys.path_importer_cache.items()):
        if isinstance(finder, zipimporter):
            del sys.path_importer_cache[path]


if __name__ == "__main__":
    import_all(UDF_MODULES)
    limit_process(Limits())
    forget_archives()
    manager()
