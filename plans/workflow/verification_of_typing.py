"""Is what was written down of typing for somebody, of confirmations and objections what
the chain of the plan's events says?

Every act of typing and every objection is named in an event by a key that fits no other
row. What stood in an installation before version 0.8.0 was one helper a plan, who began
it: of that the first event is the witness.
"""

from phucdong.writing import date_text
from plans.models import Assistance

SENDS = ("submit", "resubmit")
# Endings of an act of typing of which an event by themselves tells.
TOLD_OF = (Assistance.Ending.HANDED_BACK, Assistance.Ending.OUT_OF_CELL)


def find_fault_of_acts(events, acts):
    named = sorted(event.key for event in events if event.step == "assist")
    known, older = [], []
    for act in acts:
        if act.source == Assistance.Source.UNKNOWN:
            older.append(act)
        else:
            known.append(act.event_key)
    if sorted(known) != named:
        return f"nhật ký có {len(named)} lần ghi việc gõ hộ, hồ sơ lưu ghi khác."
    if len(older) > 1 or any(act.helper_id != events[0].by_id for act in older):
        return "người gõ hộ ghi từ trước không phải người đã bắt đầu kế hoạch."
    ended = sum(act.ending in TOLD_OF for act in acts)
    told = sum(event.step == "hand_back" for event in events)
    if told != ended:
        return f"nhật ký có {told} lần thôi gõ hộ, hồ sơ lưu ghi {ended}."
    return ""


def find_fault_of_confirmations(events, confirmations):
    """Each belongs to a sending, by whoever recorded it, that says the same."""
    sent = {event.revision: event for event in events if event.step in SENDS}
    for said in confirmations:
        event = sent.get(said.revision)
        if event is None or event.by_id != said.recorded_by_id:
            return f"xác nhận bản {said.revision} không có lần gửi nào."
        day = date_text(said.confirmed_on)
        is_told = event.reason == said.how and day in event.note
        if not is_told or said.witness not in event.note:
            return f"xác nhận bản {said.revision} không phải điều nhật ký ghi."
    return ""


def find_fault_of_objections(events, objections):
    made, answered = {}, {}
    for event in events:
        if event.step == "object":
            made[event.key] = event
        elif event.step == "answer_objection":
            answered[event.key] = event
    if sorted(made) != sorted(said.uid for said in objections):
        return f"nhật ký có {len(made)} lần không đồng ý, hồ sơ lưu ghi khác."
    told = []
    for said in objections:
        if said.answered_at is not None:
            told.append(said.answer_key)
            event = answered.get(said.answer_key)
            if event and event.note != said.answer:
                return "câu trả lời người viết không phải câu nhật ký ghi."
    if sorted(answered) != sorted(told):
        return f"nhật ký có {len(answered)} lần trả lời, hồ sơ lưu ghi khác."
    return ""
