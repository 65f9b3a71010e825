"""Every decision of the platform, as pure functions: given facts, they answer with a reason. They know nobody else."""
