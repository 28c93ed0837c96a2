"""People who write all at once over HTTP, and the ledger of what they were told is
saved."""

import http.client
import json
import threading
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = "t" * 32
ANSWER_WITHIN = 30


@dataclass
class Ledger:
    """What was acknowledged: keys of steps and filings, words of remarks, and for each
    plan the last version and text that were saved."""

    steps: list = field(default_factory=list)
    filings: list = field(default_factory=list)
    remarks: list = field(default_factory=list)
    texts: dict = field(default_factory=dict)
    saved_texts: int = 0
    problems: list = field(default_factory=list)

    def count(self):
        return (
            len(self.steps) + len(self.filings) + len(self.remarks) + self.saved_texts
        )


@dataclass(frozen=True)
class Person:
    """Somebody who has signed in: the port of the server and their session."""

    port: int
    session: str

    def post(self, path, fields, **headers):
        """(status, body) of an answer. Raises OSError or HTTPException if none came."""
        asked = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=ANSWER_WITHIN
        )
        headers |= {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            asked.request("POST", path, urlencode(fields), headers)
            answer = asked.getresponse()
            return answer.status, answer.read()
        finally:
            asked.close()

    def post_until_answered(self, path, fields, stop, **headers):
        """As a person who presses the button again: the same form until the server
        takes it. None when everybody stops."""
        while not stop.is_set():
            try:
                status, body = self.post(path, fields, **headers)
            except (OSError, http.client.HTTPException):
                status, body = 0, b""
            if status and status != 503:
                return status, body
            time.sleep(0.05)
        return None


def write_texts(person, plan, ledger, stop):
    """One text over and over, as the script of the page saves it. A save that was not
    acknowledged may have been done: then the version has moved by one."""
    path, version, number = f"/ke-hoach/{plan}/muc/political/", 1, 0
    while not stop.is_set():
        number += 1
        text = f"Lần viết thứ {number} của kế hoạch {plan}."
        fields = {"text": text, "version": version}
        answered = person.post_until_answered(path, fields, stop, **{"X-Autosave": "1"})
        if answered is None:
            return
        status, body = answered
        if status == 200:
            version = json.loads(body)["fields"]["version"]
            ledger.texts[plan] = (version, text)
            ledger.saved_texts += 1
        elif status == 409:
            version += 1
        else:
            ledger.problems.append((path, status))
            return


def make_remarks(person, plan, ledger, stop):
    number = 0
    while not stop.is_set():
        number += 1
        text = f"Góp ý thứ {number} cho kế hoạch {plan}."
        fields = {"key": uuid.uuid4(), "seen": 1, "reason": "vague", "text": text}
        path = f"/ke-hoach/{plan}/gop-y/"
        if take_answer(person, path, fields, ledger, stop):
            ledger.remarks.append((plan, text))


def send_and_withdraw(person, plan, ledger, stop):
    revision = 0
    while not stop.is_set():
        for step in ("submit", "withdraw"):
            key = uuid.uuid4()
            path = f"/ke-hoach/{plan}/buoc/{step}/"
            fields = {"key": key, "seen": revision}
            if take_answer(person, path, fields, ledger, stop):
                ledger.steps.append(key)
            if step == "submit":
                revision += 1


def record_filings(person, plans, ledger, stop):
    for plan in plans:
        key = uuid.uuid4()
        fields = {"key": key, "seen": 2, "filed_on": "10/02/2026"}
        path = f"/ke-hoach/{plan}/nop/"
        if take_answer(person, path, fields, ledger, stop):
            ledger.filings.append(key)
        if stop.wait(0.2):
            return


def take_answer(person, path, fields, ledger, stop):
    """Whether it was acknowledged; what was refused is a problem of the test."""
    answered = person.post_until_answered(path, fields, stop)
    if answered is None:
        return False
    if answered[0] != 302:
        ledger.problems.append((path, answered[0]))
        stop.wait(0.2)
        return False
    return True


def start_all(jobs):
    """[Thread] of jobs [(function, arguments)]."""
    threads = [threading.Thread(target=work, args=how) for work, how in jobs]
    for thread in threads:
        thread.start()
    return threads


# --- what is there afterwards ---------------------------------------------------------


def find_lost(ledger, cursor):
    """What was acknowledged and is not in the database: [(kind, what)]."""
    lost = []
    keys = read_keys(cursor)
    for kind, made in (("step", ledger.steps), ("filing", ledger.filings)):
        lost += [(kind, key) for key in made if key.hex not in keys]
    remarks = set(read_rows(cursor, "SELECT plan_id, text FROM plans_remark"))
    lost += [("remark", made) for made in ledger.remarks if made not in remarks]
    rows = (
        "SELECT plan_id, version, \"values\" FROM plans_row WHERE section = 'political'"
    )
    texts = {
        plan: (version, values) for plan, version, values in read_rows(cursor, rows)
    }
    for plan, (version, text) in ledger.texts.items():
        kept, values = texts[plan]
        if kept < version or (kept == version and text not in read_text(values)):
            lost.append(("text", (plan, version, kept)))
    return lost


def read_keys(cursor):
    found = read_rows(cursor, "SELECT key FROM plans_planevent")
    return {str(key).replace("-", "") for (key,) in found}


def read_rows(cursor, question):
    cursor.execute(question)
    return cursor.fetchall()


def read_text(values):
    """Of a JSON column, which one driver gives as text and the other as a dict."""
    if isinstance(values, str):
        values = json.loads(values)
    return values["text"]
