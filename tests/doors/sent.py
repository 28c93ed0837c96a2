"""What is sent to a door: each function makes the fields of a form that is sound, so
that whoever may send it gets something done.

All take the world and the Thing that the address names.
"""

import io
import json
from uuid import UUID

from cells.acts.dependents import make_digest
from cells.acts.hanging import list_what_hangs_on_post
from cells.acts.movements.resting import list_resting
from cells.acts.reorganisation.foresight import foresee_reorganisation
from cells.acts.reorganisation.parts import make_part_key
from cells.acts.reorganisation.preview import describe_foresight
from cells.models import (
    Appointment,
    ExemptionGround,
    Member,
    Movement,
    Reorganisation,
)
from plans.form import snapshot
from plans.models import Plan, SelfCheck
from tests.doors.world import PASSWORD, TODAY

KEY = UUID(int=77)
ON = f"{TODAY:%d/%m/%Y}"
LATER = "01/09/2026"


def find_plan(thing):
    return Plan.objects.with_related().get(pk=thing.parts["pk"])


def nothing(world, thing):
    return {}


def step(world, thing):
    """Everything that any step asks for."""
    seen = thing.parts.get("revision", 1)
    why = {"note": "Xin xem lại", "reason": "other"}
    return {"key": KEY, "seen": seen, "signed_on": ON, **why}


def typing(world, thing):
    """Somebody of the person's cell types from a sheet; of one's own cell 7 it is
    Nam."""
    names = {"giang": "newcomer9", "kha": "lan", "other": "newcomer3"}
    helper = world.cast[names.get(thing.name, "nam")]
    return {"source": "sheet", "helper": helper.pk}


def confirmed(world, thing):
    """How the author of a typed plan confirmed it, before whom and when."""
    how = {"confirmed": "read_back", "witness": "Lê Thị Chứng", "confirmed_on": ON}
    return {"key": KEY, "seen": thing.parts.get("revision", 1), **how}


def answer(world, thing):
    return {"text": "Đã gõ lại cho đúng"}


def second_reader(world, thing):
    """Of each cell somebody who is no officer of it."""
    names = {"cell7": "dung", "cell9": "hanh", "unit": "kha", "other": "tam"}
    return {"member": world.cast[names.get(thing.name, "dung")].pk}


def remark(world, thing):
    seen = thing.parts.get("revision", 1)
    said = {"reason": "other", "text": "Viết rõ hơn", "place": ""}
    return {"key": KEY, "seen": seen, **said}


def dispute_decision(world, thing):
    return {"outcome": "kept", "reply": "Ghi rõ tên ngõ"}


def left_behind(world, thing):
    return {"remarks": [thing.parts["remark_pk"]]}


def text(world, thing):
    return {"version": version_of(thing, "political"), "text": "Chữ mới"}


def task(world, thing):
    said = {"deed": "Việc khác", "expected": "01 lần", "deadline": "30/06/2026"}
    return {"version": version_of(thing, "tasks"), **said}


def version_of(thing, section):
    rows = Plan(pk=thing.parts["pk"]).rows.filter(section=section)
    row = rows.filter(uid=thing.parts["uid"]).first() or rows.first()
    return row.version if row else 0


def second_place(world, thing):
    return {"place": "2"}


def verdict(world, thing):
    pk, seen = thing.parts["pk"], thing.parts.get("revision", 1)
    return {"plans": [pk], f"{pk}-key": KEY, f"{pk}-seen": seen}


def agreed_words(world, thing):
    return {"place": "political", "version": version_of(thing, "political")}


def answers(world, thing):
    sent = {}
    asked = Plan(pk=thing.parts["pk"]).remarks.for_author()
    for said in asked.filter(text__startswith="chim"):
        sent |= {f"answer_{said.pk}": "Đã sửa", f"was_{said.pk}": said.answer}
    return sent


def self_check(world, thing):
    saved = SelfCheck.objects.filter(plan=thing.parts["pk"], group=1).first()
    version = saved.version if saved else 0
    return {"version": version, "level_1": "none", "note_1": "Tự nhắc mình"}


def signature(world, thing):
    sent = {"key": KEY, "seen": thing.parts.get("revision", 1), "password": PASSWORD}
    if thing.name == "nobody":
        return sent | {"shown": "x"}
    content = snapshot.take_document(find_plan(thing), TODAY)
    return sent | {"shown": snapshot.make_digest_of_sections(content.sections)}


def signature_with_wrong_password(world, thing):
    return signature(world, thing) | {"password": "sai"}


def filing(world, thing):
    return {"key": KEY, "seen": thing.parts.get("revision", 1), "filed_on": ON}


def posting(world, thing):
    where = {"place": "Nhà văn hóa", "posted_by": "Vũ Gia Bảo"}
    term = {"since": ON, "until": LATER}
    return {"key": KEY, "seen": thing.parts.get("revision", 1), **where, **term}


def copies(world, thing):
    """What is not signed yet is signed in ink, on a day of its own."""
    copy = f"{thing.parts['pk']}-{thing.parts.get('revision', 1)}"
    if thing.state == "finalizing":
        return {"key": KEY, f"ky-{copy}": ON, "day": ON}
    return {"key": KEY, "copies": copy, "day": ON}


def renewal(world, thing):
    """From the day after the last one."""
    return posting(world, thing) | {"since": "01/01/2027", "until": "31/03/2027"}


def taking_down(world, thing):
    seen = thing.parts.get("revision", 1)
    said = {"taken_down_on": ON, "taken_down_by": "Vũ Gia Bảo"}
    return {"key": KEY, "seen": seen, **said}


def why(world, thing):
    return {"note": "Ghi nhầm"}


def consent_on_paper(world, thing):
    return {"key": KEY, "seen": thing.parts.get("revision", 1), "given_on": ON}


def board_off(world, thing):
    return {"state": "off"}


def request_for_changes(world, thing):
    pk = thing.parts["pk"]
    asked = {"reason": "other", "note": "Xin sửa"}
    status = "cell_review" if thing.state == "draft" else thing.state
    where = {"seen": thing.parts.get("revision", 1), "status": status}
    one = {f"{pk}-{name}": value for name, value in (asked | where).items()}
    return {"plans": pk, f"{pk}-key": KEY, **one}


def chosen_plan(world, thing):
    return {"plans": thing.parts["pk"]}


def reason_of_year(world, thing):
    return {"reason": "Đã tổng kết năm"}


def next_year(world, thing):
    return days_of_year(2027)


def calendar(world, thing):
    """Days that have passed stay what they are."""
    forms = {"form-TOTAL_FORMS": 0, "form-INITIAL_FORMS": 0}
    return {**days_of_year(thing.parts.get("year", 2026)), **forms}


def days_of_year(year):
    days = {"draft_due_on": f"31/01/{year}", "review_due_on": f"28/02/{year}"}
    rules = {"confirmation_suffices": "yes"}
    return {"topic": "Chuyên đề", "filed_due_on": f"20/03/{year}", **days, **rules}


# --- accounts -------------------------------------------------------------------------


def slip(world, thing):
    """For somebody without a login a name would be chosen; all have one."""
    return {}


def slips(world, thing):
    """For those of the cell who cannot sign in yet."""
    found = Member.objects.filter(memberships__cell=thing.parts["pk"], user=None)
    first = found.order_by("pk").first()
    return {"kind": "name", "people": first.pk if first else 1}


def lock(world, thing):
    return {"wanted": "lock"}


def new_password(world, thing):
    new = "mot-cau-dai-de-nho-2026"
    return {"old_password": PASSWORD, "new_password1": new, "new_password2": new}


# --- cells and people -----------------------------------------------------------------


def new_cell(world, thing):
    return {"name": "Chi bộ 30", "kind": "residential", "founded_on": ON}


def new_member(world, thing):
    return {"full_name": "Phùng Văn Mới", "since": ON, "origin": "register"}


def arrival(world, thing):
    return {"key": KEY, "full_name": "Phùng Văn Mới", "on": ON, "sex": ""}


def leaving(world, thing):
    return {"on": ON, "place": "Hải Phòng"}


def post_of_office(world, thing):
    """In the ward of whoever gives it."""
    return {"role": "inspector", "since": ON}


def end(world, thing):
    """With what hangs on the post, as its page has shown it."""
    post = Appointment.objects.filter(pk=thing.parts["row_pk"]).first()
    shown = ""
    if post:
        shown = make_digest(list_what_hangs_on_post(post, TODAY))
    return {"on": ON, "shown": shown}


def facts_of_person(world, thing):
    return {"full_name": "Tên Đã Sửa", "sex": "", "reason": "Ghi nhầm"}


def other_dates(world, thing):
    return {"since": "02/01/2010", "reason": "Ghi nhầm"}


def reason_to_take_away(world, thing):
    return {"away-reason": "Ghi nhầm"}


def exemption(world, thing):
    """Of the first of the cell who is not exempt and not an officer of it."""
    ground = ExemptionGround.objects.filter(kind="age_health").first()
    names = {"cell7": "nam", "cell9": "newcomer9", "other": "newcomer3"}
    member = world.cast.get(names.get(thing.name)) or world.people.dung
    paper = {"resolution_number": "1-NQ/CB", "resolution_on": ON, "since": ON}
    return {"member": member.pk, "ground": ground.pk, **paper}


def return_of_exempt(world, thing):
    return {"on": "01/03/2026", "reason": "Xin trở lại"}


def meeting_on_exemptions(world, thing):
    """Of every exemption that there is; those of other cells are none of its."""
    sent = {"held_on": ON, "returns_on": "01/03/2026"}
    for one in world.things["exemption"]:
        sent[f"{one.parts['pk']}-outcome"] = "kept"
    return sent


def confirmed_claim(world, thing):
    return {"is_confirmed": "1"}


def review_put_right(world, thing):
    return {"outcome": "kept", "reason": "Nghe nhầm", "because": "Ghi nhầm"}


def acceptance(world, thing):
    term = {"since": "01/03/2026", "until": LATER}
    return {"decision_number": "45-QĐ/ĐU", "decided_on": ON, **term}


def refusal(world, thing):
    return {"reason": "Chưa đủ giấy tờ"}


def ground(world, thing):
    return {"label": "Lý do khác nữa", "kind": "other"}


def suspension(world, thing):
    return {"decision": "30-QĐ/ĐU", "decided_on": ON, "since": ON}


def lifting(world, thing):
    return {"on": ON, "lifted_by": "31-QĐ/ĐU"}


def movement_put_right(world, thing):
    term = {"on": "03/02/2026", "until": "01/08/2026"}
    return {"reason": "Ghi nhầm", "shown": read_shown(thing), **term}


def reason_to_cancel(world, thing):
    return {"cancel-reason": "Ghi nhầm", "shown": read_shown(thing)}


def read_shown(thing):
    """What rests on the movement, as its page has shown it; "" of one that is not."""
    movement = Movement.objects.filter(pk=thing.parts["pk"]).first()
    if movement is None:
        return ""
    return make_digest(list_resting(movement))


# --- decisions, registers, reports ----------------------------------------------------


def decision(world, thing):
    return {"decision_number": "9-QĐ/ĐU", "on": ON}


def part(world, thing):
    """Another name for a cell that the draft does not change yet."""
    cells = {"ours": world.people.cell, "other": world.other.cell}
    cell = cells.get(thing.name, world.people.cell)
    return {"cell": cell.pk, "name": f"{cell.name} đổi tên"}


def key_of_part(world, thing):
    act = Reorganisation.objects.filter(pk=thing.parts["pk"]).first()
    return {"part": make_part_key(act.parts[0]) if act else "x"}


def foreseen(world, thing):
    """What the page of a draft has shown."""
    people = world.other if thing.name == "other" else world.people
    by = people.actor("xuan" if thing.name == "other" else "giang")
    act = Reorganisation.objects.filter(pk=thing.parts["pk"]).first()
    if act is None or act.applied_at:
        return {"seen": "{}"}
    told = describe_foresight(foresee_reorganisation(act, by=by))
    return {"seen": json.dumps(told["marks"])}


def because(world, thing):
    return {"because": "Ban hành lại"}


def register_file(world, thing):
    content = "Họ và tên;Ngày sinh;Chi bộ\nNguyễn Thị Mới;05/09/1958;Chi bộ 7\n"
    file = io.BytesIO(content.encode())
    file.name = "so.csv"
    return {"file": file, "on": ON}


def all_of_the_group(world, thing):
    return {"all": "1"}


def frozen_report(world, thing):
    committee = thing.parts["pk"]
    return {"key": KEY, "committee": committee, "cycle": 2026, "on": ON}
