"""The small rules that the plain types carry."""

from trainer.model import Proof, Verdict, apply_change, changed_lines

PROOF = Proof(
    id="small/rule/1",
    mutator="rule",
    verdict=Verdict.CONFIRMED,
    span=(3, 5),
    before="a = f(\n    1,\n)",
    after="a = f(\n    2,\n    3,\n)",
    exception="TypeError",
    message="no",
    line=3,
    traceback=None,
    ran_on="local",
    seconds=0.1,
)


def test_changed_lines_tell_what_was_and_what_became():
    assert changed_lines(PROOF) == [
        (" ", 3, "a = f("),
        ("-", 4, "    1,"),
        ("+", 4, "    2,"),
        ("+", 5, "    3,"),
        (" ", 6, ")"),
    ]


def test_a_change_takes_the_place_of_its_span():
    code = "x\ny\na = f(\n    1,\n)\nz"
    changed = apply_change(code, PROOF.span, PROOF.after)
    assert changed == "x\ny\na = f(\n    2,\n    3,\n)\nz"
