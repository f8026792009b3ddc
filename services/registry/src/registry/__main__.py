"""`python -m registry serve | work | run | migrate | load-reference | ...`."""

from chassis.process.cli import build_cli
from registry.app import service

main = build_cli(service)

if __name__ == "__main__":
    main()
