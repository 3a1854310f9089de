# The service in an image of its own. docker-compose.yml runs it; docs/operate.md tells how.

FROM python:3.11.14-slim-bookworm AS build

WORKDIR /build
COPY locks/runtime.lock locks/
# Wheels alone, each of them with a hash that the lock names: nothing is compiled or resolved here.
RUN python -m venv /opt/improvement-ledger \
 && /opt/improvement-ledger/bin/python -m pip install --no-cache-dir --no-deps \
      --require-hashes --only-binary :all: --requirement locks/runtime.lock
COPY pyproject.toml README.md ./
COPY ledger ledger
COPY projections projections
COPY schema schema
COPY consumers consumers
COPY service service
RUN /opt/improvement-ledger/bin/python -m pip install --no-cache-dir --no-deps \
      --no-build-isolation . \
 && /opt/improvement-ledger/bin/python -m pip uninstall --yes setuptools pip


FROM python:3.11.14-slim-bookworm

RUN python -m pip uninstall --yes setuptools wheel pip \
 && groupadd --gid 10001 ledger \
 && useradd --uid 10001 --gid ledger --no-create-home --shell /usr/sbin/nologin ledger \
 && install --directory --owner ledger --group ledger --mode 700 /data
COPY --from=build /opt/improvement-ledger /opt/improvement-ledger

ENV PATH=/opt/improvement-ledger/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    IMPROVEMENT_LEDGER_DATA_DIR=/data

USER 10001:10001
# Ledgers in SQLite, where no database is named.
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["python", "-c", "from http.client import HTTPConnection as To; it = To('127.0.0.1', 8000, timeout=4); it.request('GET', '/ready'); raise SystemExit(it.getresponse().status != 200)"]
ENTRYPOINT ["improvement-ledger"]
CMD ["serve"]
