"""The screens of the trainer; what they show comes from `trainer.learning`."""
