"""What calls return, for type inference: facts of libraries and stand-ins that a test looks up."""

from __future__ import annotations

ALIASES = {
    "databricks.feature_engineering.client.FeatureEngineeringClient": (
        "databricks.feature_engineering.FeatureEngineeringClient"
    ),
    "databricks.feature_engineering.entities.feature_lookup.FeatureLookup": (
        "databricks.feature_engineering.FeatureLookup"
    ),
    "databricks.feature_store.FeatureLookup": "databricks.feature_engineering.FeatureLookup",
    "databricks.feature_store.client.FeatureStoreClient": (
        "databricks.feature_store.FeatureStoreClient"
    ),
    "databricks.feature_store.entities.feature_lookup.FeatureLookup": (
        "databricks.feature_engineering.FeatureLookup"
    ),
    "mlflow.client.MlflowClient": "mlflow.MlflowClient",
    "mlflow.tracking.MlflowClient": "mlflow.MlflowClient",
    "mlflow.tracking.client.MlflowClient": "mlflow.MlflowClient",
    "mlflow.models.signature.infer_signature": "mlflow.models.infer_signature",
    "pyspark.ml.pipeline.Pipeline": "pyspark.ml.Pipeline",
    "pyspark.ml.pipeline.PipelineModel": "pyspark.ml.PipelineModel",
    "pyspark.sql.pandas.functions.pandas_udf": "pyspark.sql.functions.pandas_udf",
    "pyspark.sql.session.SparkSession": "pyspark.sql.SparkSession",
    "pyspark.sql.dataframe.DataFrame": "pyspark.sql.DataFrame",
}
"""Other names of one object, to the name that mutators use."""

NOTEBOOK_NAMES = {"spark": "pyspark.sql.SparkSession"}
"""Names that a notebook defines."""

_MODEL_VERSION = "mlflow.entities.model_registry.ModelVersion"
_MODEL_INFO = "mlflow.models.model.ModelInfo"
_DATAFRAME = "pyspark.sql.DataFrame"

_BUILDER = "pyspark.sql.SparkSession.Builder"
_AUTOML_SUMMARY = "databricks.automl.AutoMLSummary"
_FEATURE_TABLE = "databricks.feature_store.entities.feature_table.FeatureTable"
_TRAINING_SET = "databricks.feature_store.training_set.TrainingSet"

RETURNS = {
    "databricks.automl.classify": _AUTOML_SUMMARY,
    "databricks.automl.forecast": _AUTOML_SUMMARY,
    "databricks.automl.regress": _AUTOML_SUMMARY,
    f"{_TRAINING_SET}.load_df": _DATAFRAME,
    "mlflow.MlflowClient.create_model_version": _MODEL_VERSION,
    "mlflow.MlflowClient.get_model_version": _MODEL_VERSION,
    "mlflow.MlflowClient.get_model_version_by_alias": _MODEL_VERSION,
    "mlflow.MlflowClient.get_run": "mlflow.entities.Run",
    "mlflow.get_run": "mlflow.entities.Run",
    "mlflow.models.infer_signature": "mlflow.models.ModelSignature",
    "mlflow.pyfunc.load_model": "mlflow.pyfunc.PyFuncModel",
    "mlflow.pyfunc.log_model": _MODEL_INFO,
    "mlflow.register_model": _MODEL_VERSION,
    "mlflow.search_runs": "pandas.DataFrame",
    "mlflow.sklearn.log_model": _MODEL_INFO,
    "mlflow.spark.load_model": "pyspark.ml.PipelineModel",
    "mlflow.spark.log_model": _MODEL_INFO,
    "mlflow.start_run": "mlflow.ActiveRun",
    "pyspark.ml.tuning.ParamGridBuilder.addGrid": "pyspark.ml.tuning.ParamGridBuilder",
    "pyspark.ml.tuning.ParamGridBuilder.baseOn": "pyspark.ml.tuning.ParamGridBuilder",
    "pyspark.sql.DataFrame.groupBy": "pyspark.sql.GroupedData",
    "pyspark.sql.DataFrame.groupby": "pyspark.sql.GroupedData",
    "pyspark.sql.DataFrame.toPandas": "pandas.DataFrame",
    "pyspark.sql.GroupedData.agg": _DATAFRAME,
    "pyspark.sql.GroupedData.applyInPandas": _DATAFRAME,
    "pyspark.sql.SparkSession.createDataFrame": _DATAFRAME,
    "pyspark.sql.SparkSession.range": _DATAFRAME,
    "pyspark.sql.SparkSession.sql": _DATAFRAME,
    "pyspark.sql.SparkSession.table": _DATAFRAME,
} | {
    f"{_DATAFRAME}.{method}": _DATAFRAME
    for method in (
        "alias cache checkpoint coalesce crossJoin distinct drop dropDuplicates dropna fillna "
        "filter join limit mapInPandas orderBy persist repartition sample select selectExpr "
        "sort toDF union unionByName where withColumn withColumnRenamed withColumns"
    ).split()
} | {
    f"databricks.{client}.{method}": type_
    for client in (
        "feature_engineering.FeatureEngineeringClient",
        "feature_store.FeatureStoreClient",
    )
    for method, type_ in (
        ("create_table", _FEATURE_TABLE),
        ("create_training_set", _TRAINING_SET),
        ("get_table", _FEATURE_TABLE),
        ("read_table", _DATAFRAME),
        ("score_batch", _DATAFRAME),
    )
} | {
    f"pyspark.sql.SparkSession.{builder}.{method}": type_
    for builder in ("builder", "Builder")
    for method, type_ in (
        ("appName", _BUILDER),
        ("config", _BUILDER),
        ("enableHiveSupport", _BUILDER),
        ("master", _BUILDER),
        ("getOrCreate", "pyspark.sql.SparkSession"),
    )
}  # fmt: skip
"""Qualified name of a function or method, to the type of what it returns."""

OTHERWISE = {"mlflow.search_runs": ("output_format", 5, "pandas")}
"""Functions of RETURNS that return something else where an argument (its name, its position from 0)

is given and is not this text.
"""

ATTRIBUTES = {f"{_AUTOML_SUMMARY}.best_trial": "databricks.automl.TrialInfo"}
"""Qualified name of an attribute, to its type."""

ENTERS_ITSELF = {"mlflow.ActiveRun", "pyspark.sql.SparkSession"}
"""Types of which `with … as name` binds the object itself."""

ELEMENTS = {
    f"{_DATAFRAME}.randomSplit": _DATAFRAME,
    f"{_DATAFRAME}.collect": "pyspark.sql.Row",
}
"""Functions that return a list, to the type of its elements."""


def fitted(estimator: str) -> str | None:
    """The type that `fit` of an estimator returns, or None where that is not known."""
    if estimator.startswith("sklearn."):
        return estimator
    if not estimator.startswith("pyspark.ml.") or estimator.endswith("Model"):
        return None
    if estimator == "pyspark.ml.feature.QuantileDiscretizer":
        return "pyspark.ml.feature.Bucketizer"
    for ending in ("Classifier", "Regressor"):
        if estimator.endswith(ending):
            # DecisionTreeClassifier gives a DecisionTreeClassificationModel.
            stem = {"Classifier": "Classification", "Regressor": "Regression"}[ending]
            return f"{estimator.removesuffix(ending)}{stem}Model"
    return f"{estimator}Model"
