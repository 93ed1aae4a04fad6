"""What was shown as accepted stays: kills, a full disk, two trainers at once, a wrong clock."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.decks_for_tests import Clock, make_deck
from tests.learning.histories import answer, start
from trainer.errors import HistoryError
from trainer.learning.answers import Step
from trainer.learning.history import FILE, ExamRecord, History
from trainer.learning.repair import check_history
from trainer.learning.schedule import Grade

KILLS = int(os.environ.get("TRAINER_KILLS", "12"))
"""How often a session is killed; by hand also hundreds of times."""

no_signals = pytest.mark.skipif(os.name == "nt", reason="signals and users of Unix")

SESSION = """
import random, sys
from datetime import UTC, datetime
from pathlib import Path
from trainer.decks.deck import Deck
from trainer.learning.bank import read_bank
from trainer.learning.drill import Drill
from trainer.learning.history import History

bank = read_bank(Deck(Path(sys.argv[1])))
rng = random.Random(int(sys.argv[2]))
print("begin", "-", flush=True)
history = History()
drill = Drill(bank, history, rng, lambda: datetime.now(UTC))
while True:
    question = drill.next_question()
    if question.kind == "spot":
        drill.accuse(rng.choice([None, 1, 2, 3]))
    elif question.kind == "fix":
        drill.hand_in("pass", False)
    else:
        drill.choose(0)
    uid = history.answers(most=1)[0].uid
    print("answer", uid, flush=True)
    if question.kind == "spot" and question.options:
        drill.choose_step("outcome", 0)
        print("step", uid, flush=True)
    if rng.random() < 0.2:
        print("taking", uid, flush=True)
        drill.take_back()
        print("back", uid, flush=True)
"""


@no_signals
def test_kills_at_random_moments_lose_nothing(tmp_path: Path, trainer_home: Path) -> None:
    make_deck(tmp_path / "deck")
    rng = random.Random(os.environ.get("TRAINER_KILLS_SEED", "1"))
    kept: dict[str, bool] = {}
    given = 0
    for number in range(KILLS):
        process = start(SESSION, trainer_home, str(tmp_path / "deck"), str(number))
        assert process.stdout is not None
        assert process.stderr is not None
        shown = [process.stdout.readline() for _ in range(rng.choice([1, 2, rng.randrange(3, 60)]))]
        process.send_signal(signal.SIGKILL)
        shown += process.stdout.readlines()
        assert process.stderr.read() == ""
        process.wait()
        process.stdout.close()
        process.stderr.close()
        assert process.stdin is not None
        process.stdin.close()
        taking = ""
        for what, uid in (line.split() for line in shown):
            taking = uid if what == "taking" else ""
            if what == "answer":
                kept[uid] = False
            elif what == "step":
                kept[uid] = True
            elif what == "back":
                del kept[uid]
        history = History()
        here = {each.uid: "outcome" in each.steps for each in history.answers()}
        history.close()
        # That it was taken back may have been stored before it could be shown.
        lost = {uid for uid in kept if uid not in here} - {taking}
        assert not lost
        assert all(here[uid] or not step for uid, step in kept.items() if uid in here)
        unseen = set(here) - set(kept)
        assert len(unseen) <= 1, "at most the answer that could not be shown any more"
        kept, given = here, given + len(shown)
        assert check_history(trainer_home / FILE).repaired == 0
    # Shown where the test is run by hand, with -s.
    sys.stdout.write(f"{KILLS} kills, {given} writes shown, {len(kept)} answers kept\n")


FILLING = """
import resource, sys
from datetime import UTC, datetime
from trainer.errors import HistoryError
from trainer.learning.answers import Answer, Kind, new_uid
from trainer.learning.history import History
from trainer.learning.schedule import Grade

history = History()
def give():
    uid = new_uid()
    about = Kind.FIX, "p/i/1", "p", f"i{len(uids) % 7}", "spark-ml"
    history.record(
        Answer(uid, datetime.now(UTC), *about, "x" * 2000, True, 0, 1.0, Grade.GOOD)
    )
    uids.append(uid)

uids = []
give()
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
try:
    while True:
        give()
except HistoryError as error:
    print(error)
try:
    give()
except HistoryError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
give()
print(*uids)
history.close()
"""


@no_signals
def test_a_full_disk_is_told_and_the_answer_can_be_given_again(trainer_home: Path) -> None:
    process = start(FILLING, trainer_home)
    out, err = process.communicate()
    assert (process.returncode, err) == (0, "")
    first, second, uids = out.splitlines()
    for message in (first, second):
        assert "cannot be written" in message
        assert "space" in message
    history = History()
    assert {each.uid for each in history.answers()} == set(uids.split())
    assert len(uids.split()) > 5
    history.close()
    assert check_history(trainer_home / FILE).repaired == 0


AS_NOBODY = """
import os, sys
from datetime import UTC, datetime
from trainer.errors import HistoryError
from trainer.learning import backups, history_rows
from trainer.learning.history import History
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
try:
    History()
except HistoryError as error:
    print(error)
"""


@no_signals
@pytest.mark.parametrize("made", [True, False])
def test_a_folder_that_is_read_only_is_told(monkeypatch: pytest.MonkeyPatch, made: bool) -> None:
    # Not tmp_path: nobody but its owner may look into that.
    folder = Path(tempfile.mkdtemp())
    try:
        home = folder / "home"
        home.mkdir()
        monkeypatch.setenv("TRAINER_HOME", str(home))
        if made:
            history = History()
            history.record(answer(datetime.now(UTC)))
            history.close()
        folder.chmod(0o755)
        home.chmod(0o555)
        process = start(AS_NOBODY, home)
        out, err = process.communicate()
        assert err == ""
        assert out.startswith(f"{home / FILE}: ")
        assert "you may write to" in out
        home.chmod(0o755)
        history = History()
        assert history.count() == made
        history.close()
    finally:
        shutil.rmtree(folder)


@no_signals
def test_a_file_that_is_read_only_is_told_when_it_is_opened(
    history: History, clock: Clock, trainer_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.record(answer(clock()))
    history.close()
    (trainer_home / FILE).chmod(0o444)
    # Root may write all the same.
    monkeypatch.setattr(os, "access", lambda path, mode: bool(path.stat().st_mode & 0o200))
    with pytest.raises(HistoryError, match=r"history\.db: .*that you may write to it"):
        History()
    (trainer_home / FILE).chmod(0o644)
    again = History()
    assert again.count() == 1
    again.close()


ANSWERING = """
from datetime import UTC, datetime
from trainer.learning.answers import Answer, Kind, new_uid
from trainer.learning.history import History
from trainer.learning.schedule import Grade

input()
history = History()
for number in range(100):
    mutator = f"i{number % 3}"
    uid = new_uid()
    about = Kind.SPOT, f"p/{mutator}/1", "p", mutator, "spark-ml"
    grade = Grade.AGAIN if number % 4 == 0 else Grade.GOOD
    right = grade is Grade.GOOD
    history.record(Answer(uid, datetime.now(UTC), *about, "1", right, 0, 1.0, grade))
    if number % 10 == 0:
        history.take_back(uid)
    else:
        print(uid)
history.close()
"""


@no_signals
def test_two_trainers_at_once_lose_nothing_and_their_cards_are_right(trainer_home: Path) -> None:
    both = [start(ANSWERING, trainer_home) for _ in range(2)]
    for each in both:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    told = [each.communicate() for each in both]
    assert [err for _, err in told] == ["", ""]
    history = History()
    assert {each.uid for each in history.answers()} == set("".join(out for out, _ in told).split())
    assert history.count() == 180
    assert sum(card.reviews for card in history.cards()) == 180
    history.close()
    assert check_history(trainer_home / FILE).repaired == 0


def test_threads_of_one_trainer_take_turns(history: History, clock: Clock) -> None:
    from concurrent.futures import ThreadPoolExecutor

    given = [answer(clock() + timedelta(seconds=number)) for number in range(60)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(history.record, given))
        counts = list(pool.map(lambda _: history.count(), range(20)))
    assert counts == [60] * 20
    [card] = history.cards()
    assert card.reviews == 60


@pytest.mark.parametrize("back", [timedelta(seconds=5), timedelta(hours=3), timedelta(days=9000)])
def test_a_clock_that_goes_back_leaves_cards_that_are_due_after_their_answers(
    history: History, clock: Clock, trainer_home: Path, back: timedelta
) -> None:
    for _ in range(4):
        history.record(answer(clock()))
        clock.pass_(days=3)
    clock.now -= back
    for grade in (Grade.AGAIN, Grade.GOOD, Grade.HARD):
        history.record(answer(clock(), grade=grade))
        [card] = history.cards()
        assert card.due > clock()
        assert card.due > max(each.at for each in history.answers())
        clock.pass_(minutes=1)
    assert history.cards()[0].reviews == 7
    history.close()
    assert check_history(trainer_home / FILE, clock() + timedelta(days=9999)).repaired == 0


def test_taking_back_after_the_clock_went_back_takes_the_right_answer(
    history: History, clock: Clock
) -> None:
    history.record(answer(clock()))
    before = history.cards()
    clock.pass_(hours=-2)
    last = answer(clock(), grade=Grade.AGAIN, correct=False, question="program/idea/2")
    history.record(last)
    assert history.last_question() == ("program/idea/2", "program")
    history.take_back(last.uid)
    assert history.cards() == before
    assert history.last_question() == ("program/idea/1", "program")


def test_an_answer_that_is_given_again_is_there_once(history: History, clock: Clock) -> None:
    first = answer(clock(), correct=False, grade=Grade.AGAIN)
    history.record(first)
    clock.pass_(seconds=3)
    history.record(answer(clock(), uid=first.uid))
    [kept] = history.answers()
    assert (kept.correct, kept.grade) == (True, Grade.GOOD)
    [card] = history.cards()
    assert (card.reviews, card.lapses) == (1, 0)


def test_an_exam_that_was_handed_in_twice_counts_once_and_never_opens_again(
    history: History, clock: Clock
) -> None:
    given = answer(clock(), exam="e")
    ended = ExamRecord("e", clock(), clock(), '{"ended": true}')
    history.save_exam(ended, [given])
    history.save_exam(ended, [given])
    history.save_exam(ExamRecord("e", clock(), None, "{}"))
    assert history.count() == 1
    assert history.exams() == [ended]
    assert history.cards()[0].reviews == 1


@pytest.mark.parametrize("damage", ["{", "[]", "null", '{"last_review": 3}', '{"state": 2}'])
def test_a_damaged_card_is_made_anew_from_all_of_its_answers(
    history: History, clock: Clock, trainer_home: Path, damage: str
) -> None:
    for _ in range(3):
        history.record(answer(clock()))
        clock.pass_(days=2)
    with sqlite3.connect(trainer_home / FILE) as plain:
        plain.execute("UPDATE cards SET card = ?", (damage,))
    plain.close()
    history.record(answer(clock()))
    [card] = history.cards()
    assert card.reviews == 4
    assert card.due - clock() > timedelta(days=1)


@pytest.mark.parametrize(
    "damage", ["kind = 'guess'", "at = 'noon'", "steps = '{'", "grade = 'Perfect'"]
)
def test_values_that_make_no_sense_are_told_and_not_a_crash(
    history: History, clock: Clock, trainer_home: Path, damage: str
) -> None:
    kept = answer(clock())
    history.record(kept)
    with sqlite3.connect(trainer_home / FILE) as plain:
        plain.execute(f"UPDATE answers SET {damage}")
    plain.close()
    with pytest.raises(HistoryError, match="trainer history check"):
        history.answers()
    history.record_step(kept.uid, 'a."b', Step("x", True))
    history.take_back(kept.uid)
    assert history.count() == 0
