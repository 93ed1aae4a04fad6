"""What AutoML returns: a summary of the trials, each of which is a run in MLflow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class TrialInfo:
    """One trial: a model with its parameters and metrics."""

    notebook_path: str | None
    notebook_url: str | None
    artifact_uri: str | None
    mlflow_run_id: str
    metrics: dict[str, float]
    params: dict[str, str]
    model_path: str
    model_description: str
    duration: str
    preprocessors: str
    evaluation_metric_score: float

    def load_model(self) -> Any:
        """The model as MLflow loads it; of a forecast, the pyfunc model."""
        import mlflow

        uri = f"runs:/{self.mlflow_run_id}/model"
        flavors = mlflow.models.get_model_info(uri).flavors
        return (mlflow.sklearn if "sklearn" in flavors else mlflow.pyfunc).load_model(uri)

    def __str__(self) -> str:
        return "\n".join(
            (
                f"Model: {self.model_description}",
                f"Model path: {self.model_path}",
                f"Preprocessors: {self.preprocessors}",
                f"Training duration: {self.duration}",
                f"Evaluation metric score: {self.evaluation_metric_score:.3f}",
            )
        )


@dataclass(frozen=True)
class AutoMLSummary:
    """All trials of an AutoML run, the best first."""

    experiment: Any
    trials: list[TrialInfo]
    output_table_name: str | None = None
    semantic_type_conversions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def best_trial(self) -> TrialInfo:
        return self.trials[0]

    @property
    def metric_distribution(self) -> str:
        """How the scores of the trials are spread, as a text for a person."""
        scores = sorted(trial.evaluation_metric_score for trial in self.trials)
        return (
            f"min: {scores[0]:.3f}, median: {scores[len(scores) // 2]:.3f}, max: {scores[-1]:.3f}"
        )

    def __str__(self) -> str:
        return "\n".join(
            (
                f"Overall summary: {len(self.trials)} trials",
                f"Metric distribution: {self.metric_distribution}",
                f"Best trial:\n{self.best_trial}",
            )
        )


AutoMLSummary.__module__ = TrialInfo.__module__ = "databricks.automl"
