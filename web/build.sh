#!/bin/sh
# Builds the web client into web/target/dist: sh web/build.sh [FAST]
#
# FAST is `true` for a build without type checks, lint and unit tests, as at the first start. If
# nothing has changed since the last build, nothing is done. Without npm there is no web client:
# target/dist is empty then, and the build continues (see tools/npm-ci.sh).
set -eu

cd "$(dirname "$0")"
fast=${1:-false}
sh ../tools/npm-ci.sh . target/npm
if [ -f target/npm/missing.txt ]; then
  rm -rf target/dist target/built target/checked
  mkdir -p target/dist
  exit 0
fi

# fresh FILE: whether FILE exists and no source is newer.
fresh() {
  [ -f "$1" ] && [ -z "$(find src package-lock.json tsconfig.json biome.jsonc vite.config.ts build.mjs \
    build.sh -newer "$1" -print | head -n 1)" ]
}
if fresh target/checked && [ -d target/dist ]; then exit 0; fi
if [ "$fast" = true ] && fresh target/built && [ -d target/dist ]; then exit 0; fi

rm -rf target/npm/src target/npm/dist
cp -R src tsconfig.json biome.jsonc vite.config.ts build.mjs target/npm
cd target/npm
touch ../began
# quietly COMMAND...: runs the command, and prints its output only if it fails.
quietly() {
  "$@" >../check.log 2>&1 && return
  cat ../check.log
  exit 1
}
if [ "$fast" != true ]; then
  quietly node node_modules/typescript/bin/tsc --noEmit
  quietly node node_modules/@biomejs/biome/bin/biome check --error-on-warnings .
  quietly node node_modules/vitest/vitest.mjs run --root . --reporter=dot --testTimeout=30000
fi
node build.mjs
cd ../..
# The names of the files depend on their content: files with old names must not stay in the server's jar.
rm -rf target/dist ../server/target/classes/dev/parley/web
mv target/npm/dist target/dist
touch -r target/began target/built
if [ "$fast" != true ]; then touch -r target/began target/checked; fi
