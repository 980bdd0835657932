"""Tells ingestion of an order and of its payment over HTTP. Python 3.9 or later, nothing to install.

    INGESTION_URL=http://127.0.0.1:4010 SHOP_KEY=... python3 http_producer.py order.json event.json

What may be sent is at $INGESTION_URL/docs. Sending the same again is safe: it gets the first answer.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request

BASE = os.environ.get("INGESTION_URL", "http://127.0.0.1:4010")
KEY = os.environ["SHOP_KEY"]


def send(path: str, body: dict, attempts: int = 5) -> dict:
    """Posts until ingestion has answered. Only what was refused (4xx) raises at once: it will never work as it stands."""
    request = urllib.request.Request(
        BASE + path,
        data=json.dumps(body, ensure_ascii=False).encode("utf-8"),
        headers={"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {KEY}"},
    )
    for attempt in range(1, attempts + 1):
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            if refused.code < 500:
                problem = json.load(refused)
                raise SystemExit(f"{path}: {refused.code} {problem.get('detail', problem['title'])}") from None
        except (urllib.error.URLError, TimeoutError):
            pass  # Not heard: perhaps stored, perhaps not. The same again cannot do harm.
        if attempt < attempts:
            time.sleep(min(30, 0.5 * 2**attempt))
    raise SystemExit(f"{path}: no answer after {attempts} attempts; send it again later")


def main() -> None:
    order_file, event_file = sys.argv[1:3]
    with open(order_file, encoding="utf-8") as file:
        print("order", send("/shop/orders", json.load(file))["eventId"])
    with open(event_file, encoding="utf-8") as file:
        print("event", send("/opayo/events", json.load(file))["eventId"])


if __name__ == "__main__":
    main()
