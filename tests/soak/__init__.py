"""The fault harness: the main job again and again on the real system while faults strike, then the proof.

Follow one run: `__main__` reads the command line, `run` plays rounds, `plan` draws the faults from the seed,
`testbed` is the system with everything that can be hurt, `load` are the clients, `faults` what strikes,
`quiet` waits until all has settled, `evidence` reads databases and bus, `invariants` judge, `report` tells.
"""
