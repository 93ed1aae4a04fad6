"""What is verified again: what has changed since a revision, a shard; and how shards are joined."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from trainer.decks.deck import Deck
from trainer.decks.evidence import evidence_path, read_evidence, write_evidence
from trainer.decks.memo import Memo
from trainer.model import Baseline, Evidence, Proof, Verdict
from trainer.verify import changes
from trainer.verify.changes import ChoiceError, changed_since, parse_shard, shard
from trainer.verify.merge import MergeError, merge, run_merge
from trainer.verify.plan import Planner

CODE = "a = 1\nb = 1\nc = 1\nd = 1\n"


@pytest.fixture
def deck(write_deck, texts):
    """Three snippets; `one` and `two` are changed by one mutator each, `both` by both."""
    snippet, mutator = texts
    return write_deck(
        {
            "one": snippet(code=f"{CODE}total = 1", check="assert total == 1"),
            "two": snippet(code=f"{CODE}double = 1", check="assert double == 1"),
            "both": snippet(code=f"{CODE}total = double = 1", check="assert total == double"),
        },
        {
            "total-wrong": mutator("total-wrong", "total", "sum"),
            "double-wrong": mutator("double-wrong", "double", "twice"),
        },
    )


def plan(deck):
    planner = Planner(deck, Memo(deck.root / "memo.json"))
    works = [planner.work(snippet) for snippet in planner.snippets]
    planner.memo.save()
    return [work for work in works if work]


def proven(work, seconds=0.1, environment="python-3.11", **changes):
    """Evidence that says of every mutant that it is confirmed; `changes` are of the first proof."""
    proofs = [
        Proof(m.id, m.mutator, Verdict.CONFIRMED, m.span, m.before, m.after, "NameError", "x", 1,
              "t", "local", seconds)
        for m in work.mutants
    ]  # fmt: skip
    proofs[0] = replace(proofs[0], **changes)
    return Evidence(work.content, environment, {}, Baseline(None, 1.0), {}, tuple(proofs))


def record(work, evidence):
    write_evidence(evidence_path(work.snippet.path), evidence)


def names(works):
    return {work.snippet.name for work in works}


def git(folder, *arguments):
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True)


IMPORTED = """
import sys
from trainer.cli import main
try:
    main()
finally:
    heavy = {"libcst", "mlflow", "pandas", "pyspark", "sklearn", "trainer.runtime.engine"}
    print(sorted(heavy & set(sys.modules)), file=sys.stderr)
"""


def test_a_verification_with_nothing_changed_runs_nothing_and_imports_nothing_heavy(deck):
    command = [sys.executable, "-c", IMPORTED, "--deck", str(deck.root), "verify", "--json"]
    for work in plan(deck):
        record(work, proven(work, environment=work.environment))
    before = {path: path.stat().st_mtime_ns for path in deck.root.rglob("*.evidence.json")}
    # The first makes the mutants and remembers them.
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
    assert done.stderr == "[]\n"
    assert {path: path.stat().st_mtime_ns for path in before} == before


@pytest.fixture
def repository(deck):
    """The deck with evidence, as the one commit of a repository in which it is a folder."""
    for work in plan(deck):
        record(work, proven(work))
    top = deck.root.parent
    (top / ".gitignore").write_text("memo.json\nhome\nignored.py\n")
    git(top, "init", "-q")
    git(top, "add", ".")
    git(top, "commit", "-qm", "first")
    return deck


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_nothing_has_changed_since_what_is_checked_out(repository):
    assert changed_since(repository, "HEAD", plan(repository)) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda root: edit(root / "snippets/spark_ml/one.py", "d = 1", "d = 2"), {"one"}),
        (lambda root: edit(root / "snippets/spark_ml/one.evidence.json", "1.0", "2.0"), {"one"}),
        (lambda root: (root / "snippets/spark_ml/one.evidence.json").unlink(), {"one"}),
        (lambda root: edit(root / "mutators/area/total_wrong.py", "sum", "s"), {"one", "both"}),
        (lambda root: (root / "mutators/area/total_wrong.py").unlink(), {"one", "both"}),
        (lambda root: (root / "unrelated.py").write_text(""), set()),
    ],
)
def test_a_change_selects_the_snippets_that_it_touches(repository, change, expected):
    change(repository.root)
    assert names(changed_since(repository, "HEAD", plan(repository))) == expected
    git(repository.root, "add", "-A", ".")
    git(repository.root, "commit", "--allow-empty", "-qm", "second")
    assert names(changed_since(repository, "HEAD", plan(repository))) == set()
    assert names(changed_since(repository, "HEAD~1", plan(repository))) == expected


def test_files_that_git_does_not_track_yet_count(repository, texts):
    root = repository.root
    (root / "snippets/spark_ml/new.py").write_text(texts[0](code=f"{CODE}double = 1"))
    new = texts[1]("d-wrong", "total", "dee")
    (root / "mutators/area/d_wrong.py").write_text(new)
    assert names(changed_since(repository, "HEAD", plan(repository))) == {"new", "one", "both"}


def test_files_that_git_ignores_do_not_count(repository, texts):
    text = texts[1]("ignored", "total", "dee")
    (repository.root / "mutators/area/ignored.py").write_text(text)
    works = plan(repository)
    assert "ignored" in {mutant.mutator for work in works for mutant in work.mutants}
    assert changed_since(repository, "HEAD", works) == []


def test_a_change_of_what_a_mutator_imports_selects_its_snippets(repository):
    root = repository.root
    (root / "mutators/area/_shared.py").write_text("NEW = 1\n")
    path = root / "mutators/area/total_wrong.py"
    path.write_text(f"if 0:\n    from mutators.area._shared import NEW\n{path.read_text()}")
    git(root, "add", ".")
    git(root, "commit", "-qm", "second")
    edit(root / "mutators/area/_shared.py", "1", "2")
    assert names(changed_since(repository, "HEAD", plan(repository))) == {"one", "both"}


def test_a_change_of_the_machinery_selects_all(repository, monkeypatch):
    machinery = repository.root / "runtime"
    machinery.mkdir()
    (machinery / "stage.py").write_text("")
    monkeypatch.setattr(changes, "MACHINERY", (machinery,))
    assert len(changed_since(repository, "HEAD", plan(repository))) == 3


def test_a_deck_behind_a_symbolic_link_is_found_in_its_repository(repository, tmp_path):
    edit(repository.root / "snippets/spark_ml/one.py", "d = 1", "d = 2")
    link = tmp_path / "link"
    link.symlink_to(repository.root)
    deck = Deck(link)
    assert names(changed_since(deck, "HEAD", plan(deck))) == {"one"}


def test_a_folder_whose_name_looks_like_a_pattern_is_that_folder(repository):
    root = repository.root
    renamed = Deck(root.rename(root.with_name("deck [1]*")))
    git(renamed.root, "add", "-A", ".", "..")
    git(renamed.root, "commit", "-qm", "second")
    assert changed_since(renamed, "HEAD", plan(renamed)) == []
    edit(renamed.root / "snippets/spark_ml/one.py", "d = 1", "d = 2")
    assert names(changed_since(renamed, "HEAD", plan(renamed))) == {"one"}


def test_settings_of_git_change_nothing(repository):
    for name, value in (
        ("diff.relative", "true"),
        ("diff.external", "false"),
        ("color.ui", "always"),
    ):
        git(repository.root, "config", name, value)
    edit(repository.root / "snippets/spark_ml/one.py", "d = 1", "d = 2")
    assert names(changed_since(repository, "HEAD", plan(repository))) == {"one"}


@pytest.mark.parametrize("revision", ["no-such-branch", "", "--all", "HEAD~99", "a\0b", "HEAD:"])
def test_a_revision_that_is_none_is_told(repository, revision):
    with pytest.raises(ChoiceError, match="--changed-since"):
        changed_since(repository, revision, [])


def test_a_deck_in_no_repository_is_told(deck, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(deck.root.parent))
    with pytest.raises(ChoiceError, match="must lie in a git repository"):
        changed_since(deck, "HEAD", [])


def test_git_that_is_not_installed_is_told(repository, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ChoiceError, match="git cannot be run"):
        changed_since(repository, "HEAD", [])


def test_an_installed_deck_has_no_revisions(deck):
    with pytest.raises(ChoiceError, match="installed deck"):
        changed_since(Deck(deck.root, sealed=True), "HEAD", [])


@pytest.mark.parametrize(("text", "expected"), [("1/1", (1, 1)), ("3/12", (3, 12))])
def test_a_shard_is_written_as_a_part_of_a_whole(text, expected):
    assert parse_shard(text) == expected


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "-1/2", "1/0", "1/2/3", "a/b", "1 / 2"])
def test_a_shard_that_is_no_part_is_told(text):
    with pytest.raises(ChoiceError, match="Give K/N"):
        parse_shard(text)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_each_snippet_is_in_one_shard(deck, count):
    works = plan(deck)
    parts = [shard(works, index, count) for index in range(1, count + 1)]
    assert sorted(work.snippet.name for part in parts for work in part) == ["both", "one", "two"]


def test_shards_take_about_as_long_as_each_other(deck):
    durations = dict(zip(range(12), (50, 1, 1, 30, 1, 1, 20, 1, 1, 40, 2, 2), strict=True))
    (base, *_) = plan(deck)
    works = [
        replace(
            base,
            snippet=replace(base.snippet, name=f"s{number:02}"),
            recorded=replace(proven(base, 0), baseline=Baseline(None, float(seconds))),
        )
        for number, seconds in durations.items()
    ]
    loads = [
        sum(work.recorded.baseline.seconds for work in shard(works, index, 3))
        for index in (1, 2, 3)
    ]
    assert sum(loads) == 150
    assert max(loads) == 50


def test_a_shard_does_not_depend_on_the_order_of_the_files(deck):
    works = plan(deck)
    assert names(shard(works, 1, 2)) == names(shard(works[::-1], 1, 2))
    assert names(shard(works, 1, 2)) != names(shard(works, 2, 2))


@pytest.fixture
def folder(tmp_path):
    """Writes evidence to a shard's folder, by the snippet's name, in a deck's layout."""

    def folder(name, evidence, inside="snippets"):
        for snippet, each in evidence.items():
            path = tmp_path / name / inside / "spark_ml" / f"{snippet}.evidence.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(each, str):
                path.write_text(each)
            else:
                write_evidence(path, each)
        return tmp_path / name

    return folder


@pytest.fixture
def joined(deck, tmp_path):
    def joined(*folders):
        done = merge(Planner(deck, Memo(tmp_path / "memo.json")), folders)
        return done, " | ".join(map(str, done.problems))

    return joined


def recorded(work):
    return read_evidence(evidence_path(work.snippet.path))


@pytest.mark.parametrize("inside", ["snippets", ""])
def test_the_evidence_of_all_shards_is_joined(deck, folder, joined, inside):
    works = {work.snippet.name: work for work in plan(deck)}
    first = folder("first", {name: proven(works[name]) for name in ("one", "two")}, inside)
    second = folder("second", {"both": proven(works["both"])}, inside)
    done, problems = joined(first, second)
    assert set(done.merged) == {"one", "two", "both"}
    assert problems == ""
    assert recorded(works["both"]) == proven(works["both"])
    assert joined(first, second)[0].merged == {}


def test_what_a_shard_did_not_run_does_not_undo_what_another_did(deck, folder, joined):
    old = {work.snippet.name: proven(work, environment="python-3.10") for work in plan(deck)}
    for work in plan(deck):
        record(work, old[work.snippet.name])
    works = {work.snippet.name: work for work in plan(deck)}
    first = folder("first", {**old, "one": proven(works["one"])})
    second = folder("second", {**old, "two": proven(works["two"])})
    done, problems = joined(first, second)
    assert set(done.merged) == {"one", "two"}
    assert problems == ""
    assert recorded(works["one"]).environment == "python-3.11"
    assert recorded(works["both"]).environment == "python-3.10"


@pytest.mark.parametrize(
    "change", [{"verdict": Verdict.SURVIVED}, {"exception": "KeyError"}, {"message": "y"}]
)
def test_shards_that_contradict_each_other_are_told_and_neither_is_taken(
    deck, folder, joined, change
):
    works = {work.snippet.name: work for work in plan(deck)}
    first = folder("first", {"one": proven(works["one"]), "two": proven(works["two"])})
    second = folder("second", {"one": proven(works["one"], **change)})
    done, problems = joined(first, second)
    assert set(done.merged) == {"two"}
    assert not evidence_path(works["one"].snippet.path).exists()
    assert f"contradicts {first}" in problems
    assert f"about {works['one'].mutants[0].id}" in problems
    assert str(change.get("verdict", "confirmed")) in problems


def test_shards_whose_durations_differ_agree(deck, folder, joined):
    (work, *_) = plan(deck)
    name = work.snippet.name
    first = folder("first", {name: proven(work, 0.1)})
    second = folder("second", {name: proven(work, 3.0)})
    done, problems = joined(first, second)
    assert set(done.merged) == {name}
    assert "contradicts" not in problems


def test_what_cannot_be_used_is_told_and_the_rest_is_joined(deck, folder, joined):
    works = {work.snippet.name: work for work in plan(deck)}
    part = folder(
        "part",
        {
            "one": proven(works["one"]),
            "two": "{",
            "both": replace(proven(works["both"]), content="old"),
            "unknown": proven(works["one"]),
        },
    )
    done, problems = joined(part)
    assert set(done.merged) == {"one"}
    assert "two.evidence.json:1: is not JSON" in problems
    assert "both.evidence.json: is stale" in problems
    assert "unknown.evidence.json: speaks of a snippet that this deck does not have" in problems
    assert "two.py: no folder holds evidence of it as it is now" in problems


def test_evidence_of_other_mutants_than_the_decks_is_not_taken(deck, folder, joined):
    works = {work.snippet.name: work for work in plan(deck)}
    done, problems = joined(folder("part", {"one": proven(works["one"], after="other")}))
    assert done.merged == {}
    assert "speaks of other mutants" in problems


def test_a_failed_baseline_is_joined_too(deck, folder, joined):
    works = {work.snippet.name: work for work in plan(deck)}
    failed = replace(
        proven(works["one"]),
        baseline=Baseline(Verdict.BASELINE_FAILED, 1.0, "raised: NameError: x"),
        mutants=(),
    )
    done, _ = joined(folder("part", {"one": failed}))
    assert set(done.merged) == {"one"}


def test_shards_of_different_environments_are_told(deck, folder, joined):
    works = {work.snippet.name: work for work in plan(deck)}
    first = folder("first", {"one": proven(works["one"])})
    second = folder(
        "second", {name: proven(works[name], environment="python-3.12") for name in ("two", "both")}
    )
    done, problems = joined(first, second)
    assert len(done.merged) == 3
    assert "different environments" in problems
    assert f"{first}: python-3.11" in problems
    assert f"{second}: python-3.12" in problems


def test_a_folder_without_evidence_is_told(joined, tmp_path):
    with pytest.raises(MergeError, match="holds no evidence"):
        joined(tmp_path / "nowhere")


def test_the_built_in_deck_is_not_written(deck, folder):
    planner = Planner(Deck(deck.root, sealed=True), Memo(deck.root / "memo.json"))
    with pytest.raises(MergeError, match="cannot be written"):
        merge(planner, [deck.root])


def test_the_command_tells_programs_and_people(deck, folder, capsys):
    works = {work.snippet.name: work for work in plan(deck)}
    part = folder("part", {name: proven(work) for name, work in works.items()})
    assert run_merge(deck, [part], as_json=True) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["snippet"] for line in lines} == {"one", "two", "both"}
    (part / "snippets/spark_ml/one.evidence.json").write_text("{")
    assert run_merge(deck, [part], as_json=False) == 1
    out, err = capsys.readouterr()
    assert out == "3 snippets: 0 merged, 3 as they were: 1 findings.\n"
    assert "is not JSON" in err
