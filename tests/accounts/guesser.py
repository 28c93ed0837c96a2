"""One of several processes that guess at a name: `python -m tests.accounts.guesser`.

It takes {name, times, threads, is_careless} from the first line of its input, guesses
after the second, all at once, and prints {hashed, answers}: how many passwords came to
the hasher, and {status: how often}. A careless one counts as it should not be done.
"""

import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import django

django.setup()

from django.contrib.auth.hashers import MD5PasswordHasher  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts import guesses  # noqa: E402

HASHED = []
encode = MD5PasswordHasher.encode


def encode_slowly(self, password, salt):
    """As slow as the hasher of an installation, so that guesses are there together."""
    HASHED.append(password)
    time.sleep(0.2)
    return encode(self, password, salt)


def take_carelessly(count, at):
    """Look, and write afterwards."""
    line = guesses.find_lines(count).first()
    if line is None:
        lines = [guesses.GuessCount(**vars(count), began_at=at, number=1)]
        guesses.GuessCount.objects.bulk_create(lines, ignore_conflicts=True)
        return True
    if line.number >= guesses.RULES[count.kind].most:
        return False
    time.sleep(0.05)
    guesses.find_lines(count).update(number=line.number + 1)
    return True


def guess(name, number):
    typed = {"username": name, "password": f"doan lan thu {number}"}
    address = f"10.0.{number // 250}.{number % 250}"
    return (
        Client().post(reverse("entry:sign_in"), typed, REMOTE_ADDR=address).status_code
    )


def main():
    asked = json.loads(sys.stdin.readline())
    MD5PasswordHasher.encode = encode_slowly
    if asked["is_careless"]:
        guesses.take_one = take_carelessly
    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(asked["threads"]) as threads:
        names = [asked["name"]] * asked["times"]
        answers = list(threads.map(guess, names, range(asked["times"])))
    told = {"hashed": len(HASHED), "answers": Counter(answers)}
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
