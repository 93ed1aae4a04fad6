"""The process that Spark forks its Python workers from."""

import subprocess
import sys
import zipfile

WORKER = """\
import importlib
import sys
import zipimport

from trainer.runtime.udf_daemon import forget_archives

archive = sys.argv[1]
sys.path.insert(0, archive)
import first

forget_archives()
read, reads = zipimport._read_directory, []
zipimport._read_directory = lambda path: reads.append(path) or read(path)
importlib.invalidate_caches()
import second

assert first.VALUE + second.VALUE == 3
assert reads == [], "an archive was read again"
"""


def test_a_worker_reads_no_archive_again_and_still_imports_from_it(tmp_path):
    archive = tmp_path / "modules.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("first.py", "VALUE = 1")
        file.writestr("second.py", "VALUE = 2")
    subprocess.run([sys.executable, "-c", WORKER, str(archive)], check=True, timeout=120)
