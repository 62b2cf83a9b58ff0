"""The JSON contract: what each object of the terminal command's output holds. docs/command.md describes it."""

from __future__ import annotations

from typing import Any

from core.foreign import as_written
from core.preview import Change, Effect, Omission
from core.types import Answer, FileInfo, Hit, SyncReport
from models.children.messages import SearchResult

Record = dict[str, Any]


def hit_record(hit: Hit, rank: int) -> Record:
    return {"rank": rank, **_place(hit)}


def search_record(key: Any, question: str, found: SearchResult) -> Record:
    hits = [hit_record(hit, rank) for rank, hit in enumerate(found.hits, start=1)]
    return {"id": key, "question": question, "hits": hits, "seconds": found.seconds, "note": " ".join(found.notes)}


def answer_record(key: Any, question: str, answer: Answer) -> Record:
    return {
        "id": key,
        "question": question,
        "answer": answer.text,
        "refused": answer.refused,
        "sentences": [
            {
                "text": s.text,
                "citations": list(s.citations),
                "supported": s.supported,
                "quoted": s.quoted,
                "columns": s.columns,
            }
            for s in answer.sentences
        ],
        "sources": [{"n": n, **hit_record(hit, rank)} for rank, (n, hit) in enumerate(answer.sources.items(), start=1)],
        "model": answer.model,
        "prompt_tokens": answer.prompt_tokens,
        "answer_tokens": answer.answer_tokens,
        "seconds": {
            "evidence": answer.evidence_seconds,
            "first_token": answer.first_token_seconds,
            "total": answer.total_seconds,
        },
        "note": answer.note,
        "understood": answer.understood or answer.question,
    }


def file_record(info: FileInfo) -> Record:
    return {
        "path": as_written(info.path), "status": info.status.value, "reason": info.reason, "pages": info.pages,
        "passages": info.passages, "ocr_pages": info.ocr_pages, "bytes": info.size, "read_seconds": info.read_seconds,
        "kind": info.kind, "locked": info.locked, "pictures": info.pictures,
        "parts": [
            {"name": part.name, "status": part.status.value, "reason": part.reason, "pages": part.pages}
            for part in info.parts
        ],
        "absent": info.absent,
    }  # fmt: skip


def omission_record(omission: Omission) -> Record:
    return {
        "path": str(omission.path), "folder": omission.is_folder, "files": omission.files, "bytes": omission.bytes,
        "rule": omission.rule, "origin": omission.origin,
    }  # fmt: skip


def effect_record(effect: Effect) -> Record:
    return {
        "rule": effect.rule,
        "leaves_out": _change(effect.leaves_out),
        "brings_back": _change(effect.brings_back),
    }


def _change(change: Change) -> Record:
    return {"files": change.files, "bytes": change.bytes, "examples": [str(path) for path in change.examples]}


def report_record(report: SyncReport) -> Record:
    return {
        "files": report.files, "read": report.read, "embedded": report.embedded, "passages": report.passages,
        "bytes": report.bytes, "seconds": report.seconds, "problems": list(report.problems),
    }  # fmt: skip


def _place(hit: Hit) -> Record:
    return {
        "path": as_written(hit.path), "page": hit.page, "start": hit.start, "end": hit.end, "text": hit.text,
        "score": round(hit.score, 6), "heading": " > ".join(hit.heading),
        "part": hit.part, "where": hit.where, "columns": hit.columns, "ocr": hit.ocr,
    }  # fmt: skip
