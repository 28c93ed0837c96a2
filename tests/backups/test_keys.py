"""The key as people have it in their hands."""

import pytest
from django.core.management import call_command

from backups import keys, paper


@pytest.fixture(scope="module")
def secret():
    return keys.make_secret()


def test_what_was_printed_is_read_back(secret):
    typed = " ".join(keys.write_secret(secret))
    for text in (typed, typed.lower(), typed.replace(" ", ""), f" {typed}\n"):
        read = keys.read_secret(text)
        assert read.private_bytes_raw() == secret.private_bytes_raw()


def test_letters_that_look_alike_are_the_same():
    content = bytes(range(1, 33))
    typed = " ".join(keys.write_groups(content))
    assert {"0", "1", "V"} & set(typed)
    misread = typed.translate(str.maketrans("01V", "oIu"))
    assert keys.read_groups(misread) == content


@pytest.mark.parametrize("place", range(keys.GROUPS))
def test_any_one_wrong_letter_names_its_group(place):
    groups = keys.write_groups(bytes(range(32)))
    for position in range(keys.GROUP):
        for letter in keys.LETTERS:
            group = groups[place]
            typed = group[:position] + letter + group[position + 1 :]
            if typed == group:
                continue
            with pytest.raises(keys.Mistyped, match=f"Nhóm {place + 1} "):
                keys.read_groups(
                    "".join([*groups[:place], typed, *groups[place + 1 :]])
                )


def test_groups_in_another_order_are_noticed():
    groups = keys.write_groups(bytes(range(32)))
    with pytest.raises(keys.Mistyped, match="Nhóm 4 "):
        keys.read_groups("".join([*groups[:3], groups[4], groups[3], *groups[5:]]))


@pytest.mark.parametrize("typed", ["", "ABCDE", "Ă" * 65, "0" * 66])
def test_what_is_no_key_is_refused(typed):
    with pytest.raises(keys.Mistyped):
        keys.read_groups(typed)


def test_a_key_that_lacks_letters_says_how_many_there_are():
    groups = keys.write_groups(bytes(range(32)))
    with pytest.raises(keys.Mistyped, match="đã gõ 60 chữ"):
        keys.read_groups("".join(groups[:12]))


def test_the_server_does_not_take_the_secret_half(secret):
    with pytest.raises(keys.Mistyped, match="CONGKHAI"):
        keys.read_public(" ".join(keys.write_secret(secret)))
    public = keys.read_public(keys.write_public(secret.public_key()))
    assert public.public_bytes_raw() == secret.public_key().public_bytes_raw()


def test_the_sheet_has_the_key_twice_and_the_server_another_half(capsys):
    call_command("backup_key")
    sheets, line = capsys.readouterr().out.split("BACKUP_PUBLIC_KEY=")
    one, two = sheets.split("Dòng cho máy chủ")[0].split(paper.CUT)
    public = keys.read_public(line.split()[0])
    words = keys.find_check_words(public)
    for sheet in (one, two):
        assert f"Từ kiểm tra: {words}" in sheet
        typed = "".join(find_groups(sheet))
        assert keys.read_secret(typed).public_key() == public
        assert max(len(row) for row in sheet.splitlines()) <= paper.WIDTH


def find_groups(sheet):
    """The groups on a sheet, which stand behind their numbers."""
    return [part.split()[0] for part in sheet.split(") ")[1:]]


def test_two_keys_have_nothing_in_common():
    assert keys.write_secret(keys.make_secret()) != keys.write_secret(
        keys.make_secret()
    )


class Typist:
    """Types these rows, one after the other."""

    def __init__(self, *rows):
        self.rows = list(rows)
        self.told = ""

    def getpass(self, prompt):
        return self.rows.pop(0)

    def write(self, text):
        self.told += text


def test_a_mistyped_row_is_asked_for_again_at_once(secret, monkeypatch):
    groups = keys.write_secret(secret)
    first, second, third = groups[:4], groups[4:8], groups[8:]
    # One wrong letter always shows; letters in another order need not.
    letter = "1" if second[1].startswith("0") else "0"
    wrong = [second[0], letter + second[1][1:], *second[2:]]
    typist = Typist(*(" ".join(row) for row in (first, wrong, second, third)))
    monkeypatch.setattr(paper.getpass, "getpass", typist.getpass)
    read = paper.ask_secret(typist)
    assert read.private_bytes_raw() == secret.private_bytes_raw()
    assert typist.told == "Nhóm 6 gõ sai. Gõ lại hàng này.\n"
