"""The client of features of a workspace."""

from trainer.runtime.stand_ins.feature_clients import FeatureStoreClient

__all__ = ["FeatureStoreClient"]
