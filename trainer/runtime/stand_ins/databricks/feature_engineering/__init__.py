"""Features in Unity Catalog, as programs import them."""

from trainer.runtime.stand_ins.feature_clients import FeatureEngineeringClient
from trainer.runtime.stand_ins.feature_lookups import FeatureLookup
from trainer.runtime.stand_ins.usage import note

__all__ = ["FeatureEngineeringClient", "FeatureLookup"]

note(__name__)
