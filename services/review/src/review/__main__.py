"""`python -m review serve | work | run | migrate | ...`."""

from chassis.process.cli import build_cli
from review.app import service

main = build_cli(service)

if __name__ == "__main__":
    main()
