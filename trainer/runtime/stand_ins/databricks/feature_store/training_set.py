"""Training sets."""

from trainer.runtime.stand_ins.training_sets import TrainingSet

__all__ = ["TrainingSet"]
