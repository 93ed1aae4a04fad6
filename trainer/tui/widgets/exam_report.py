"""What is said of an exam's result: the verdict, the sections, the time, the ideas, the seed."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from trainer.learning.answers import KIND_NAMES
from trainer.learning.exam_result import ExamResult, SectionResult
from trainer.tui.texts import BAD, GOOD, HEADING, QUIET, RIGHT, WRONG, section
from trainer.tui.widgets.exam_bar import time_text

_BAR, _FULL, _EMPTY = 20, "■", "·"
_SLOWEST = 3


def verdict(result: ExamResult, note: str = "") -> Content:
    """Passed or not, by whose mark."""
    counts = f"{result.score} of {result.questions} right"
    needed = f", {result.needed} needed to pass"
    mark = f" ({result.pass_note})" if result.pass_note else ""
    if result.passed:
        said = Content.styled(f"{RIGHT} Passed: {counts}", GOOD)
    else:
        said = Content.styled(f"{WRONG} Not passed: {counts}", BAD)
    rest = Content.assemble(needed, mark, ".")
    return Content.assemble((note, "bold"), "\n" if note else "", said, rest)


def report(result: ExamResult, titles: Mapping[str, str]) -> Content:
    """All but the verdict; `titles` are those of the ideas."""
    parts = [
        _sections(result),
        _time(result),
        _ideas(result, titles),
        _seed(result),
    ]
    return Content("\n\n").join(parts)


def _sections(result: ExamResult) -> Content:
    width = max(len(each.name) for each in result.sections)
    rows = [_bar_row("Score", width, result.score, result.questions)]
    rows += [_bar_row(each.name, width, each.right, each.asked) for each in result.sections]
    few = [each for each in result.sections if each.asked < each.wanted]
    if few:
        rows.append(_too_few(few))
    return section(f"{result.title}, {result.share:.0%} right", Content("\n").join(rows))


def _too_few(sections: list[SectionResult]) -> Content:
    told = ", ".join(f"{each.asked} of {each.wanted} in {each.name}" for each in sections)
    return Content.styled(f"The deck has too few questions for this blueprint: {told}.", QUIET)


def _bar_row(name: str, width: int, right: int, asked: int) -> Content:
    label = f"{name:<{width}}  "
    if not asked:
        return Content.assemble(label, (f"{_EMPTY * _BAR}  not asked", QUIET))
    full = round(_BAR * right / asked)
    return Content.assemble(
        label,
        (_FULL * full, "$text-primary"),
        (_EMPTY * (_BAR - full), QUIET),
        f"  {right} of {asked}",
    )


def _time(result: ExamResult) -> Content:
    rows = [
        Content.assemble(
            (time_text(result.seconds), "bold"), f" of {time_text(result.allowed)} used"
        )
    ]
    if result.unanswered:
        rows.append(Content(f"{result.unanswered} not answered"))
    numbered = enumerate(result.answers, start=1)
    slowest = sorted(numbered, key=lambda each: -each[1].seconds)[:_SLOWEST]
    rows += [
        Content.assemble(
            f"{time_text(each.seconds)}  question {number}, ",
            KIND_NAMES[each.kind].rstrip("?").lower(),
            (", right" if each.correct else ", wrong" if each.answered else ", not answered"),
        )
        for number, each in slowest
        if each.seconds >= 1
    ]
    return section("Time, and where most of it went", Content("\n").join(rows))


def _ideas(result: ExamResult, titles: Mapping[str, str]) -> Content:
    rows = []
    for idea in result.ideas:
        known = idea.right == idea.asked
        sign = (f"{RIGHT} ", GOOD) if known else (f"{WRONG} ", BAD)
        counts = f"{idea.right} of {idea.asked}  "
        rows.append(Content.assemble(sign, counts, titles.get(idea.id, idea.id)))
    return section("By idea", Content("\n").join(rows or [Content("No idea was asked about.")]))


def _seed(result: ExamResult) -> Content:
    command = f"trainer exam --blueprint {result.blueprint} --seed {result.seed}"
    return Content.assemble(
        ("Seed ", HEADING),
        (str(result.seed), "bold"),
        "\nA friend with the same version of the trainer gets the same exam by\n",
        (command, "bold"),
    )
