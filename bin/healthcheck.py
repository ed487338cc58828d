"""Exit 0 if all is well, else 1. The image has no curl.

Usage: healthcheck.py ADDRESS         it answers 200
       healthcheck.py ADDRESS FIGURE  a figure of /halsa/djup has not gone silent
"""

import json
import sys
import urllib.error
import urllib.request


def main(address: str, figure: str = "") -> int:
    # Always asked as 127.0.0.1, whatever the name of the container that answers.
    request = urllib.request.Request(address, headers={"Host": "127.0.0.1"})
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:
            body = answer.read()
    except urllib.error.HTTPError as error:
        if not figure:
            print(error, file=sys.stderr)
            return 1
        body = error.read()  # 503 tells that something is silent; we ask for one of them
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 1 if figure and json.loads(body)[figure]["state"] == "silent" else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
