"""Receives webhooks of Clarity Connect and verifies them with the specification's own library.

Python 3.9 or later; pip install -r requirements.txt

    WEBHOOK_SECRET=whsec_... PORT=9000 python3 receive.py
"""

import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

WEBHOOK = Webhook(os.environ["WEBHOOK_SECRET"])
# Ids of events that were dealt with. Keep yours in your database, in the same transaction as what you do about them.
done = set()
lock = threading.Lock()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            # The bytes as they came: parsed and written again they would be others.
            event = WEBHOOK.verify(body, {name.lower(): value for name, value in self.headers.items()})
        except WebhookVerificationError as error:
            print(f"refused: {error}", flush=True)
            return self.answer(401)
        take(event)
        # At once: whatever takes long is done afterwards. Anything but 2xx comes again.
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def take(event):
    data = event["data"]
    with lock:
        if data["eventId"] in done:
            print(f"{event['type']} again: nothing to do", flush=True)
            return
        done.add(data["eventId"])
    order = data["order"]
    if order is None:
        print(f"{event['type']}: it works", flush=True)
    else:
        print(f"{event['type']} of {order['orderId']}: {order['status']}", flush=True)


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "9000"))), Receiver)
print(f"receiving on port {server.server_address[1]}", flush=True)
server.serve_forever()
