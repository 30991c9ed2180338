# The Telegram bot: docker compose up -d --build, or see docs/telegram.md.
# The tag names a version, which may be built anew; BASE pins its digest: docs/telegram.md.
ARG BASE=python:3.11.14-slim-bookworm
FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/majlis
WORKDIR /src
COPY requirements.lock ./
RUN /opt/majlis/bin/pip install --only-binary :all: --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY prompts prompts
COPY retrieval retrieval
COPY seeds seeds
RUN /opt/majlis/bin/pip install --no-deps --no-build-isolation .

FROM ${BASE}
LABEL org.opencontainers.image.title="majlis" \
      org.opencontainers.image.description="Answers questions about articles in Telegram, each sentence with its quote." \
      org.opencontainers.image.licenses="MIT"
# What Telegram's certificate is checked against is there, and the volume belongs to the bot.
RUN test -s /etc/ssl/certs/ca-certificates.crt \
    && groupadd --gid 10001 majlis \
    && useradd --uid 10001 --gid majlis --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin majlis \
    && install --directory --owner majlis --group majlis --mode 0700 /data
COPY --from=build /opt/majlis /opt/majlis
ENV PATH=/opt/majlis/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    TMPDIR=/tmp \
    MAJLIS_HOME=/data \
    TELEGRAM_HEALTH_PORT=8081
USER 10001:10001
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
# Ready: warm, and taking messages. The first start indexes the articles.
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python", "-c", "from urllib.request import ProxyHandler, build_opener; build_opener(ProxyHandler({})).open('http://127.0.0.1:8081/readyz', timeout=4)"]
CMD ["majlis", "telegram"]
