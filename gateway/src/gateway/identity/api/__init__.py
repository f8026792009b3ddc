"""The operations of identity: tokens, and the public facts about their issuer."""
