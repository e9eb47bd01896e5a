#!/bin/sh
# Starts the server that the official protocol test suites of Engine.IO 4 and Socket.IO 5 expect, on
# port 3000; it runs until it is interrupted: sh bench/conformance-server.sh engine|socketio
set -eu

case ${1:-} in
  engine) main=dev.parley.socketio.engine.EchoServer ;;
  socketio) main=dev.parley.socketio.ConformanceServer ;;
  *)
    echo "usage: sh bench/conformance-server.sh engine|socketio" >&2
    exit 2
    ;;
esac
cd "$(dirname "$0")/.."
classpath=socketio/target/conformance.classpath
mvn -q -pl socketio test-compile dependency:build-classpath -Dformat.skip=true \
  -Dmdep.outputFile="$PWD/$classpath" -Dmdep.includeScope=test

# A JDK 25 or newer: JAVA_HOME, or one of the usual folders.
for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
  "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/*; do
  major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null || true)
  if [ "${major:-0}" -ge 25 ]; then
    echo "listening on port 3000" >&2
    exec "$home/bin/java" --enable-native-access=ALL-UNNAMED \
      -cp "socketio/target/classes:socketio/target/test-classes:$(cat "$classpath")" "$main"
  fi
done
echo "no JDK 25 was found: install one, or set JAVA_HOME" >&2
exit 1
