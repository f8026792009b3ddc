"""National measures: laws, policies and programmes of one State, amended and repealed."""
