"""The process that Spark forks its Python workers from, with what they import imported already.

Each task gets a worker of its own, so that none sees what an earlier one did to a module; forked
from here it starts in milliseconds all the same. Spark starts this module, by the setting
`spark.python.daemon.module`.
"""

from __future__ import annotations

import os

# Before the imports: a pool of threads does not live on in a forked process.
os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"

import pandas  # noqa: F401
import pyarrow  # noqa: F401
import pyspark.worker  # noqa: F401
from pyspark.daemon import manager

from trainer.runtime.contained import limit_process
from trainer.runtime.limits import Limits
from trainer.runtime.warm import UDF_MODULES, import_all

if __name__ == "__main__":
    import_all(UDF_MODULES)
    limit_process(Limits())
    manager()
