"""Says something on guanhu_live: notify.py PSQL... NOTICE"""

import subprocess
import sys

subprocess.run([*sys.argv[1:-1], "-v", f"notice={sys.argv[-1]}"], check=True, stdout=subprocess.DEVNULL,
               input="select pg_notify('guanhu_live', :'notice')", text=True)
