"""A part of the `databricks` namespace, which the installed SDK shares."""

__path__ = __import__("pkgutil").extend_path(__path__, __name__)
