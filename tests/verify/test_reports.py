"""What verification shows: the live table, the table at the end, JSON, and the HTML page."""

import io
import json
import re
from collections import Counter
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from trainer.errors import Problem, TrainerError
from trainer.model import Baseline, Cell, Evidence, Mutant, Proof, Snippet, Verdict
from trainer.verify.console import Disagreement, Reporter, tell_disagreements
from trainer.verify.plan import Work
from trainer.verify.progress import Live
from trainer.verify.report import Spent, write_report

LONG = "the winner is kept elsewhere, " * 12 + "and here is the end"


def work_of(name, recorded=None, seconds=1.0, baseline=2.0, missing=(), mutants=2):
    """A snippet with mutants that differ in hostile text; recorded as confirmed if asked for."""
    cell = Cell("a = 1", 1)
    path = Path(f"snippets/spark_ml/{name}.py")
    snippet = Snippet(name, path, "A <title> & more", "spark-ml", (), "", (), cell, cell, cell)
    made = tuple(
        Mutant(name, "less-for-more", number, (number, number), "if a > 1 & b:", f'a < "{number}"')
        for number in range(1, mutants + 1)
    )
    work = Work(snippet, made, "content", None, missing, {})
    return replace(work, recorded=evidence_of(work, seconds, baseline)) if recorded else work


def evidence_of(work, seconds=1.0, baseline=2.0, **changes):
    """Evidence that confirms each mutant; `changes` are made to the first one's."""
    proofs = [
        Proof(m.id, m.mutator, Verdict.CONFIRMED, m.span, m.before, m.after, "ValueError",
              "no <b>element</b> & 'such'", 1, 'File "<snippet>", line 1', "local", seconds)
        for m in work.mutants
    ]  # fmt: skip
    if changes:
        proofs[0] = replace(proofs[0], **changes)
    return Evidence("content", "here", {}, Baseline(None, baseline), {}, tuple(proofs))


SILENT = {"exception": None, "message": None, "line": None, "traceback": None}


def failed_baseline(work):
    baseline = Baseline(Verdict.BASELINE_FAILED, 1.0, "raised: NameError: <unknown>", "line 3")
    return replace(evidence_of(work), baseline=baseline, mutants=())


def raises_anything(mutator):
    return f"raises what {mutator} declares"


class Page(HTMLParser):
    """A page's elements and text, as a browser would read them."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.attributes, self.text = Counter(), [], ""
        self.sections, self._section = {}, ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements[tag] += 1
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag == "section":
            self._section = dict(attrs)["id"]

    def handle_data(self, data):
        self.text += data
        self.sections[self._section] = self.sections.get(self._section, "") + data

    def ids(self):
        return [value for _, name, value in self.attributes if name == "id"]


@pytest.fixture
def page(tmp_path):
    """Writes a report and reads it back: the page and its source."""

    def page(results, spent=(), problems=()):
        path = tmp_path / "report.html"
        write_report(path, results, spent, raises_anything, problems, {"pyspark": "4.3.0"})
        source = path.read_text(encoding="utf-8")
        return Page(source), source

    return page


@pytest.fixture
def mixed():
    """One snippet of each kind: proven, doubtful, failing by itself, not run."""
    fine, doubtful, broken = work_of("fine"), work_of("doubtful"), work_of("broken")
    elsewhere = work_of("elsewhere", missing=("torch",))
    return [
        (fine, evidence_of(fine)),
        (doubtful, evidence_of(doubtful, verdict=Verdict.SURVIVED, **SILENT)),
        (broken, failed_baseline(broken)),
        (elsewhere, None),
    ]


def test_the_page_has_one_details_and_one_anchor_for_each_mutant(page, mixed):
    parsed, _ = page(mixed)
    mutants = [mutant.id for work, _ in mixed for mutant in work.mutants]
    assert parsed.elements["details"] == len(mutants) == 8
    assert Counter(parsed.ids()).most_common(1)[0][1] == 1
    assert set(mutants) <= set(parsed.ids())
    assert "#doubtful/less-for-more/1" in [value for _, _, value in parsed.attributes]


def test_the_page_shows_diffs_and_errors_as_they_are_and_never_as_html(page, mixed):
    parsed, source = page(mixed)
    for work, _ in mixed:
        for mutant in work.mutants:
            assert re.search(rf"{mutant.number}\s+- if a > 1 & b:", parsed.text)
            assert re.search(rf'{mutant.number}\s+\+ a < "{mutant.number}"', parsed.text)
    assert "no <b>element</b> & 'such'" in parsed.text
    assert "<b>element" not in source
    assert escape("no <b>element</b>") in source
    assert "<unknown>" in parsed.text
    assert "unknown" not in parsed.elements


def test_what_is_not_confirmed_comes_first_with_what_was_declared_and_seen(page, mixed):
    parsed, source = page(mixed)
    first = parsed.sections["not-confirmed"]
    for text in (
        "doubtful/less-for-more/1",
        "survived",
        "raises what less-for-more declares",
        "it ran to its end and passed its check",
        "raised: NameError: <unknown>",
        "Not installed here: torch.",
    ):
        assert text in first
    assert "fine" not in first
    assert source.index('id="not-confirmed"') < source.index('id="all-mutants"')


def test_the_page_counts_verdicts_and_tells_problems(page, mixed):
    problem = Problem(Path("mutators/area/one.py"), 3, "does not <import>.", "Mend it.")
    parsed, _ = page(mixed, problems=[problem])
    text = re.sub(r"\s+", " ", parsed.text)
    for count in ("3 confirmed", "1 survived", "2 baseline-failed", "2 not-run"):
        assert count in text
    assert "4 snippets, 8 mutants" in text
    assert "mutators/area/one.py:3" in parsed.sections["all-problems"]
    assert "does not <import>." in parsed.sections["all-problems"]


def test_the_page_loads_nothing_and_runs_nothing(page, mixed):
    parsed, source = page(mixed)
    assert not set(parsed.elements) & {"script", "link", "img", "iframe", "object"}
    assert not re.search(r"https?://|@import|url\(", source)
    assert "default-src 'none'" in source
    links = [value for _, name, value in parsed.attributes if name in ("href", "src")]
    assert links
    assert all(link.removeprefix("#") in parsed.ids() for link in links)


def test_the_charts_show_where_each_workers_time_went(page, mixed):
    spent = [
        Spent(0, "", 0.0, 5.0, 0.0, {}),
        Spent(0, "fine", 5.0, 15.0, 2.0, {"fine/less-for-more/1": 6.0}),
        Spent(1, "", 0.0, 5.0, 0.0, {}),
        Spent(1, "doubtful", 5.0, 20.0, 1.0, {"doubtful/less-for-more/2": 9.0}),
    ]
    parsed, source = page(mixed, spent)
    text = re.sub(r"\s+", " ", parsed.sections["time-spent"])
    assert "worker 1" in text
    assert "worker 2" in text
    assert "10.0 s = 2.0 s + 6.0 s + 2.0 s" in text
    assert "verified in 20.0 s by 2 workers" in re.sub(r"\s+", " ", parsed.text)
    assert '<svg x="25.000%" width="50.000%"' in source, "`fine` took the second half of 5 to 15"
    slowest = text[text.index("The slowest mutants") :]
    assert slowest.index("doubtful/less-for-more/2") < slowest.index("fine/less-for-more/1")
    assert "recorded earlier" not in parsed.sections["all-mutants"].split("broken")[0]


def test_what_was_recorded_earlier_is_told_apart_from_what_was_run(page):
    work = work_of("fine", recorded=True)
    parsed, _ = page([(work, work.recorded)])
    assert "recorded earlier" in parsed.sections["all-snippets"]
    assert "Nothing was run." in parsed.sections["time-spent"]
    assert "about 1.0 s, as recorded" in parsed.sections["all-mutants"]
    assert "Every mutant is confirmed." in parsed.sections["not-confirmed"]


def test_a_page_about_nothing_is_a_page(page):
    parsed, _ = page([])
    assert "0 snippets, 0 mutants" in re.sub(r"\s+", " ", parsed.text)
    bare = work_of("bare", mutants=0)
    parsed, _ = page([(bare, evidence_of(bare))], [Spent(0, "bare", 0.0, 0.0, 0.0, {})])
    assert "There are no mutants." in parsed.sections["not-confirmed"]


def test_a_page_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path):
    for path in (tmp_path / "missing/report.html", tmp_path):
        with pytest.raises(TrainerError, match="cannot be written") as caught:
            write_report(path, [], [], raises_anything, [], {})
        assert str(path) in str(caught.value)
        assert "--report" in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    assert list(tmp_path.parent.glob(f".{tmp_path.name}.*")) == []


class Clock:
    """Seconds that pass only when told to."""

    now = 0.0

    def __call__(self):
        return self.now


def shown(live, width=80):
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)
    console.print(live)
    return console.file.getvalue()


def seconds_left(live):
    minutes, seconds = re.search(r"about (\d+):(\d\d) left", shown(live)).groups()
    return int(minutes) * 60 + int(seconds)


@pytest.fixture
def live():
    """Makes a live table that draws nothing by itself, and its clock."""

    def live(*work, workers=1):
        clock = Clock()
        return Live(Console(file=io.StringIO()), work, workers, clock), clock

    return live


def test_the_live_table_shows_workers_counts_and_the_slowest(live):
    one, two = work_of("one", mutants=4), work_of("two")
    table, clock = live(one, two, workers=3)
    table.starting(0)
    table.starting(1)
    clock.now = 8.0
    table.begin(0, one)
    for number, seconds in enumerate((0.1, 7.0, 3.0)):
        verdict = Verdict.SURVIVED if number == 0 else Verdict.CONFIRMED
        table.seen(0, one, one.mutants[number], verdict, seconds)
    clock.now = 73.0
    lines = shown(table).splitlines()
    assert re.search(r"3/6 mutants +1:13 +about \d+:\d\d left", lines[0])
    assert re.search(r"0/2 snippets +✓ 2 confirmed +○ 1 survived", lines[1])
    assert re.search(r"worker 1 +one +3/4 +1:05", lines[3])
    assert re.search(r"worker 2 +starting Spark +1:13", lines[4])
    assert re.search(r"worker 3 +waiting", lines[5])
    assert re.search(r"slowest +one/less-for-more/2 +7.0 s", lines[7])
    assert re.search(r"one/less-for-more/1 +0.1 s", lines[9])


def test_the_live_table_fits_the_terminal_and_says_where_a_name_is_cut(live):
    work = work_of("a_name_that_is_far_too_long_for_any_terminal_" * 3)
    table, _ = live(work)
    table.begin(0, work)
    table.seen(0, work, work.mutants[0], Verdict.CONFIRMED, 1.0)
    for width in (60, 80, 160):
        lines = shown(table, width).splitlines()
        assert max(map(len, lines)) <= width
        assert len(lines) == 6
    assert sum("…" in line for line in shown(table).splitlines()) == 2


def test_mutants_of_a_snippet_that_fails_by_itself_are_counted_when_it_ends(live):
    work = work_of("broken")
    table, _ = live(work)
    table.begin(0, work)
    table.end(0, work)
    assert "✗ 2 baseline-failed" in shown(table)
    assert "2/2 mutants" in shown(table)


def test_time_left_comes_from_recorded_durations_and_not_from_a_count(live):
    slow = work_of("slow", recorded=True, seconds=100.0, baseline=10.0)
    quick = work_of("quick", recorded=True, seconds=1.0, baseline=10.0)
    table, clock = live(slow, quick)
    table.begin(0, slow)
    assert seconds_left(table) == 222
    clock.now = 210.0
    table.seen(0, slow, slow.mutants[0], Verdict.CONFIRMED, 100.0)
    table.seen(0, slow, slow.mutants[1], Verdict.CONFIRMED, 100.0)
    table.end(0, slow)
    assert seconds_left(table) == 12
    clock.now = 215.0
    assert seconds_left(table) == 7


def test_time_left_is_longer_where_it_goes_slower_than_recorded(live):
    first, second = (work_of(name, recorded=True, baseline=98.0) for name in ("first", "second"))
    table, clock = live(first, second)
    table.begin(0, first)
    clock.now = 300.0
    table.end(0, first)
    assert 270 < seconds_left(table) < 300


def test_time_left_is_shared_by_workers_but_one_snippet_is_not(live):
    many = [work_of(f"s{number}", recorded=True, baseline=58.0) for number in range(4)]
    table, _ = live(*many, workers=2)
    table.begin(0, many[0])
    assert seconds_left(table) == 120
    table, _ = live(many[0], workers=8)
    table.begin(0, many[0])
    assert seconds_left(table) == 60


def test_the_live_table_is_silent_where_nobody_looks_and_cleans_up_where_somebody_does():
    work = work_of("one")
    pipe = io.StringIO()
    with Live(Console(file=pipe), [work], 1) as table:
        table.begin(0, work)
    assert pipe.getvalue() == ""
    terminal = io.StringIO()
    with Live(Console(file=terminal, force_terminal=True, width=80), [work], 1) as table:
        table.begin(0, work)
    assert "worker 1" in terminal.getvalue()
    assert terminal.getvalue().endswith("\x1b[2K"), "the last thing is to erase the table"


def test_what_is_printed_while_the_table_is_live_stays_out_of_its_stream(capsys):
    terminal = io.StringIO()
    work = work_of("one")
    reporter = Reporter(Console(), as_json=True)
    with Live(Console(file=terminal, force_terminal=True), [work], 1):
        reporter.done(work, evidence_of(work), raises_anything)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["id"] for line in lines] == [mutant.id for mutant in work.mutants]
    assert "less-for-more" not in terminal.getvalue()


def told(results, width=80):
    console = Console(file=io.StringIO(), width=width)
    reporter = Reporter(console, as_json=False)
    for work, evidence in results:
        if evidence is None:
            reporter.not_run(work)
        else:
            reporter.done(work, evidence, raises_anything)
    reporter.summary(False, len(results), 0)
    return console.file.getvalue()


def test_the_table_at_the_end_holds_diff_declared_and_seen_of_what_is_not_confirmed(mixed):
    output = told(mixed)
    for text in (
        "doubtful/less-for-more/1: survived",
        "1 - if a > 1 & b:",
        '1 + a < "1"',
        "declared: raises what less-for-more declares",
        "seen:     it ran to its end and passed its check",
        "broken: baseline-failed",
        "elsewhere: not-run: torch is not installed.",
        "8 mutants: 2 baseline-failed, 3 confirmed, 2 not-run, 1 survived.",
    ):
        assert text in output
    assert "fine/less-for-more" not in output
    assert output.index("Not confirmed") < output.index("8 mutants")


def test_a_long_message_is_wrapped_and_not_cut():
    work = work_of("one")
    output = told([(work, evidence_of(work, verdict=Verdict.FLAKY, message=LONG))])
    assert max(map(len, output.splitlines())) <= 80
    assert LONG in " ".join(output.split())


def test_what_is_all_confirmed_has_no_table():
    work = work_of("one")
    assert told([(work, evidence_of(work))]).splitlines() == [
        "2 mutants: 2 confirmed. Snippets: 1 run."
    ]


def test_disagreements_name_the_item_and_both_sides():
    console = Console(file=io.StringIO(), width=80)
    tell_disagreements(console, [])
    assert console.file.getvalue() == ""
    rows = [Disagreement("one/less-for-more/1", "exception", "[ValueError]", "TypeError")]
    tell_disagreements(console, rows)
    (row,) = [line for line in console.file.getvalue().splitlines() if "ValueError" in line]
    assert re.search(r"one/less-for-more/1 +exception +\[ValueError\] +TypeError", row)
