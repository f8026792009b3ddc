"""What is wrong with a running system, and what to do.

Each part looks from inside the system's network (`look`), and judges what it saw without any more input or
output (`judge`): `processes`, `databases`, `kafka`, `files`, and across them `events` and `streams`.
"""
