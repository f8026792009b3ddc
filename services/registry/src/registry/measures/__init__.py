"""National measures: laws, policies and programmes on migration, so that implementation and repeal show."""
