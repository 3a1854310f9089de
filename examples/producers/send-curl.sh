#!/bin/sh
# Send events to the ledger over HTTP with curl, in structured mode.
#
#   sh send-curl.sh URL FILE     # FILE holds one event a line, as JSON
#
# Waits and tries again while the service is busy or away: an event sent twice is recorded once.
# A refused event is told, and the others are sent; it then ends with 1.
set -u

refused=0
while IFS= read -r event; do
  printf '%s' "$event" | curl --silent --show-error --fail-with-body --output /dev/stderr \
    --retry 8 --retry-connrefused \
    --header 'Content-Type: application/cloudevents+json' --data-binary @- \
    "$1/v1/events" || refused=1
done < "$2"
exit "$refused"
