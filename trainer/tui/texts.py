"""What the drill says: the question and the verdict on it, as styled text."""

from __future__ import annotations

from textual.content import Content

from trainer.learning.answers import FIX_STEP, OUTCOME_STEP, Kind
from trainer.learning.drill import MOST_HINTS, Result
from trainer.learning.questions import Question, right_one
from trainer.model import DOMAINS, Idea
from trainer.tui.widgets.code import code_text

RIGHT, WRONG, RAISED = "✓", "✗", "!"
GOOD, BAD = "bold $text-success", "bold $text-error"
HEADING, QUIET = "bold $text-primary", "$text 70%"

_WHY = {
    "new": "new",
    "review": "review",
    "extra": "ahead of time",
    "missed": "missed before",
    "leech": "missed often",
    "exam": "exam",
}
_ASK_LINE = Content.assemble(
    ("Which line is wrong? ", "bold"),
    "It keeps the program from what its title says; Python may raise elsewhere.",
)
_ASK_OUTCOME = Content.styled("What happens when this runs?", "bold")
_ASK_FIX = Content.assemble(
    ("Mend this program. ", "bold"), "It is run, and must pass a check that you do not see."
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
        return _asked(question)
    if question.kind is Kind.FIX:
        if result.correct:
            return Content.styled(f"{RIGHT} It runs and passes its check.", GOOD)
        return Content.styled(f"{WRONG} Not mended; this is how.", BAD)
    if question.kind is Kind.SPOT:
        parts = [_line_result(question, result)]
        if OUTCOME_STEP in result.steps:
            right = question.options[result.steps[OUTCOME_STEP]].right
            parts.append(_verdict(right, "You knew what happens.", "Something else happens."))
        if FIX_STEP in result.steps:
            right = question.fixes[result.steps[FIX_STEP]].right
            parts.append(_verdict(right, "The line fits.", "Another line belongs there."))
        return Content("  ").join(parts)
    if question.kind is Kind.OUTCOME:
        return _verdict(result.correct, "Right, that happens.", "Something else happens.")
    right_number = right_one(question.options) + 1
    return _verdict(result.correct, "Right.", f"Not that: number {right_number} belongs there.")


def _asked(question: Question) -> Content:
    if question.kind is Kind.FIX:
        return _ASK_FIX
    if question.kind is Kind.OUTCOME:
        return _ASK_OUTCOME
    if question.kind is Kind.BLANK:
        gaps = len(question.options[0].parts) if question.options else 1
        return Content.styled(
            "What belongs into the gap?" if gaps <= 1 else f"What belongs into the {gaps} gaps?",
            "bold",
        )
    return _ASK_LINE


def _verdict(right: bool, yes: str, no: str) -> Content:
    return Content.styled(f"{RIGHT} {yes}", GOOD) if right else Content.styled(f"{WRONG} {no}", BAD)


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


def most_hints(question: Question) -> int:
    """How many hints there are; where the gaps are shows anyway."""
    return 1 if question.kind is Kind.BLANK else MOST_HINTS


def beside_question(question: Question, hints: int) -> Content:
    """The hints that were taken and the names that the program finds."""
    parts: list[Content] = []
    if hints and most_hints(question) > 1:
        first, last = question.hint_lines.start, question.hint_lines[-1]
        parts.append(paragraph("Hint 1", f"If there is a bug, it is in lines {first} to {last}."))
    if hints >= most_hints(question):
        parts.append(paragraph(f"Hint {most_hints(question)}", question.hint))
    if question.given:
        names = [
            Content.assemble((name, "bold"), f": {kind}") for name, kind in question.given.items()
        ]
        heading = Content.assemble(("Given ", HEADING), ("(already there)", QUIET))
        parts.append(Content("\n").join([heading, *names]))
    return Content("\n").join(parts)


def outcome_question() -> Content:
    return _ASK_OUTCOME


def fix_question(question: Question) -> Content:
    return Content.styled(f"What belongs there, in {_lines_name(question.answer_lines)}?", "bold")


LESSON_PROMPT = Content.assemble(
    ("First, how it is right. ", "bold"), "Then look whether a program has it right."
)


def lesson(idea: Idea, after: str | None) -> Content:
    """What is told of an idea before its question; `after` is its broken form, if it is shown."""
    parts = [paragraph("The principle", idea.principle)]
    if after:
        parts.append(section(f"{WRONG} Not so", code_text(after)))
    return Content("\n\n").join(parts)


def docs_of(question: Question) -> str:
    return question.idea.docs if question.idea else question.snippet.docs


def not_saved(message: str) -> Content:
    return Content.assemble(
        (f"{WRONG} Not saved, so it does not count yet. ", BAD),
        f"{message} ",
        ("Answer again to try once more.", "bold"),
    )


def prose(text: str) -> Content:
    """Text in which words between backticks are code; they show as such."""
    return Content.assemble(
        *((part, "bold $text-accent" if n % 2 else "") for n, part in enumerate(text.split("`")))
    )


def section(heading: str, body: Content) -> Content:
    return Content.assemble((heading, HEADING), "\n", body)


def paragraph(heading: str, text: str) -> Content:
    return section(heading, prose(text))


def _lines_name(lines: range) -> str:
    if len(lines) == 1:
        return f"line {lines[0]}"
    return f"lines {lines[0]} to {lines[-1]}"
