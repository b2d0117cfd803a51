ARG BASE=docker.io/library/python:3.13-slim

FROM ${BASE} AS build
RUN python3 -m venv /opt/listlint
COPY requirements/run.txt /src/requirements/run.txt
RUN /opt/listlint/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes \
    --requirement /src/requirements/run.txt
COPY . /src
RUN /opt/listlint/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps \
    --no-build-isolation /src

FROM ${BASE}
LABEL org.opencontainers.image.source="https://github.com/listlint/listlint" \
    org.opencontainers.image.description="A linter for curated lists" \
    org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/listlint /opt/listlint
# The workspace may hold a pull request's files: nothing there may be imported, and no USER or
# WORKDIR, because the runner mounts the workspace and its own files for root.
ENV PYTHONSAFEPATH=1 PYTHONDONTWRITEBYTECODE=1
ENTRYPOINT ["/opt/listlint/bin/listlint-action"]
