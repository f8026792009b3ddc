"""The published language: event schemas and examples, AsyncAPI and OpenAPI, all generated from the code.

`released/` holds what was published last. Within `v1` what follows only adds to it (`compatibility`).
"""
