"""What tests of metrics and traces share: reading a scrape, remembering spans, collecting them."""
