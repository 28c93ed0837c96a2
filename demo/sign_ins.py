"""Who can sign in to the demonstration, and where do their own plans stand?

One of each role, with one password.
"""

from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from accounts.models import User, normalize_name
from cells.models import Appointment, Member
from cells.posts import Actor
from demo.officers import find_free_members, find_holder
from demo.stories import Course
from plans.form import autosave
from plans.models import Plan

Role = Appointment.Role
PASSWORD = "phucdong2026"
# Every third of the others has a login that an activation slip would open.
WITHOUT_PASSWORD = 3
RETIRED = ("hưu", "hưu trí", "Hưu trí")


class SignIn(NamedTuple):
    username: str
    role: str
    name: str = ""


ADMINISTRATOR = SignIn("quantri", "quản trị hệ thống (không đọc kế hoạch)")
ROLES = {
    "dangvien": "đảng viên, kế hoạch đang viết dở",
    "tralai": "đảng viên, kế hoạch bị trả lại để sửa",
    "bithu7": "bí thư Chi bộ 7",
    "phobithu7": "phó bí thư Chi bộ 7",
    "danguy": "cán bộ Đảng ủy phường",
    "vanphong": "Văn phòng Chủ tịch UBND",
    "kiemtra": "cán bộ kiểm tra, giám sát",
    "ngoaidang": "nhân viên ngoài Đảng",
    "phutrach": "phụ trách đơn vị",
}


def list_sign_ins():
    """[SignIn] of this database, in the order in which a reader would try them."""
    found = Member.objects.filter(user__username__in=ROLES)
    names = dict(found.values_list("user__username", "full_name"))
    people = []
    for username, role in ROLES.items():
        if username in names:
            people.append(SignIn(username, role, names[username]))
    return [*people, ADMINISTRATOR]


# --- logins ---------------------------------------------------------------------------


def give_logins(cell, unit, today):
    """Choose one of each role and let them sign in. Returns {username: Member}."""
    chosen = choose_people(cell, unit, today)
    password = make_password(PASSWORD)
    logins = {name: User(username=name, password=password) for name in chosen}
    administrator = User(
        username=ADMINISTRATOR.username, password=password, is_administrator=True
    )
    User.objects.bulk_create([*logins.values(), administrator])
    for name, member in chosen.items():
        Member.objects.filter(pk=member.pk).update(user=logins[name])
    return chosen


def choose_people(cell, unit, today):
    """{username: Member}; the two authors are past their working life."""
    retired = []
    for member in find_free_members(cell, today):
        if member.occupation.endswith(RETIRED):
            retired.append(member)
    return {
        "bithu7": find_holder(today, role=Role.SECRETARY, cell=cell),
        "phobithu7": find_holder(today, role=Role.DEPUTY_SECRETARY, cell=cell),
        "dangvien": retired[0],
        "tralai": retired[1],
        "danguy": find_holder(today, role=Role.WARD_OFFICER, is_head=False),
        "vanphong": find_holder(today, role=Role.CHAIRMAN_OFFICE),
        "kiemtra": find_holder(today, role=Role.INSPECTOR),
        "phutrach": find_holder(today, role=Role.UNIT_LEAD),
        "ngoaidang": find_free_members(unit, today)[-1],
    }


def give_secretary_login(member):
    """Of whoever did what is recorded by login, without a usable password."""
    name = normalize_name("bithudanguy")
    user = User.objects.create(username=name, password=make_password(None))
    Member.objects.filter(pk=member.pk).update(user=user)
    return user


def give_waiting_logins(members):
    """Logins that wait for an activation slip: by card number, without a password."""
    with_card = [member for member in members if member.card]
    chosen = [
        member for member in with_card[::WITHOUT_PASSWORD] if member.user_id is None
    ]
    users = []
    for member in chosen:
        name = normalize_name(member.card)
        users.append(User(username=name, password=make_password(None)))
    User.objects.bulk_create(users, batch_size=500)
    for member, user in zip(chosen, users, strict=True):
        member.user = user
    Member.objects.bulk_update(chosen, ["user"], batch_size=200)


# --- their own plans ------------------------------------------------------------------


def tell_own_stories(chosen, homes, year):
    """[Story]; `homes` is {member id: Membership}, `year` a PresentYear."""
    stories = []
    for name, fate in FATES.items():
        course = Course(year.setting, homes[chosen[name].pk], vague=0.6)
        fate(year, course)
        stories.append(course.story)
    return stories


def write_half(year, course):
    course.begin(year.ago(9, 9))
    course.write_in_part(year.ago(3, 3), 0.8)


def send_back_with_remarks(year, course):
    """Three remarks to answer, a few days ago."""
    course.begin(year.ago(16, 16)).write(year.ago(12, 12)).submit(year.ago(11, 11))
    course.read(year.ago(4, 4))
    for _ in range(3):
        course.comment(year.ago(4, 4))
    course.give_back(year.ago(4, 4))


def agree_with_remarks(year, course):
    course.begin(year.ago(18, 18)).write(year.ago(15, 15)).submit(year.ago(14, 14))
    course.read(year.ago(5, 5)).comment(year.ago(5, 5)).comment(year.ago(5, 5))
    course.agree(year.ago(3, 3))


# The fates of PresentYear are called late, so that they come from the year at hand.
FATES = {
    "dangvien": write_half,
    "tralai": send_back_with_remarks,
    "bithu7": lambda year, course: year.waiting(course),
    "phobithu7": agree_with_remarks,
    "danguy": lambda year, course: year.filed(course),
    "vanphong": lambda year, course: year.signed(course),
    "kiemtra": write_half,
    "ngoaidang": lambda year, course: year.waiting(course),
    "phutrach": lambda year, course: year.signed(course),
}


def check_oneself(member, year):
    """A first look into the private self-check."""
    plans = Plan.objects.select_related("member", "cell__committee", "cycle")
    plan = plans.get(member=member, cycle=year.cycle)
    answers = {str(number): {"level": "none", "note": ""} for number in range(1, 6)}
    answers["5"] = {
        "level": "at_risk",
        "note": "Hai lần họp thấy việc chưa đúng mà im lặng vì nể bạn cũ.",
    }
    author = Actor(member, year.today)
    autosave.save_self_check(plan, 1, answers, version=0, by=author)
