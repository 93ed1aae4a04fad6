"""AutoML, as programs import it."""

from trainer.runtime.stand_ins.automl import classify, forecast, regress
from trainer.runtime.stand_ins.automl_results import AutoMLSummary, TrialInfo
from trainer.runtime.stand_ins.usage import note

__all__ = ["AutoMLSummary", "TrialInfo", "classify", "forecast", "regress"]

note(__name__)
