"""Promising practices and recommendations, and who has adopted them."""
