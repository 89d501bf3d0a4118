# One image; the command says what a container is: web, worker, schedule, or up for everything on one machine.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml README.md ./
RUN python -m venv /app && /app/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock
COPY service service
COPY workers workers
COPY templates templates
RUN /app/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
# A small init, which the processes of `up` need above them: it reaps what they leave.
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --create-home tonghop && install -d -o tonghop /data
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH TONGHOP_DATA=/data PYTHONUNBUFFERED=1
USER tonghop
VOLUME /data
EXPOSE 8000
# Looks at what this container was started for: a web server answers, a worker is registered with its queue.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "-m", "workers.health"]
ENTRYPOINT ["tini", "--", "tonghop"]
CMD ["up", "--host", "0.0.0.0", "--port", "8000"]
