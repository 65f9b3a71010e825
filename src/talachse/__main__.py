"""``python -m talachse``"""

import sys

from talachse.config.cli import main

sys.exit(main())
