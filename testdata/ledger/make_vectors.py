#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes event_vectors.json, example.bundle, example.vkey and example_stolen.json from the format pages alone.

    python3 testdata/ledger/make_vectors.py

A second implementation of docs/formats/, in Python's standard library and libsodium by ctypes: it shares no line with
src/ledger, so where both agree the pages are right. Keys, salts and nonces are fixed: never use them for anything.
"""
import base64
import ctypes
import hashlib
import json
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
sodium = ctypes.CDLL("libsodium.so.23")
assert sodium.sodium_init() >= 0


def canonical(value):
    # Python's spelling is RFC 8785's for what an event may hold, but for DEL, which neither escapes.
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(data):
    return hashlib.sha256(data).digest()


def leaf(text):
    return sha256(b"\0" + text.encode())


def root(leaves):
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\1" + root(leaves[:k]) + root(leaves[k:]))


def fixed(label, size):
    return hashlib.sha512(b"proofmark test vector " + label.encode()).digest()[:size]


def seal(plaintext, part, event_id, label):
    key, salt, nonce = (fixed(f"{label} {what}", size) for what, size in (("key", 32), ("salt", 32), ("nonce", 24)))
    ad = event_id.encode() + b"\0" + part.encode()
    text = plaintext.encode()
    out = ctypes.create_string_buffer(len(text) + 16)
    sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        out, None, text, ctypes.c_ulonglong(len(text)), ad, ctypes.c_ulonglong(len(ad)), None, nonce, key)
    ciphertext = nonce + out.raw
    return {"plaintext": plaintext, "part": part, "event_id": event_id, "key": key.hex(), "salt": salt.hex(),
            "nonce": nonce.hex(), "ciphertext": ciphertext.hex(),
            "commitment": sha256(b"\2" + salt + ciphertext).hex()}


def reference(sealed):
    return {"part": sealed["part"], "alg": "xchacha20poly1305", "commitment": sealed["commitment"]}


def event(seq, kind, subject, body, sealed=(), **more):
    event_id = f"BR-RJ.event.01J9ZQ4V7M4W0T5YB3N2K8XH{seq:02d}"
    out = {
        "v": 1,
        "id": event_id,
        "owner": "BR-RJ",
        "seq": seq,
        "at": f"2024-10-11T13:45:{seq:02d}.031Z",
        "actor": "staff:4711",
        "kind": kind,
        "subject": subject,
        "happened": {"from": None, "to": None},
        "source": {"party": None, "grade": None},
        "handling": {"codes": [], "releasable_to": [], "onward": "ask_owner", "purpose": "investigation",
                     "legal_basis": "national_law", "review_at": None, "expires_at": None},
        "cause": None,
        "command": f"example-{seq}",
        "rules": None,
        "vocabulary": None,
        "nonce": fixed(f"event nonce {seq}", 16).hex(),
        "body": body,
        "sealed": [reference(part) for part in sealed],
    }
    out.update(more)
    return out


class Key:
    def __init__(self, label):
        self.seed = fixed(label, 32)
        public, secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
        sodium.crypto_sign_seed_keypair(public, secret, self.seed)
        self.public, self.secret = public.raw, secret.raw

    def id(self, name):
        return sha256(name.encode() + b"\n\1" + self.public)[:4]

    def vkey(self, name):
        return f"{name}+{self.id(name).hex()}+{base64.b64encode(bytes([1]) + self.public).decode()}"

    def note(self, name, text):
        signature = ctypes.create_string_buffer(64)
        data = text.encode()
        sodium.crypto_sign_detached(signature, None, data, ctypes.c_ulonglong(len(data)), self.secret)
        return f"{text}\n\u2014 {name} {base64.b64encode(self.id(name) + signature.raw).decode()}\n"


ITEM = "BR-RJ.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D"
parties = seal('{"holder":"Maria da Silva"}', "parties", "BR-RJ.event.01J9ZQ4V7M4W0T5YB3N2K8XH01", "parties")
notes = seal("Taken from a locked car. Caf\u00e9 Lamas.", "notes", "BR-RJ.event.01J9ZQ4V7M4W0T5YB3N2K8XH01", "notes")
recorded = event(0, "recorded", ITEM, {"item": {"make": "TAURUS", "calibre": "9x19"},
                                     "marks": [{"kind": "serial", "text": "A12345"}],
                                     "row": {"MARCA": "TAURUS", "N%C3%BAmero": "A12345"}})
stolen = event(
    1, "stolen", ITEM, {"document": "118273/2024", "record_event": recorded["id"]}, [notes, parties],
    happened={"from": "2024-03-01", "to": "2024-03"},
    source={"party": "BR-RJ", "grade": "B2"},
    handling={"codes": ["releasable_to_listed"], "releasable_to": ["AR", "PY"], "onward": "ask_owner",
              "purpose": "investigation", "legal_basis": "national_law", "review_at": "2029-03-01",
              "expires_at": "2034-03-01"},
    cause=leaf(canonical(recorded)).hex(),
    command="desk-7-000118273",
    vocabulary="sha256:" + sha256(b"an example").hex())
unknown = event(2, "corrected", ITEM, {"item": {}, "marks": [], "remark": "\u20ac$\u000f\nA'B\"\\\\\"/ \u007f \u2028 \U0001f52b"},
                later_key={"b": [1, True, None], "a": -9007199254740991}, Z=9007199254740991)
access = event(0, "accessed", "BR-RJ.access.01J9ZQ4V7M4W0T5YB3N2K8XH6E", {"action": "trace", "shown": [ITEM], "count": 1}, command="read-1")

named = [("recorded: a pistol", recorded), ("stolen: the pistol of the example", stolen),
         ("unknown keys, escapes, the largest integers", unknown), ("an entry of an access log", access)]
jcs = [
    '{"b":1,"a":"x"}', '[]', '{}', ' [ 1 , "\\u0041\\/" ] ',
    '"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/"',
    '{"\\n":"Newline","1":"One","</script>":"Browser Challenge","literals":[null,true,false]}',
    '{"aa":1,"a":2,"B":3,"b":4,"":5}', '[-9007199254740991,9007199254740991,0]', '"\\b\\t\\n\\f\\r\\u0000\\u001f\\u007f"',
]
refused = ['{"b":1,"a":2}', '{"a":1,"a":1}', '{"a": 1}', '1.0', '1e2', '-0', '9007199254740992', '0.5', '"\\u0041"',
           '"\\/"', '"\\u000A"', '"\\ud800"', '{"\u00e9":1}', '', '{}\n']

key = Key("signing key")
log = [canonical(e) for e in (recorded, stolen, unknown)]
origin = "proofmark/BR-RJ/1"
tree_root = root([leaf(e) for e in log])
note = key.note(origin, f"{origin}\n{len(log)}\n{base64.b64encode(tree_root).decode()}\n")

vectors = {
    "generated_by": "python3 testdata/ledger/make_vectors.py",
    "events": [{"name": name, "canonical": canonical(e), "leaf": leaf(canonical(e)).hex()} for name, e in named],
    "jcs": [{"input": text, "canonical": canonical(json.loads(text))} for text in jcs],
    "refused": [{"bytes": text} for text in refused],
    "sealed": [parties, notes],
    "checkpoint": {"signing_key": f"proofmark-ed25519-v1 {base64.b64encode(key.seed).decode()}\n",
                   "verifier_key": key.vkey(origin), "origin": origin, "size": len(log), "root": tree_root.hex(),
                   "note": note},
}
(HERE / "event_vectors.json").write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + "\n")
(HERE / "example_stolen.json").write_text(json.dumps(stolen, indent=2, ensure_ascii=False) + "\n")

hashes = b"".join(leaf(e) for e in log)
lines = [canonical({"bundle": 1, "checkpoint": note, "epoch": 1, "key": key.vkey(origin), "log": "BR-RJ",
                    "size": len(log)}),
         canonical({"hashes": base64.b64encode(hashes).decode(), "level": 0, "tile": 0, "width": len(log)}),
         *log]
for part in (notes, parties):
    lines.append(canonical({"sealed": {"ciphertext": base64.b64encode(bytes.fromhex(part["ciphertext"])).decode(),
                                       "part": part["part"], "salt": part["salt"], "seq": 1}}))
lines.append(canonical({"end": "BR-RJ"}))
(HERE / "example.bundle").write_text("\n".join(lines) + "\n")
(HERE / "example.vkey").write_text(key.vkey(origin) + "\n")
