"""Stand-ins for what exists on Databricks only, made from its public documentation.

`databricks/` holds the modules that programs import; what they do stands in the modules beside it.
They are on the path of workers and of fresh processes, never of the learner's app.
"""
