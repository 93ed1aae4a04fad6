"""Reads and writes evidence files, `NAME.evidence.json` beside the snippet `NAME.py`."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, NoReturn

from trainer.errors import DeckError, Problem
from trainer.model import Baseline, Evidence, Proof, Verdict

FORMAT = 1
_SURROGATE = re.compile("[\ud800-\udfff]")
_ADVICE = "Restore it, or delete it and run `trainer verify {name}`."


def evidence_path(snippet: Path) -> Path:
    return snippet.with_name(f"{snippet.stem}.evidence.json")


def read_evidence(path: Path) -> Evidence:
    """Parses one file. Raises DeckError if it is damaged or of a newer format."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        _fail(path, error.lineno, f"is not JSON: {error.msg}.")
    except (OSError, UnicodeDecodeError, RecursionError) as error:
        _fail(path, None, f"cannot be read: {error}.")
    if not isinstance(data, dict) or not isinstance(data.get("format"), int):
        _fail(path, 1, "is not an evidence file: it has no format number.")
    if data["format"] > FORMAT:
        raise DeckError(
            Problem(
                path,
                1,
                f"has format {data['format']}; this trainer reads up to {FORMAT}.",
                "Install a newer trainer.",
            )
        )
    try:
        return _parse(data)
    except (KeyError, TypeError, ValueError) as error:
        _fail(path, None, f"does not hold what evidence must hold: {error!r}.")


def write_evidence(path: Path, evidence: Evidence) -> bool:
    """Writes the file if its bytes would change, in one step; says whether it wrote.

    Raises DeckError where that is not possible; the file is then as it was.
    """
    data = _dump(evidence).encode()
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists() and path.read_bytes() == data:
            return False
        try:
            temporary.write_bytes(data)
            temporary.replace(path)
        finally:
            # There only if something failed or interrupted the writing.
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise DeckError(
            Problem(
                path,
                None,
                f"cannot be written: {error.strerror or error}.",
                "Make room or allow writing there; what was recorded before is unchanged.",
            )
        ) from error
    return True


def proof_to_json(proof: Proof) -> dict[str, Any]:
    return {**asdict(proof), "verdict": proof.verdict.value, "span": list(proof.span)}


def _parse(data: dict[str, Any]) -> Evidence:
    baseline = data["baseline"]
    verdict = baseline["verdict"]
    proofs = []
    for item in data["mutants"]:
        values = {field.name: item[field.name] for field in fields(Proof)}
        first, last = values["span"]
        values |= {"span": (int(first), int(last)), "verdict": Verdict(values["verdict"])}
        proofs.append(Proof(**values))
    return Evidence(
        content=data["key"]["content"],
        environment=data["key"]["environment"],
        versions=dict(data["versions"]),
        baseline=Baseline(
            verdict=None if verdict == "passed" else Verdict(verdict),
            seconds=baseline["seconds"],
            message=baseline.get("message"),
            traceback=baseline.get("traceback"),
        ),
        given=dict(data["given"]),
        mutants=tuple(proofs),
    )


def _dump(evidence: Evidence) -> str:
    baseline = asdict(evidence.baseline)
    baseline["verdict"] = evidence.baseline.verdict or "passed"
    data = {
        "format": FORMAT,
        "key": {"content": evidence.content, "environment": evidence.environment},
        "versions": evidence.versions,
        "baseline": {key: value for key, value in baseline.items() if value is not None},
        "given": evidence.given,
        "mutants": [proof_to_json(proof) for proof in evidence.mutants],
    }
    text = json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    # A message may hold bytes that are no text, as surrogates, which no file and no screen takes:
    # they are kept as Python would print them, with the backslash that JSON wants doubled.
    return _SURROGATE.sub(lambda found: rf"\\u{ord(found[0]):04x}", text)


def _fail(path: Path, line: int | None, message: str) -> NoReturn:
    name = path.name.removesuffix(".evidence.json")
    raise DeckError(Problem(path, line, message, _ADVICE.format(name=name)))
