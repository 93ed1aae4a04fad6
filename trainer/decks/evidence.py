"""Reads and writes evidence files, `NAME.evidence.json` beside the snippet `NAME.py`."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, NoReturn

from trainer.errors import DeckError, Problem
from trainer.model import Baseline, Evidence, Proof, Verdict

FORMAT = 1
_ADVICE = "Restore it, or delete it and run `trainer verify {name}`."


def evidence_path(snippet: Path) -> Path:
    return snippet.with_name(f"{snippet.stem}.evidence.json")


def read_evidence(path: Path) -> Evidence:
    """Parses one file. Raises DeckError if it is damaged or of a newer format."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        _fail(path, error.lineno, f"is not JSON: {error.msg}.")
    except (OSError, UnicodeDecodeError) as error:
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
    """Writes the file if its bytes would change, in one step; says whether it wrote."""
    text = _dump(evidence)
    if path.exists() and path.read_bytes() == text.encode():
        return False
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)
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
    return json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _fail(path: Path, line: int | None, message: str) -> NoReturn:
    name = path.name.removesuffix(".evidence.json")
    raise DeckError(Problem(path, line, message, _ADVICE.format(name=name)))
