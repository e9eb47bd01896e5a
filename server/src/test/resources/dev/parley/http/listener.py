# Listens to Parley with python-socketio, as most scripts do: with listeners that take exactly one
# argument. Run as: python3 listener.py URL TRANSPORT
# Prints a line of JSON for each event: {"event": NAME, "id": ...}, and {"failed": ...} for a call
# that did not fit its listener.
import json
import sys
import threading

import socketio

client = socketio.Client(reconnection=False)
lock = threading.Lock()


def tell(what):
    with lock:
        print(json.dumps(what), flush=True)


@client.event
def connect():
    tell({"event": "connect", "id": client.get_sid()})


def hear(name):
    def listener(payload):
        tell({"event": name, "id": payload.get("id") or payload.get("wa_id") or ""})

    def safe(*arguments):
        try:
            listener(*arguments)
        except TypeError as wrong:
            tell({"failed": f"{name}: {wrong}"})

    client.on(name, safe)


for name in (
    "connected",
    "newMessage",
    "chatListUpdate",
    "messageStatusUpdate",
    "messageUpdated",
    "contactUpdated",
    "userOnlineStatus",
    "userTyping",
):
    hear(name)

client.connect(sys.argv[1], transports=[sys.argv[2]])
client.emit("join-chat", {"chatId": "700"}, callback=lambda answer: tell({"event": "joined", "id": ""}))
client.wait()
