# syntax=docker/dockerfile:1
# Builds Parley, and keeps only the files that are needed to run it. See docs/deploy.md.
#   docker build -t parley .
#   docker run -d --name parley -p 5000:5000 -v parley:/data --read-only --tmpfs /tmp --stop-timeout 15 parley

FROM maven:3-eclipse-temurin-25 AS build
# For the web client and the Socket.IO client for browsers. Without npm, Parley builds and runs
# without them, and the page at `/` says so.
RUN apt-get update \
  && apt-get install -y --no-install-recommends nodejs npm \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN ./parley package \
  && mkdir /opt/parley \
  && tar -xzf server/target/parley-*.tar.gz --strip-components=1 --no-same-owner -C /opt/parley

FROM eclipse-temurin:25-jre
COPY --from=build /opt/parley /opt/parley
# The first start creates the cache that makes later starts faster; it belongs to this Java and this jar.
RUN /opt/parley/parley --version \
  && groupadd --system --gid 10001 parley \
  && useradd --system --uid 10001 --gid parley --home-dir /data --no-create-home parley \
  && install -d -o parley -g parley -m 0700 /data
USER 10001:10001
WORKDIR /data
ENV DATA_DIR=/data
VOLUME /data
EXPOSE 5000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${PORT:-5000} && printf 'GET /health/live HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r answer <&3 && [[ $answer == *' 200 '* ]]"]
ENTRYPOINT ["/opt/parley/parley"]
CMD ["serve"]
