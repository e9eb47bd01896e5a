#!/bin/sh
# Installs the npm packages in a lock file, for the build: sh tools/npm-ci.sh FROM INTO
#
# FROM has package.json, package-lock.json and .npmrc; INTO gets node_modules and copies of them.
# npm compares every package with the hash in the lock file, and runs no script of a package. If the
# packages exist already, nothing is done.
#
# If npm or the network is missing, the build continues without them: this script ends with 0, says so on
# standard output (also under mvn -q), and leaves the reason in INTO/missing.txt, one line. With
# CI=true the build fails instead.
set -u

from=$1
into=$2
missing=$into/missing.txt
# A copy of the lock file, written last: if it is equal, all packages are installed.
done=$into/installed-lock.json

if cmp -s "$from/package-lock.json" "$done" && [ -d "$into/node_modules" ]; then
  exit 0
fi

if [ "${CI:-}" = true ]; then
  then="With CI=true this is a failure."
  status=1
else
  then="The build goes on without them."
  status=0
fi

# without REASON WHAT-TO-DO: continues without the packages, and says so.
without() {
  names=$(sed -n 's/^    "\(node_modules\/[^"]*\)": {$/\1/p' "$from/package-lock.json" |
    sed 's/.*node_modules\///' | tr '\n' ' ')
  printf '%s\n' "$1" >"$missing"
  printf '[WARNING] %s\n' \
    "************************************************************************" \
    "MISSING npm packages of $from: $1." \
    "Not installed: $names" \
    "$then $2" \
    "************************************************************************"
  exit "$status"
}

mkdir -p "$into" || exit 1
rm -rf "$done" "$missing" "$into/node_modules"
command -v npm >/dev/null 2>&1 ||
  without "npm was not found" "Install Node.js, which brings npm, and build again."
cp "$from/package.json" "$from/package-lock.json" "$from/.npmrc" "$into" || exit 1

# Packages in the cache are not requested again; a network that is down is noticed within a minute.
limit=
if command -v timeout >/dev/null 2>&1; then limit="timeout 120"; fi
(
  cd "$into" || exit 1
  # shellcheck disable=SC2086
  exec $limit npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error \
    --fetch-retries=1 --fetch-retry-mintimeout=1000 --fetch-timeout=20000
) >"$into/npm.log" 2>&1 </dev/null
if [ $? -ne 0 ]; then
  rm -rf "$into/node_modules"
  sed 's/^/[WARNING] /' "$into/npm.log"
  without "npm ci failed" "What npm said is above, and in $into/npm.log. Build again to try again."
fi
cp "$from/package-lock.json" "$done"
