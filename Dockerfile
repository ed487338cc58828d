# One image for every process of SSR: web, sender, worker, beat and the one-shot migrate.

FROM node:22-bookworm-slim AS npm
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts

FROM python:3.11-slim-bookworm AS python
WORKDIR /app
COPY requirements-uv.lock requirements-production.lock ./
RUN python -m venv .uv \
 && .uv/bin/pip install --no-cache-dir --require-hashes -r requirements-uv.lock \
 && .uv/bin/uv venv .venv \
 && .uv/bin/uv pip sync --no-cache --compile-bytecode --require-hashes --python .venv/bin/python requirements-production.lock

FROM python:3.11-slim-bookworm AS map
WORKDIR /app
COPY requirements-uv.lock requirements-build.lock bin/build_map.py ./
RUN python -m venv .uv \
 && .uv/bin/pip install --no-cache-dir --require-hashes -r requirements-uv.lock \
 && .uv/bin/uv venv .venv \
 && .uv/bin/uv pip sync --no-cache --compile-bytecode --require-hashes --python .venv/bin/python requirements-build.lock \
 && .venv/bin/python build_map.py borders.json

FROM python:3.11-slim-bookworm
# What WeasyPrint draws with.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libmagic1 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin ssr
WORKDIR /app
COPY --from=python /app/.venv .venv
COPY --from=npm /app/node_modules node_modules
COPY . .
COPY --from=map /app/borders.json followup/data/borders.json
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    SSR_MEDIA_ROOT=/data/media
# Settings refuse to start without a key; this one exists only while files are collected.
# What no page asks for is left out: each file costs hashing and two compressions.
RUN python -m compileall -q -j 0 . \
 && SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(50))') \
    SSR_PUBLIC_URL=https://build.invalid \
    DATABASE_URL=postgres://build.invalid/ssr REDIS_URL=redis://build.invalid \
    python manage.py collectstatic --no-input --verbosity 0 \
        --ignore '*.woff' --ignore 'inter-[!l]*' --ignore 'inter-latin-ext-*' \
        --ignore redoc --ignore rest_framework \
 && install -d -o ssr -g ssr /data /data/media
USER ssr
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "bin/healthcheck.py", "http://127.0.0.1:8000/halsa/"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--workers-kill-timeout", "10", \
     "--respawn-failed-workers", "ssr.wsgi:application"]
