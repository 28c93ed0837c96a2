"""A random walk through the workflow: no sequence of actions by anybody breaks what
must always hold."""

from collections import defaultdict
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cells.models import Appointment
from plans import readings, remarks
from plans.form import autosave, snapshot
from plans.models import (
    Assistance,
    Confirmation,
    Consent,
    Filing,
    Objection,
    Plan,
    PlanEvent,
    Posting,
    Remark,
    Revision,
    Signature,
    SigningPrint,
    Status,
)
from plans.models.plan import EDITABLE
from plans.refusals import NotReady, PlanMoved
from plans.workflow import (
    assistances,
    checklist,
    deeds,
    disputes,
    log,
    objections,
    printing,
    steps,
    taking_back,
    unsent,
    verification,
    wall,
)
from plans.workflow.steps import STEPS
from tests.factories import AppointmentFactory
from tests.people import NOW, TODAY, a_plan_at, again, gather, section_of

pytestmark = pytest.mark.one_database

ANYBODY = st.sampled_from(
    [
        "an",
        "binh",
        "bao",
        "chi",
        "dung",
        "em",
        "giang",
        "hanh",
        "inh",
        "kha",
        "lan",
        "quan",
    ]
)
AUTHORS = st.sampled_from(["an", "binh", "kha"])
REFUSALS = (PermissionDenied, PlanMoved, NotReady, autosave.Conflict)


class Walk(RuleBasedStateMachine):
    """Three plans (a member's, a head's, a unit's) and everybody trying everything, in
    any order."""

    @initialize(starts=st.tuples(*[st.sampled_from(Status.values)] * 3))
    def gather(self, starts):
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.people, self.clock = gather(), NOW
        cast = {"an": ("binh", "binh"), "binh": ("bao", "bao"), "kha": ("lan", "hanh")}
        self.plans = {
            of: a_plan_at(start, self.people, of=of, reviewer=reviewer, filer=filer)
            for start, (of, (reviewer, filer)) in zip(starts, cast.items(), strict=True)
        }
        self.frozen, self.is_changed = {}, True

    def teardown(self):
        if hasattr(self, "outer"):
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    def tick(self):
        self.clock += timedelta(minutes=7)
        return self.clock

    def attempt(self, action):
        """Do it; if it is refused, nothing may have changed."""
        before = self.everything()
        try:
            with transaction.atomic():
                action()
            self.is_changed = True
        except REFUSALS:
            assert self.everything() == before

    def everything(self):
        rows = list(
            Plan.objects.order_by("pk").values_list("status", "revision", "moved_at")
        )
        rows += Assistance.objects.order_by("pk").values_list("ending", "typed_at")
        tables = (PlanEvent, Revision, Remark, Signature, Filing, Posting)
        tables += (Assistance, Confirmation, Objection, SigningPrint, Consent)
        said = list(Remark.objects.order_by("pk").values())
        standing = [
            table.objects.standing().count() for table in (Signature, Filing, Posting)
        ]
        return rows, said, [table.objects.count() for table in tables], standing

    def plan(self, name):
        return again(self.plans[name])

    @rule(
        author=AUTHORS,
        who=ANYBODY,
        step=st.sampled_from(sorted(STEPS)),
        note=st.sampled_from(["", "Ghi rõ."]),
        signed_on=st.sampled_from([None, TODAY]),
    )
    def take(self, author, who, step, note, signed_on):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        said = {"note": note, "reason": "vague", "signed_on": signed_on}
        self.attempt(
            lambda: steps.take_step(step, plan, by=actor, at=at, key=uuid4(), **said)
        )

    @rule(author=AUTHORS, who=ANYBODY)
    def print(self, author, who):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        self.attempt(lambda: printing.print_for_signing(plan, by=actor, at=at))

    @rule(author=AUTHORS, who=ANYBODY, number=st.integers(0, 2))
    def sign_a_print(self, author, who, number):
        """The newest, an older one, or one of any other plan."""
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        made = SigningPrint.objects.order_by("-pk")[number : number + 1]
        for sheet in made:
            said = {"sheet": sheet, "signed_on": TODAY}
            self.attempt(
                lambda said=said: steps.take_step("sign", plan, by=actor, at=at, **said)
            )

    @rule(author=AUTHORS, who=ANYBODY, days=st.integers(0, 3))
    def renew(self, author, who, days):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        day = TODAY + timedelta(days=days)
        hung = {"place": "Bảng tin", "since": day, "until": day, "posted_by": "Bảo"}
        self.attempt(lambda: wall.renew_posting(plan, by=actor, at=at, **hung))

    @rule(author=AUTHORS, who=ANYBODY)
    def take_down(self, author, who):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        down = {"taken_down_on": TODAY, "taken_down_by": "Bảo"}
        self.attempt(lambda: wall.take_down_posting(plan, by=actor, at=at, **down))

    @rule(author=AUTHORS, who=ANYBODY, on_paper=st.booleans())
    def consent(self, author, who, on_paper):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        if on_paper:
            paper = {"given_on": TODAY}
            self.attempt(lambda: wall.record_consent(plan, by=actor, at=at, **paper))
        else:
            self.attempt(lambda: wall.give_consent(plan, by=actor, at=at))

    @rule(author=AUTHORS, who=ANYBODY)
    def withdraw_consent(self, author, who):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        self.attempt(lambda: wall.withdraw_consent(plan, by=actor, at=at))

    @rule(author=AUTHORS, offered=st.randoms(use_true_random=False))
    def take_an_offered_step(self, author, offered):
        """So that the walk gets far: somebody presses a button that they are shown."""
        plan, at = self.plan(author), self.tick()
        doors = [
            (n, s)
            for n in self.people.members
            for s in steps.list_open_steps(plan, self.people.actor(n))
        ]
        if doors:
            who, step = offered.choice(doors)
            actor = self.people.actor(who)
            self.attempt(
                lambda: steps.take_step(
                    step,
                    plan,
                    by=actor,
                    at=at,
                    note="Ghi rõ.",
                    reason="vague",
                    signed_on=TODAY,
                )
            )

    @rule(author=AUTHORS)
    def fetch_on(self, author):
        """The next step of the road by whoever should take it."""
        plan, at = self.plan(author), self.tick()
        onward = {
            "draft": "submit",
            "cell_review": "agree",
            "finalizing": "sign",
            "posted": "recall",
        }
        step = onward.get(plan.status)
        actors = map(self.people.actor, self.people.members)
        if actor := next(
            (one for one in actors if step in steps.list_open_steps(plan, one)), None
        ):
            self.attempt(
                lambda: steps.take_step(
                    step,
                    plan,
                    by=actor,
                    at=at,
                    note="Ghi rõ.",
                    reason="vague",
                    signed_on=TODAY,
                )
            )

    @rule(author=AUTHORS, who=ANYBODY)
    def file(self, author, who):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        self.attempt(lambda: steps.record_filing(plan, by=actor, at=at, filed_on=TODAY))

    @rule(author=AUTHORS, who=ANYBODY)
    def post(self, author, who):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        where = {
            "place": "Bảng tin",
            "since": TODAY,
            "until": TODAY,
            "posted_by": "Bảo",
        }
        self.attempt(lambda: steps.record_posting(plan, by=actor, at=at, **where))

    @rule(author=AUTHORS, who=ANYBODY, number=st.integers(1, 40), newest=st.booleans())
    def take_back(self, author, who, number, newest):
        """One that the page offers, or any event."""
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        offered = taking_back.list_deeds(plan, deeds.list_events(plan))
        if newest and offered:
            number = offered[0].number
        why = {"by": actor, "at": at, "note": "Ghi nhầm."}
        self.attempt(lambda: taking_back.take_back(plan, number, **why))

    @rule(author=AUTHORS)
    def open(self, author):
        readings.note_opening_by_writer(self.plan(author), at=self.tick())

    @rule(author=AUTHORS, who=ANYBODY, internal=st.booleans())
    def remark(self, author, who, internal):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        said = {
            "reason": "vague",
            "text": "Bao nhiêu?",
            "key": uuid4(),
            "is_internal": internal,
        }
        self.attempt(lambda: remarks.make_remark(plan, by=actor, at=at, **said))

    @rule(author=AUTHORS, who=ANYBODY)
    def answer(self, author, who):
        actor, at = self.people.actor(who), self.tick()
        for remark in Remark.objects.filter(plan=self.plans[author]).select_related(
            "plan__member", "plan__cell"
        ):
            self.attempt(
                lambda remark=remark: remarks.answer_remark(
                    remark, "Ba mươi.", by=actor, at=at
                )
            )

    @rule(author=AUTHORS, who=ANYBODY, way=st.sampled_from(["dispute", "drop"]))
    def dispute(self, author, who, way):
        acts = {"dispute": disputes.dispute_remark, "drop": disputes.drop_dispute}
        actor, at = self.people.actor(who), self.tick()
        for remark in self.remarks_of(author):
            self.attempt(lambda remark=remark: acts[way](remark, by=actor, at=at))

    @rule(author=AUTHORS, who=ANYBODY, outcome=st.sampled_from(disputes.DECISIONS))
    def settle(self, author, who, outcome):
        actor, at = self.people.actor(who), self.tick()
        for remark in self.remarks_of(author):
            self.attempt(
                lambda remark=remark: disputes.settle_dispute(
                    remark, outcome, "Đã xem.", by=actor, at=at
                )
            )

    @rule(author=AUTHORS, who=ANYBODY, is_own=st.booleans())
    def hold_back(self, author, who, is_own):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        pks = [remark.pk for remark in self.remarks_of(author)]
        if is_own and pks:
            self.attempt(lambda: unsent.take_over(plan, pks[0], by=actor, at=at))
        else:
            self.attempt(lambda: unsent.hold_back(plan, pks, by=actor, at=at))

    def remarks_of(self, author):
        said = Remark.objects.filter(plan=self.plans[author]).order_by("pk")
        return list(said.select_related("plan__member", "plan__cell"))

    @rule(
        author=AUTHORS,
        who=ANYBODY,
        text=st.sampled_from(["Một", "Hai", ""]),
        version=st.integers(0, 3),
    )
    def write(self, author, who, text, version):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        self.attempt(
            lambda: autosave.save_text(
                plan, section_of(plan), {"text": text}, version=version, by=actor, at=at
            )
        )

    @rule(
        author=AUTHORS,
        who=ANYBODY,
        helper=ANYBODY.filter(lambda name: name != "quan"),
        source=st.sampled_from(["sheet", "told"]),
    )
    def name_helper(self, author, who, helper, source):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        member = self.people.members[helper]
        self.attempt(
            lambda: assistances.begin_assistance(plan, member, source, by=actor, at=at)
        )

    @rule(author=AUTHORS, helper=st.sampled_from(["binh", "bao", "dung", "lan"]))
    def have_it_typed(self, author, helper):
        """So that the walk gets far: the author names somebody, who types a word and
        sends it with the author's word."""
        plan, at = self.plan(author), self.tick()
        by, member = self.people.actor(author), self.people.members[helper]
        actor = self.people.actor(helper)

        def act():
            assistances.begin_assistance(plan, member, "sheet", by=by, at=at)
            row = plan.rows.filter(section="political").get()
            told = {"text": f"Gõ lúc {at}"}
            autosave.save_text(
                again(plan),
                section_of(plan),
                told,
                version=row.version,
                by=actor,
                at=at,
            )

        self.attempt(act)

    @rule(author=AUTHORS, who=ANYBODY, how=st.sampled_from(["ink", "read_back", ""]))
    def send_for(self, author, who, how):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        said = {"confirmed": how, "witness": "", "confirmed_on": at.date()}
        if how == "read_back":
            said["witness"] = "Ông Nam"
        self.attempt(lambda: steps.take_step("submit", plan, by=actor, at=at, **said))

    @rule(author=AUTHORS, who=ANYBODY)
    def hand_back(self, author, who):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        self.attempt(lambda: assistances.hand_back(plan, by=actor, at=at))

    @rule(author=AUTHORS, who=ANYBODY)
    def object(self, author, who):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        self.attempt(lambda: objections.object_to_deeds(plan, by=actor, at=at))

    @rule(author=AUTHORS, who=ANYBODY)
    def answer_objection(self, author, who):
        plan, actor, at = self.plan(author), self.people.actor(who), self.tick()
        self.attempt(
            lambda: objections.answer_objection(plan, "Đã gặp.", by=actor, at=at)
        )

    @precondition(lambda self: hasattr(self, "people"))
    @rule(who=st.sampled_from(["dung", "lan"]))
    def name_second_reader(self, who):
        member = self.people.members[who]
        cell = self.people.actor(who).home
        facts = {"member": member, "role": "second_reader", "cell": cell}
        if not Appointment.objects.filter(**facts).exists():
            AppointmentFactory(**facts)

    @precondition(lambda self: hasattr(self, "people"))
    @rule(who=st.sampled_from(["binh", "lan"]))
    def lose_a_post(self, who):
        Appointment.objects.filter(member=self.people.members[who], until=None).update(
            until=TODAY
        )

    @invariant()
    def what_must_always_hold(self):
        """A refusal was taken back as a whole, so there is nothing to look at anew."""
        if self.is_changed:
            self.one_status_and_a_sound_chain()
            self.a_revision_never_changes()
            self.nobody_reviews_their_own()
            self.posted_means_signed_and_filed()
            self.nobody_makes_anothers_alone()
            self.the_chain_tells_of_typing()
            self.what_was_sent_or_signed_left_no_remark_open()
            self.who_decides_did_not_remark()
        self.is_changed = False

    def one_status_and_a_sound_chain(self):
        chains = defaultdict(list)
        for event in log.join_what_events_point_at(
            PlanEvent.objects.order_by("number")
        ):
            chains[event.plan_id].append(event)
        for plan in Plan.objects.annotate(written=Count("revisions")):
            assert log.find_break_in_chain(chains[plan.pk]) is None
            assert chains[plan.pk][-1].to_status == plan.status in Status.values
            assert plan.revision == plan.written

    def a_revision_never_changes(self):
        for revision in Revision.objects.all():
            assert revision.digest == snapshot.make_digest(revision.snapshot)
            assert (
                self.frozen.setdefault(
                    (revision.plan_id, revision.number), revision.digest
                )
                == revision.digest
            )

    def nobody_reviews_their_own(self):
        by_others = ["return", "agree", "recall", "file", "post", "complete"]
        for event in PlanEvent.objects.filter(step__in=by_others).select_related(
            "plan"
        ):
            assert event.by_id != event.plan.member_id
        assert not Remark.objects.filter(by=F("plan__member")).exists()

    def posted_means_signed_and_filed(self):
        signed, filed = (
            set(model.objects.standing().values_list("plan", "revision"))
            for model in (Signature, Filing)
        )
        for plan in Plan.objects.all():
            assert (
                plan.status not in (Status.SIGNED, Status.POSTED)
                or (plan.pk, plan.revision) in signed
            )
            assert plan.status != Status.POSTED or (plan.pk, plan.revision) in filed

    def nobody_makes_anothers_alone(self):
        """Whoever had typed by then neither agreed, but for a meeting, nor recorded the
        ink; what they sent was confirmed; nothing went on over an objection."""
        for event in PlanEvent.objects.select_related("plan"):
            typed = Assistance.objects.that_typed().filter(
                plan=event.plan, helper=event.by, begun_at__lt=event.at
            )
            if event.step in ("agree", "sign"):
                assert not typed.exists()
            if event.step == "submit" and event.by_id != event.plan.member_id:
                said = event.plan.confirmations.get(revision=event.revision)
                assert said.how in ("ink", "read_back")
            if event.step in ("submit", "agree", "sign", "file", "post"):
                open_then = event.plan.objections.filter(made_at__lt=event.at)
                assert not open_then.exclude(answered_at__lte=event.at).exists()

    def the_chain_tells_of_typing(self):
        assert verification.find_break_among(Plan.objects.all()) == ""
        open_acts = Assistance.objects.filter(ended_at=None).select_related("plan")
        for act in open_acts:
            assert act.plan.status in EDITABLE

    def what_was_sent_or_signed_left_no_remark_open(self):
        """Of those whose last event sent or signed it."""
        for plan in Plan.objects.with_related():
            last = plan.events.order_by("-number").first()
            if last.step in ("submit", "resubmit", "sign"):
                assert checklist.find_holding_remarks(plan) == []

    def who_decides_did_not_remark(self):
        """Giang is the ward's only officer, and so the last resort. What was held back
        nobody was sent."""
        settled = Remark.objects.filter(outcome__in=disputes.DECISIONS)
        by_themselves = settled.filter(settled_by=F("by"))
        assert not by_themselves.exclude(by=self.people.giang).exists()
        assert not settled.filter(settled_by=F("plan__member")).exists()
        held = Remark.objects.filter(held_back_at__isnull=False)
        assert not held.filter(released_at__isnull=False).exists()


@pytest.mark.django_db
def test_no_sequence_of_actions_breaks_an_invariant():
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
