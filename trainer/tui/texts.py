"""What the drill says: the question, the verdict on it and the reveal, as styled text."""

from __future__ import annotations

from textual.content import Content
from textual.style import Style

from trainer.learning.answers import OUTCOME_STEP
from trainer.learning.bank import Item
from trainer.learning.drill import MOST_HINTS, Result
from trainer.learning.questions import Question
from trainer.model import DOMAINS

RIGHT, WRONG, RAISED = "✓", "✗", "!"
GOOD, BAD = "bold $text-success", "bold $text-error"
HEADING, QUIET = "bold $text-primary", "$text 70%"

_WHY = {"new": "new", "review": "review", "extra": "ahead of time"}
_RAN_ON = {
    "local": "Run on local Spark and MLflow.",
    "stand-in": "Run with a stand-in for an API that only Databricks has.",
}
_LONGEST_MESSAGE = 600
"""Characters of a message above the rest of the reveal; the traceback holds all of it."""

_ASK = Content.assemble(
    ("Which line is wrong? ", "bold"),
    "Point at the code that is wrong, not at the line where Python raises.",
)


def top_line(question: Question) -> Content:
    """Where the question belongs, what the program does, and why it comes now."""
    return Content.assemble(
        (DOMAINS[question.snippet.domain], "bold"),
        " · ",
        question.snippet.title,
        (f" · {_WHY[question.why]}", QUIET),
    )


def prompt(question: Question, result: Result | None) -> Content:
    """What is asked now, or what came of it."""
    if result is None:
        return _ASK
    line = _line_result(question, result)
    if OUTCOME_STEP not in result.steps:
        return line
    said = (
        (f"{RIGHT} You knew what happens.", GOOD)
        if question.options[result.steps[OUTCOME_STEP]].right
        else (f"{WRONG} Something else happens.", BAD)
    )
    return Content.assemble(line, "  ", said)


def _line_result(question: Question, result: Result) -> Content:
    if question.is_original:
        if result.correct:
            return Content.styled(f"{RIGHT} Right: nothing is wrong here.", GOOD)
        return Content.assemble(
            (f"{WRONG} Not line {result.accused}: ", BAD), ("nothing is wrong here.", "bold")
        )
    where = _lines_name(question.answer_lines)
    if result.correct:
        return Content.styled(f"{RIGHT} Right, it is {where}.", GOOD)
    if result.accused is None:
        return Content.assemble((f"{WRONG} Something is wrong: ", BAD), (f"{where}.", "bold"))
    return Content.assemble(
        (f"{WRONG} Not line {result.accused}: ", BAD), (f"it is {where}.", "bold")
    )


def beside_question(question: Question, hints: int) -> Content:
    """The hints that were taken and the names that the program finds."""
    parts: list[Content] = []
    if hints:
        first, last = question.hint_lines.start, question.hint_lines[-1]
        parts.append(_paragraph("Hint 1", f"If there is a bug, it is in lines {first} to {last}."))
    if hints >= MOST_HINTS:
        parts.append(_paragraph("Hint 2", question.hint))
    if question.given:
        names = [
            Content.assemble((name, "bold"), f": {kind}") for name, kind in question.given.items()
        ]
        heading = Content.assemble(("Given ", HEADING), ("(already there)", QUIET))
        parts.append(Content("\n").join([heading, *names]))
    return Content("\n").join(parts)


def outcome_question() -> Content:
    return Content.styled("What happens when this runs?", "bold")


def above_change(question: Question, result: Result) -> Content:
    """What stands above the changed lines: a wrong outcome that was chosen, and their heading."""
    parts = []
    if OUTCOME_STEP in result.steps:
        said = question.options[result.steps[OUTCOME_STEP]]
        if not said.right:
            parts.append(_section("You said", Content(said.text)))
    if not question.is_original:
        parts.append(
            Content.assemble(
                ("The change ", HEADING), (f"({RIGHT} as it should be, {WRONG} as shown)", QUIET)
            )
        )
    return Content("\n\n").join(parts)


def explanation(question: Question) -> Content:
    """What stands below the changed lines: the error, the idea, the documentation."""
    if question.item is None or question.idea is None:
        return _about_original(question)
    proof, idea = question.item.proof, question.idea
    parts = [_what_happened(question.item)]
    parts.append(_paragraph("The misconception", idea.misconception))
    parts.append(_paragraph("The principle", idea.principle))
    parts.append(_docs(idea.docs))
    if proof.traceback:
        parts.append(_section("The traceback, as recorded", Content(proof.traceback)))
    parts.append(_ran_on(question))
    return Content("\n\n").join(parts)


def docs_of(question: Question) -> str:
    return question.idea.docs if question.idea else question.snippet.docs


def not_saved(message: str) -> Content:
    return Content.assemble(
        (f"{WRONG} Not saved, so it does not count yet. ", BAD),
        f"{message} ",
        ("Answer again to try once more.", "bold"),
    )


def _about_original(question: Question) -> Content:
    return Content("\n\n").join(
        [
            _section(
                "What really happened",
                Content("This program ran to its end and passed its check."),
            ),
            _docs(question.snippet.docs),
            _ran_on(question),
        ]
    )


def _what_happened(item: Item) -> Content:
    proof = item.proof
    message = _cut(proof.message or "")
    if item.silent:
        said = Content.assemble(
            "Nothing is raised. The check that ran afterwards says: ", (message, "bold")
        )
    else:
        said = Content.assemble(
            (proof.exception or "An exception", BAD),
            f", raised by line {proof.line}",
            f" (marked {RAISED} in the code)" if item.raised_elsewhere else "",
            "\n" if message else "",
            (message, "bold"),
        )
    return _section("What really happened", said)


def _ran_on(question: Question) -> Content:
    return Content.styled(_RAN_ON.get(question.ran_on, f"Run on {question.ran_on}."), QUIET)


def _docs(url: str) -> Content:
    return _section("Read more", Content.assemble((url, Style(link=url, underline=True))))


def _prose(text: str) -> Content:
    """Text in which words between backticks are code; they show as such."""
    return Content.assemble(
        *((part, "bold $text-accent" if n % 2 else "") for n, part in enumerate(text.split("`")))
    )


def _section(heading: str, body: Content) -> Content:
    return Content.assemble((heading, HEADING), "\n", body)


def _paragraph(heading: str, text: str) -> Content:
    return _section(heading, _prose(text))


def _cut(message: str) -> str:
    if len(message) <= _LONGEST_MESSAGE:
        return message
    return message[:_LONGEST_MESSAGE].rstrip() + " … (all of it below)"


def _lines_name(lines: range) -> str:
    if len(lines) == 1:
        return f"line {lines[0]}"
    return f"lines {lines[0]} to {lines[-1]}"
