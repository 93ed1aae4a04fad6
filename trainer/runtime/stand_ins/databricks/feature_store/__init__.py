"""Features of a workspace, as programs import them."""

from trainer.runtime.stand_ins.feature_clients import FeatureStoreClient
from trainer.runtime.stand_ins.feature_lookups import FeatureLookup
from trainer.runtime.stand_ins.usage import note

__all__ = ["FeatureLookup", "FeatureStoreClient"]

note(__name__)
