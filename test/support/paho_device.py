"""A device with Eclipse Paho: paho_device.py <port> <device id> <key> <secret>. Prints what happens to it."""
import json
import sys
import threading

import paho.mqtt.client as mqtt

port, device_id, key, secret = int(sys.argv[1]), *sys.argv[2:5]
happened = threading.Condition()
commands = []
subscribed = 0


def say(text):
    print(text, flush=True)


def on_connect(client, userdata, flags, code):
    say(f"connected {code} {'known' if flags['session present'] else 'new'}")
    client.subscribe(f"losant/{device_id}/command", 1)


def on_subscribe(client, userdata, mid, granted):
    global subscribed
    with happened:
        subscribed += 1
        happened.notify_all()


def on_message(client, userdata, message):
    with happened:
        if message.topic.endswith("/command"):
            name = json.loads(message.payload)["name"]
            say(f"command {name}")
            commands.append(name)
        else:
            say(f"{'retained' if message.retain else 'live'} {message.payload.decode()}")
            commands.append(message.topic)
        happened.notify_all()


def wait_for(condition):
    with happened:
        if not happened.wait_for(condition, timeout=60):
            sys.exit("timed out")


def connect():
    client = mqtt.Client(client_id=device_id, clean_session=False, protocol=mqtt.MQTTv311)
    client.username_pw_set(key, secret)
    client.on_connect, client.on_subscribe, client.on_message = on_connect, on_subscribe, on_message
    client.connect("127.0.0.1", port)
    client.loop_start()
    return client


device = connect()
wait_for(lambda: subscribed == 1)
device.publish("status", "kept by paho", qos=2, retain=True).wait_for_publish()
device.publish(f"losant/{device_id}/state", json.dumps({"data": {"temperature": 18.25}}), qos=2).wait_for_publish()
say("published at QoS 2")
wait_for(lambda: commands == ["first"])
device.disconnect()
device.loop_stop()

sys.stdin.readline()
device = connect()
wait_for(lambda: len(commands) == 2)
device.subscribe("status", 1)
wait_for(lambda: len(commands) == 3)
device.disconnect()
device.loop_stop()
