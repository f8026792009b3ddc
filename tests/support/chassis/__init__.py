"""What the tests of the chassis share: the notebook, a whole service in a few lines.

A service's migrations are found by its package's name, so this folder is put on the path. All else imports
`tests.support.chassis.notebook`.
"""

import sys
from pathlib import Path

FOLDER = Path(__file__).parent

if str(FOLDER) not in sys.path:
    sys.path.append(str(FOLDER))
