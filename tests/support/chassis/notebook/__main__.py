"""`python -m notebook serve | work | run | migrate | ...`."""

from chassis.process.cli import build_cli
from tests.support.chassis.notebook.app import service

main = build_cli(service)

if __name__ == "__main__":
    main()
