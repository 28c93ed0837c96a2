"""Who can sign in to the demonstration, and where do their own plans stand? One of each role, with one password."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.models import User, normalize_name
from cells.models import Appointment, Member
from cells.posts import Actor
from demo.courses import Course
from demo.founding import free_members
from demo.performing import perform
from plans import writing
from plans.models import Plan

Role = Appointment.Role
PASSWORD = "phucdong2026"
WITHOUT_PASSWORD = 3  # every third of the others has a login that an activation slip would open


@dataclass(frozen=True)
class SignIn:
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


def give_logins(cell, unit, today):
    """Choose one of each role and let them sign in. Returns {username: Member}."""
    chosen = {
        **in_cell(cell, today),
        "danguy": holder(today, role=Role.WARD_OFFICER, is_head=False),
        "vanphong": holder(today, role=Role.CHAIRMAN_OFFICE),
        "kiemtra": holder(today, role=Role.INSPECTOR),
        "phutrach": holder(today, role=Role.UNIT_LEAD),
        "ngoaidang": free_members(unit, today)[-1],
    }
    password = make_password(PASSWORD)
    logins = {name: User(username=name, password=password) for name in chosen}
    administrator = User(username=ADMINISTRATOR.username, password=password, is_administrator=True)
    User.objects.bulk_create([*logins.values(), administrator])
    for name, member in chosen.items():
        Member.objects.filter(pk=member.pk).update(user=logins[name])
    return chosen


def in_cell(cell, today):
    """Secretary and deputy, and two members who are past their working life."""
    free = [member for member in free_members(cell, today) if member.occupation.endswith(("hưu", "hưu trí", "Hưu trí"))]
    return {
        "bithu7": holder(today, role=Role.SECRETARY, cell=cell),
        "phobithu7": holder(today, role=Role.DEPUTY_SECRETARY, cell=cell),
        "dangvien": free[0],
        "tralai": free[1],
    }


def holder(today, **post):
    return Appointment.objects.in_force(today).filter(**post).select_related("member").order_by("pk")[0].member


def give_a_login(member):
    """The login of whoever did what is recorded by login, without a usable password."""
    user = User.objects.create(username=normalize_name("bithudanguy"), password=make_password(None))
    Member.objects.filter(pk=member.pk).update(user=user)
    return user


def give_more_logins(members):
    """Logins that wait for an activation slip: by card number, without a usable password."""
    chosen = [member for member in members if member.card][::WITHOUT_PASSWORD]
    chosen = [member for member in chosen if member.user_id is None]
    users = User.objects.bulk_create(
        [User(username=normalize_name(member.card), password=make_password(None)) for member in chosen], batch_size=500
    )
    for member, user in zip(chosen, users, strict=True):
        member.user = user
    Member.objects.bulk_update(chosen, ["user"], batch_size=200)


def live_through(chosen, homes, year):
    """Their own plans, by the ordinary functions. `homes` is {member id: Cell}, `year` a PresentYear."""
    for name, fate in FATES.items():
        member = chosen[name]
        course = Course(year.setting, member, homes[member.pk], vague=0.6)
        fate(year, course)
        perform(course.story)
    check_oneself(chosen["dangvien"], year)


def half_written(year, course):
    course.begin(year.ago(9, 9))
    course.write(year.ago(3, 3), course.pen.half(course.who, share=0.8))


def sent_back(year, course):
    """Three remarks to answer, a few days ago."""
    course.begin(year.ago(16, 16)).write(year.ago(12, 12)).submit(year.ago(11, 11)).read(year.ago(4, 4))
    for _ in range(3):
        course.comment(year.ago(4, 4))
    course.give_back(year.ago(4, 4))


def agreed_with_remarks(year, course):
    course.begin(year.ago(18, 18)).write(year.ago(15, 15)).submit(year.ago(14, 14)).read(year.ago(5, 5))
    course.comment(year.ago(5, 5)).comment(year.ago(5, 5)).agree(year.ago(3, 3))


FATES = {
    "dangvien": half_written,
    "tralai": sent_back,
    "bithu7": lambda year, course: year.waiting(course),
    "phobithu7": agreed_with_remarks,
    "danguy": lambda year, course: year.filed(course),
    "vanphong": lambda year, course: year.signed(course),
    "kiemtra": half_written,
    "ngoaidang": lambda year, course: year.waiting(course),
    "phutrach": lambda year, course: year.signed(course),
}


def check_oneself(member, year):
    """A first look into the private self-check."""
    plan = Plan.objects.select_related("member", "cell__committee", "cycle").get(member=member, cycle=year.cycle)
    answers = {str(number): {"level": "none", "note": ""} for number in range(1, 6)}
    answers["5"] = {"level": "at_risk", "note": "Hai lần họp thấy việc chưa đúng mà im lặng vì nể bạn cũ."}
    writing.save_self_check(plan, 1, answers, version=0, by=Actor(member, year.today))


def sign_ins():
    """[SignIn] of this database, in the order in which a reader would try them."""
    names = dict(Member.objects.filter(user__username__in=ROLES).values_list("user__username", "full_name"))
    people = [SignIn(username, role, names[username]) for username, role in ROLES.items() if username in names]
    return [*people, ADMINISTRATOR]
