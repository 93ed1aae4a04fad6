"""Lookups in feature tables."""

from trainer.runtime.stand_ins.feature_lookups import FeatureLookup

__all__ = ["FeatureLookup"]
