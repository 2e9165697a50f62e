"""What an event of a run is made of, and what can have happened: the rules that tools/verify-journal holds a journal to."""

import datetime
import re

SCHEMA = 1
LONGEST_US = 31_557_600_000_000_000


class Shape(Exception):
    """Not an event."""


class NewerSchema(Exception):
    """Written by a program that knows more."""


class History(Exception):
    """Can't have happened."""


# --- What an event is made of

def expect(condition, what):
    if not condition:
        raise Shape(what)


def text(value):
    expect(isinstance(value, str), "a text")


def whole(value):
    expect(isinstance(value, int) and not isinstance(value, bool), "a whole number")


def flag(value):
    expect(isinstance(value, bool), "true or false")


def duration(value):
    whole(value)
    expect(abs(value) <= LONGEST_US, "a duration")


def digest(value):
    expect(isinstance(value, str) and re.fullmatch(r"sha256:[0-9a-f]{64}", value), "a digest")


def wall_time(value):
    spelled = isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", value)
    expect(spelled, "a time")
    try:
        milliseconds(value)
    except ValueError:
        raise Shape("a time that exists") from None


def milliseconds(value):
    since = datetime.datetime.fromisoformat(value[:-1]) - datetime.datetime(1970, 1, 1)
    return since // datetime.timedelta(milliseconds=1)


def one_of(*words):
    def check(value):
        expect(isinstance(value, str) and value in words, "one of " + ", ".join(words))
    return check


def members(required=None, optional=None):
    def check(value):
        expect(isinstance(value, dict), "an object")
        check_members(value, required or {}, optional or {})
    return check


def list_of(check_element):
    def check(value):
        expect(isinstance(value, list), "a list")
        for element in value:
            check_element(element)
    return check


def texts_by_name(value):
    expect(isinstance(value, dict), "an object")
    for element in value.values():
        text(element)


def kept_output(value):
    expect(isinstance(value, dict), "an object")
    if "text" in value:
        check_members(value, {"text": text, "digest": digest}, {})
    elif "file" in value:
        check_members(value, {"file": digest, "kept": whole, "bytes": whole, "whole": digest}, {"partial": flag})
    else:
        flag(value.get("withheld", False))
        expect(value.get("withheld") is True, "an output")


def check_members(value, required, optional):
    for name, check in required.items():
        expect(name in value, name)
        check(value[name])
    for name, check in optional.items():
        if name in value:
            check(value[name])


STEP_RESULT = one_of("passed", "failed", "skipped", "timed_out", "unknown", "not_run", "by_hand")
RUN_RESULT = one_of("met", "missed", "failed", "aborted", "unfinished")
CLOCK = one_of("onset", "injected", "detected", "activated")
PHASE = one_of("before", "inject", "recover", "undo", "after")
REASON = members({"code": text}, {"en": text, "ja": text})
CHECK = members({"id": text, "tries": whole, "seen": text},
                {"holds": flag, "mandatory": flag, "data_as_of": wall_time, "reason": REASON})
OUTCOME = ({"step": text, "attempt": whole, "result": STEP_RESULT, "duration_us": duration},
           {"not_started": flag, "interrupted": flag, "exit": whole, "reason": REASON, "stdout": kept_output, "stderr": kept_output,
            "registered": text, "checks": list_of(CHECK), "by": text, "via": text, "note": text})
EVENTS = {
    "run.opened": ({"run": text, "scenario": text, "mode": one_of("drill", "recovery"), "clock": CLOCK, "plan": digest,
                    "operator": text, "tool": text, "machine": text, "process": whole}, {"boot": text, "machine_id": text, "pid_namespace": whole, "records_on": text, "clock_zero_us": duration, "hosts": texts_by_name}),
    "clock.marked": ({"clock": CLOCK, "marked_at": wall_time, "marked_elapsed_us": duration, "by": text}, {}),
    "phase.began": ({"phase": PHASE}, {}),
    "step.started": ({"step": text, "attempt": whole}, {"owes_undo": flag}),
    "step.ended": OUTCOME,
    "step.settled": ({"step": text, "result": STEP_RESULT, "reason": REASON}, {"by": text}),
    "undo.started": ({"step": text, "attempt": whole}, {}),
    "undo.ended": OUTCOME,
    "undo.waived": ({"step": text, "by": text, "text": text}, {}),
    "stop.requested": ({"by": text, "reason": REASON}, {}),
    "note": ({"text": text, "by": text}, {}),
    "clock.stepped": ({"step_us": duration}, {}),
    "run.resumed": ({"by": text, "tool": text, "machine": text, "process": whole, "unattended_us": duration},
                    {"boot": text, "machine_id": text, "pid_namespace": whole, "clock_zero_us": duration, "gap_clock": one_of("boot", "wall", "none"), "moved_hosts": texts_by_name, "said_down": text}),
    "run.halted": ({"reason": REASON}, {}),
    "run.closed": ({"result": RUN_RESULT}, {}),
}


def check_event(event):
    check_members(event, {"seq": whole, "at": wall_time, "elapsed_us": duration, "event": one_of(*EVENTS)}, {})
    if event["event"] == "run.opened":
        check_members(event, {"schema": whole}, {})
        if event["schema"] > SCHEMA:
            raise NewerSchema(event["schema"])
        expect(event["schema"] == SCHEMA, "a schema")
    check_members(event, *EVENTS[event["event"]])


# --- What can have happened

class Step:
    def __init__(self, attempts_allowed, asks_on_failure):
        self.allowed = attempts_allowed
        self.asks = asks_on_failure
        self.attempts = []  # each None until it has ended, then its event
        self.settled = False
        self.undo = "none"
        self.undo_attempts = []

    def running(self):
        return not self.settled and bool(self.attempts) and self.attempts[-1] is None

    def over(self):
        if self.settled:
            return True
        last = self.attempts[-1] if self.attempts else None
        if last is None:
            return False
        made = sum(1 for attempt in self.attempts if not (attempt or {}).get("interrupted"))
        lost = (last.get("reason") or {}).get("code") == "value-lost"
        retries = last.get("interrupted") or last["result"] in ("failed", "timed_out") and made < self.allowed and not lost
        asks = self.asks and last["result"] not in ("passed", "by_hand")
        return not retries and not asks


class Run:
    """The rules that a run's events keep."""

    def __init__(self, plan):
        self.steps = {step["id"]: Step(step["retry"]["attempts"], step["on_failure"] == "ask")
                      for step in plan.get("steps", [])}
        self.last = 0
        self.opened = False
        self.closed = False
        self.owed = set()

    def apply(self, event):
        kind = event["event"]
        require(event["seq"] == self.last + 1, "number")
        require(not self.closed, "the run was closed before")
        if kind == "run.opened":
            require(not self.opened, "the run was opened before")
            self.opened = True
        elif kind == "run.resumed":
            require(self.opened, "a run that was never opened is resumed")
        elif kind == "run.closed":
            require(not self.owed, "the run is closed while an undo is owed")
            self.closed = True
        elif "step" in EVENTS[kind][0]:
            require(event["step"] in self.steps, "the plan has no such step")
            getattr(self, kind.replace(".", "_"))(event, self.steps[event["step"]])
        self.last = event["seq"]

    def step_started(self, event, step):
        require(not step.running() and not step.settled and event["attempt"] == len(step.attempts) + 1, "attempt")
        step.attempts.append(None)
        if event.get("owes_undo") and step.undo == "none":
            step.undo = "owed"
            self.owed.add(event["step"])

    def step_ended(self, event, step):
        require(step.running() and event["attempt"] == len(step.attempts), "attempt")
        step.attempts[-1] = event
        never = all(attempt is not None and attempt.get("not_started") for attempt in step.attempts)
        if step.undo == "owed" and step.over() and never:
            step.undo = "released"
            self.owed.discard(event["step"])

    def step_settled(self, event, step):
        require(not step.over(), "the step was over before")
        step.settled = True

    def undo_started(self, event, step):
        require(step.undo == "owed" and event["attempt"] == len(step.undo_attempts) + 1, "undo")
        step.undo_attempts.append(None)

    def undo_ended(self, event, step):
        require(step.undo == "owed" and event["attempt"] == len(step.undo_attempts) and step.undo_attempts[-1:] == [None],
                "undo")
        step.undo_attempts[-1] = event
        if event["result"] in ("passed", "by_hand"):
            step.undo = "paid"
            self.owed.discard(event["step"])

    def undo_waived(self, event, step):
        require(step.undo == "owed" and step.undo_attempts[-1:] != [None], "undo")
        step.undo = "waived"
        self.owed.discard(event["step"])


def require(condition, what):
    if not condition:
        raise History(what)
