# The index of the official image, so the same bits for amd64 and arm64. Dependabot proposes updates.
ARG BASE=docker.io/library/python:3.13-slim@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b

FROM ${BASE} AS wheel
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
COPY requirements/build.txt /src/requirements/build.txt
RUN python3 -m pip install --require-hashes --requirement /src/requirements/build.txt
COPY . /src
RUN python3 -m pip wheel --no-deps --no-build-isolation --wheel-dir /wheels /src

FROM ${BASE} AS install
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
RUN python3 -m venv --without-pip /opt/listlint
COPY requirements/run.txt /src/requirements/run.txt
RUN python3 -m pip --python /opt/listlint/bin/python install --no-compile --require-hashes \
    --requirement /src/requirements/run.txt
COPY --from=wheel /wheels /wheels
RUN python3 -m pip --python /opt/listlint/bin/python install --no-compile --no-deps /wheels/*.whl
# Bytecode for a quick start, but not of what the action never imports (6 MB).
RUN /opt/listlint/bin/python -m compileall -q -x '/(rich|markdown_it|pygments|pycparser|cffi)/' /opt/listlint/lib

FROM ${BASE}
LABEL org.opencontainers.image.source="https://github.com/listlint/listlint" \
    org.opencontainers.image.description="A linter for curated lists" \
    org.opencontainers.image.licenses="MIT"
COPY --from=install /opt/listlint /opt/listlint
# The workspace may hold a pull request's files: nothing there may be imported, and no USER or
# WORKDIR, because the runner mounts the workspace and its own files for root.
ENV PYTHONSAFEPATH=1 PYTHONDONTWRITEBYTECODE=1
ENTRYPOINT ["/opt/listlint/bin/listlint-action"]
