# Two stages: the first has the build tools, the second only what runs.
FROM python:3.13-slim-bookworm AS build
WORKDIR /source
COPY requirements/ requirements/
RUN python -m venv /opt/klynge \
 && /opt/klynge/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.txt \
 && python -m venv /opt/build \
 && /opt/build/bin/pip install --no-cache-dir --require-hashes -r requirements/build.txt
COPY pyproject.toml README.md ./
COPY app/ app/
COPY samples/ samples/
RUN /opt/build/bin/python -m pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels . \
 && /opt/klynge/bin/pip install --no-cache-dir --no-deps /wheels/klynge-*.whl

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /data --create-home klynge
COPY --from=build /opt/klynge /opt/klynge
ENV PATH=/opt/klynge/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    KLYNGE_DATABASE_URL=sqlite:////data/klynge.db
USER klynge
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["klynge", "serve", "--host", "0.0.0.0", "--port", "8000"]
