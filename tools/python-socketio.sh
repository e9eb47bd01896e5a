#!/bin/sh
# Installs the Python client of Socket.IO, for the tests: sh tools/python-socketio.sh INTO
#
# INTO/python.txt then contains the path of a Python that has it. If there is none, it is installed, if
# apt and the rights to use it suffice. If that fails, the build continues without it: this script ends
# with 0, says so on standard output (also under mvn -q), and leaves the reason in INTO/missing.txt. In
# continuous integration (CI is set) it ends with 1 instead.
set -u

into=$1
missing=$into/missing.txt
found=$into/python.txt
mkdir -p "$into" || exit 1

# look: finds a Python that has the client, with both transports.
look() {
  for python in /usr/bin/python3 python3; do
    if "$python" -c 'import socketio, requests, websocket' >/dev/null 2>&1; then
      printf '%s\n' "$python" >"$found"
      rm -f "$missing"
      return 0
    fi
  done
  rm -f "$found"
  return 1
}

look && exit 0

reason="python-socketio was not found"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  if DEBIAN_FRONTEND=noninteractive timeout 300 sh -c \
    'apt-get update && apt-get install -y --no-install-recommends python3-socketio python3-requests python3-websocket' \
    >"$into/apt.log" 2>&1 </dev/null && look; then
    exit 0
  fi
  reason="python3-socketio could not be installed with apt, see $into/apt.log"
fi

printf '%s\n' "$reason" >"$missing"
printf '[WARNING] %s\n' \
  "************************************************************************" \
  "MISSING PYTHON CLIENT OF SOCKET.IO: $reason." \
  "The tests with it are skipped. Install python3-socketio, python3-requests and" \
  "python3-websocket (Debian's names), and build again." \
  "************************************************************************"
[ -z "${CI:-}" ] || exit 1
