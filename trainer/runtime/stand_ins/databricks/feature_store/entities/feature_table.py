"""What is known of a feature table."""

from trainer.runtime.stand_ins.feature_tables import FeatureTable

__all__ = ["FeatureTable"]
