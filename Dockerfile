# The service. `docker run IMAGE` is the desk; `worker`, `migrate` and `keys` are given as the command.
FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY summarizer summarizer
COPY prompts prompts
COPY schemas schemas
RUN python -m venv /opt/summarizer && /opt/summarizer/bin/pip install --no-cache-dir ".[service]"

FROM python:3.12-slim
COPY --from=build /opt/summarizer /opt/summarizer
RUN useradd --create-home --uid 10001 desk && mkdir /data && chown desk /data
USER desk
ENV PATH=/opt/summarizer/bin:$PATH SUMMARIZER_STORE=/data/summarizer.sqlite
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/livez')"]
ENTRYPOINT ["summarizer"]
CMD ["serve", "--host", "0.0.0.0"]
