#!/bin/sh
# Send events to the ledger over Kafka with kcat, in structured mode.
#
#   sh send-kcat.sh BOOTSTRAP TOPIC COUNCIL FILE     # FILE holds one event a line, as JSON
#
# The council is the key, so that all events of its ledger keep their order.
set -eu

kcat -P -b "$1" -t "$2" -k "$3" -l \
  -H 'content-type=application/cloudevents+json' \
  -X acks=all -X enable.idempotence=true \
  "$4"
