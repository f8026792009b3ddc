"""The microservice chassis: what every service of Compact is built on. It knows no service."""
