"""Prints where each order stands, and again whenever that changes. Python 3.9 or later: pip install -r requirements.txt

    KAFKA_BROKERS=127.0.0.1:19092 SCHEMA_REGISTRY_URL=http://127.0.0.1:18081/apis/ccompat/v7 python3 order_status.py

Runs until it is told to end (Ctrl-C, SIGTERM), or, with LIMIT=100, until it has read so many records. See ../README.md.
"""

import functools
import io
import json
import os
import signal
import struct
import sys
import urllib.request

import fastavro
from confluent_kafka import Consumer, KafkaException

BROKERS = os.environ.get("KAFKA_BROKERS", "127.0.0.1:19092")
REGISTRY = os.environ.get("SCHEMA_REGISTRY_URL", "http://127.0.0.1:18081/apis/ccompat/v7")
TOPIC = os.environ.get("TOPIC", "order.status.v1")
GROUP = os.environ.get("GROUP_ID", "order-status-example")
LIMIT = float(os.environ.get("LIMIT", "inf"))

# The highest sequence seen of each order. A shop keeps it in the row of its own order and writes both in one transaction, and then a restart forgets nothing:
# UPDATE orders SET status = ..., status_sequence = %s WHERE id = ... AND status_sequence < %s
last_sequences: dict[str, int] = {}


@functools.lru_cache(maxsize=None)
def schema_of(schema_id: int):
    """The schema a record was written with. It never changes under its id, so it is asked for once."""
    with urllib.request.urlopen(f"{REGISTRY}/schemas/ids/{schema_id}", timeout=10) as answer:
        return fastavro.parse_schema(json.loads(json.load(answer)["schema"]))


def decoded(value: bytes) -> dict:
    """Confluent's wire format: a zero byte, the schema's id (32 bits, big endian), the Avro bytes."""
    magic, schema_id = struct.unpack(">bI", value[:5])
    if magic != 0:
        raise ValueError("not in Confluent's wire format")
    return fastavro.schemaless_reader(io.BytesIO(value[5:]), schema_of(schema_id), None)


def handle(key: bytes, value: "bytes | None") -> None:
    """One record of the topic. The same may come twice, and after a restart an older one may come again: the sequence tells."""
    order_id = key.decode("utf-8")
    if value is None:
        last_sequences.pop(order_id, None)
        print(order_id, "deleted", flush=True)
        return
    snapshot = decoded(value)
    if snapshot["sequence"] <= last_sequences.get(order_id, 0):
        return
    last_sequences[order_id] = snapshot["sequence"]
    # Whole minor units (pence): to print 12.34 from 1234, ask the currency how many digits it has.
    total = "-" if snapshot["totalMinor"] is None else snapshot["totalMinor"]
    money = f"{snapshot['capturedMinor']}/{total} {snapshot['currency'] or '-'}"
    print(order_id, snapshot["sequence"], snapshot["status"], money, flush=True)


def main() -> None:
    consumer = Consumer(
        {
            "bootstrap.servers": BROKERS,
            "group.id": GROUP,
            # A group that is new begins with the oldest record: the topic is compacted, so it holds the latest snapshot of every order.
            "auto.offset.reset": "earliest",
            # Only what has been handled is committed (store_offsets below): what failed comes again.
            "enable.auto.offset.store": False,
        }
    )
    consumer.subscribe([TOPIC])
    seen = 0
    try:
        while seen < LIMIT:
            message = consumer.poll(1.0)
            if message is None:
                continue
            if message.error():
                raise KafkaException(message.error())
            handle(message.key(), message.value())
            consumer.store_offsets(message=message)
            seen += 1
    except KeyboardInterrupt:
        pass
    finally:
        # Commits, and leaves the group: the next start goes on from there.
        consumer.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    main()
