"""`python -m gateway serve | work | run | migrate | clients | keys | streams | ...`."""

from chassis.process.cli import build_cli
from gateway.app import service

main = build_cli(service)

if __name__ == "__main__":
    main()
