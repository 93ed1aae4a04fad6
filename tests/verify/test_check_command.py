"""`trainer check` over decks with faults, each told with its place and the way out."""

import json

import pytest
from click.testing import CliRunner

from trainer.cli import main
from trainer.decks.deck import find_deck
from trainer.decks.evidence import evidence_path


@pytest.fixture
def check(write_deck, texts):
    """Writes a deck, runs `trainer check --json` on it and returns status and findings."""

    def check(snippets=None, mutators=None, prepare=lambda deck: None):
        snippet, mutator = texts
        deck = write_deck(
            {"small": snippet()} if snippets is None else snippets,
            {"one-too-many": mutator("one-too-many", "total", "sum")}
            if mutators is None
            else mutators,
        )
        prepare(deck)
        result = CliRunner().invoke(main, ["--deck", str(deck.root), "check", "--json"])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]

    return check


def messages(findings):
    return " | ".join(finding["message"] for finding in findings)


def test_a_sound_deck_lacks_only_evidence(check):
    status, findings = check()
    assert status == 1
    assert [finding["message"] for finding in findings] == ["has no evidence."]
    assert "trainer verify small" in findings[0]["advice"]


@pytest.mark.parametrize(
    ("snippet", "message"),
    [
        ({"code": "total = (\nb\nc\nd\ne\n"}, "is not Python"),
        ({"code": "total = 1"}, "the shown code has 1 lines"),
        ({"code": "total=1\na = 1\nb = 1\nc = 1\nd = 1"}, "is not formatted"),
        ({"check": ""}, "the check is empty"),
        ({"domain": '"other"'}, "unknown domain"),
        ({"code": "a = 1\nb = 1\nc = 1\nd = 1\ne = 1"}, "is changed by no mutator"),
    ],
)
def test_a_faulty_snippet_is_told(check, texts, snippet, message):
    status, findings = check(snippets={"small": texts[0](**snippet), "other": texts[0]()})
    assert status == 1
    assert message in messages(findings)
    assert "small.py" in " ".join(finding["path"] for finding in findings)


@pytest.mark.parametrize(
    ("change", "message", "line"),
    [
        (lambda text: "import nowhere_to_be_found\n" + text, "does not import", 1),
        (lambda text: text.replace("Raises(", "Riases("), "does not import", 14),
        (lambda text: text.replace('Raises("NameError")', '"NameError"'), "'breaks' must be", None),
        (lambda text: text.replace("    def mutate_Name", "    def change"), "no method", None),
        (lambda text: text.replace("leaves = [", "leaves = [][:0] + [][:0] and ["), "leaves", None),
        (lambda text: text.replace('"sum")', '"num")', 1), "does not hold", None),
        (lambda text: text.replace("print('something else')", "total"), "leaves[0]", None),
        (lambda text: text.replace('cst.Name("sum")', "1 / 0"), "ZeroDivisionError", 23),
        (lambda text: text.replace('cst.Name("sum")', "node"), "code unchanged", None),
        (lambda text: text.replace("https://", "http://"), "no https link", None),
        (
            lambda text: text.replace("class ATest", "class Mutator:\n    pass\n\n\nclass ATest"),
            "does not derive from trainer.mutation.Mutator",
            None,
        ),
    ],
)
def test_a_faulty_mutator_is_told_and_the_other_still_works(check, texts, change, message, line):
    _, mutator = texts
    status, findings = check(
        mutators={
            "one-too-many": change(mutator("one-too-many", "total", "sum")),
            "another": mutator("another", "double", "twice"),
        }
    )
    assert status == 1
    found = [finding for finding in findings if "one_too_many.py" in finding["path"]]
    if message == "does not hold":
        message = "mend the method or the example: applies[0] gives"
    assert message in messages(found)
    if line is not None:
        assert line in [finding["line"] for finding in found]
    assert not [finding for finding in findings if "another.py" in finding["path"]]


def test_a_mutator_that_applies_nowhere_is_told(check, texts):
    status, findings = check(
        mutators={
            "one-too-many": texts[1]("one-too-many", "total", "sum"),
            "nowhere": texts[1]("nowhere", "no_such_name", "b"),
        }
    )
    assert status == 1
    assert "applies to no snippet" in messages(findings)


def test_what_only_follows_from_another_fault_is_not_told(check, texts):
    _, findings = check(snippets={"small": texts[0](domain='"other"')})
    assert "applies to no snippet" not in messages(findings)
    broken = texts[1]("one-too-many", "total", "sum").replace("yield", "return")
    _, findings = check(mutators={"one-too-many": broken})
    assert "is changed by no mutator" not in messages(findings)


def test_a_syntax_error_is_told_once_and_in_pythons_own_words(check, texts):
    code = "total = 1\na = (1\nb = 2\nc = 3\nd = 4"
    _, findings = check(snippets={"small": texts[0](code=code)})
    told = [(each["line"], each["message"]) for each in findings if "Python" in each["message"]]
    assert told == [(14, "is not Python: '(' was never closed.")]


def test_an_example_that_does_not_hold_is_told_with_its_line(check, texts):
    text = texts[1]("one-too-many", "total", "sum").replace('"sum  # again"', '"num  # again"')
    _, findings = check(mutators={"one-too-many": text})
    [finding] = [each for each in findings if "applies[1] gives" in each["message"]]
    assert text.splitlines()[finding["line"] - 1].strip().startswith("Applies(")
    assert finding["message"].endswith("\nsum  # again")


def test_evidence_that_is_damaged_or_without_a_snippet_is_told(check):
    def prepare(deck):
        evidence_path(deck.snippet_paths()[0]).write_text("{")
        evidence_path(deck.root / "snippets/spark_ml/gone.py").write_text("{}")

    status, findings = check(prepare=prepare)
    assert status == 1
    assert "is not JSON" in messages(findings)
    assert "speaks of a snippet that is not there" in messages(findings)


def test_a_wrong_option_is_wrong_usage():
    assert CliRunner().invoke(main, ["check", "--no-such-option"]).exit_code == 2
    assert CliRunner().invoke(main, ["--deck", "/nowhere", "check"]).exit_code == 2


def test_a_folder_that_is_no_deck_is_told(tmp_path):
    result = CliRunner().invoke(main, ["--deck", str(tmp_path), "check"])
    assert result.exit_code == 2
    assert "is not a deck" in result.output


def test_the_built_in_deck_is_sound_and_proven():
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 0, result.output
    deck = find_deck()
    assert f"{len(deck.snippet_paths())} snippets" in result.output
