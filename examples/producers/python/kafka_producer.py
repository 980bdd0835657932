"""Puts an order and its payment on Kafka, as Avro. Python 3.9 or later: pip install -r requirements.txt

    KAFKA_BROKERS=127.0.0.1:9092 SCHEMA_REGISTRY_URL=http://127.0.0.1:8081/apis/ccompat/v7 \
        python3 kafka_producer.py order.json event.json

The files are records of the topics (see ../records). COMPRESSION is none, gzip, snappy, lz4 or zstd. The shop must be among ingestion's KAFKA_SHOPS, and the topics' ACLs must let you write.
"""

import io
import json
import os
import struct
import sys
import urllib.request

import fastavro
from confluent_kafka import Producer

BROKERS = os.environ["KAFKA_BROKERS"]
REGISTRY = os.environ["SCHEMA_REGISTRY_URL"]
PREFIX = os.environ.get("TOPIC_PREFIX", "")
ORDERS = "shop.orders.submitted.v1"
EVENTS = "opayo.payment-events.submitted.v1"


def registered_schema(topic: str):
    """The topic's schema and its id, as the registry has them. Schemas are registered by whoever owns the topic, never by a producer."""
    with urllib.request.urlopen(f"{REGISTRY}/subjects/{topic}-value/versions/latest", timeout=10) as answer:
        found = json.load(answer)
    return found["id"], fastavro.parse_schema(json.loads(found["schema"]))


def framed(schema_id: int, schema: dict, record: dict) -> bytes:
    """Confluent's wire format: a zero byte, the schema's id (32 bits, big endian), the Avro bytes."""
    avro = io.BytesIO()
    fastavro.schemaless_writer(avro, schema, record, strict_allow_default=True)
    return struct.pack(">bI", 0, schema_id) + avro.getvalue()


def main() -> None:
    failed = []

    def delivered(error, message) -> None:
        if error:
            failed.append(error)
        else:
            print(message.topic()[len(PREFIX) :], message.partition(), message.offset())

    producer = Producer(
        {
            "bootstrap.servers": BROKERS,
            "compression.type": os.environ.get("COMPRESSION", "gzip"),
            # In order and once per producer, and acknowledged by as many brokers as the topic asks for.
            "enable.idempotence": True,
            "acks": "all",
        }
    )
    for topic, file_name in zip((ORDERS, EVENTS), sys.argv[1:3]):
        with open(file_name, encoding="utf-8") as file:
            record = json.load(file)
        key = record["orderId"] or record["vendorTxCode"]
        producer.produce(PREFIX + topic, key=key, value=framed(*registered_schema(topic), record), on_delivery=delivered)
    waiting = producer.flush(30)
    if failed or waiting:
        raise SystemExit(f"not delivered: {failed or waiting}; send them again")


if __name__ == "__main__":
    main()
