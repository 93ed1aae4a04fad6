"""The client of features in Unity Catalog."""

from trainer.runtime.stand_ins.feature_clients import FeatureEngineeringClient

__all__ = ["FeatureEngineeringClient"]
