"""How a student presents themselves to an employer: proofs to lead with, likely concerns, and who they say they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from folio.basics.wording import counted
from folio.domain.gaps import Gap, gap_matrix
from folio.domain.names import normalize_name
from folio.domain.records import Records
from folio.insight.network import find_practice
from folio.template.vocabulary import DOUBTED, IMPORTANT

FEWEST_PROOFS, MOST_PROOFS, MOST_CONCERNS = 3, 5, 4


@dataclass(frozen=True, slots=True)
class Proof:
    """A document to lead with, and what it proves, the most wanted first.

    ``reasons`` are those of the four reasons to choose a document that apply; ``people`` asked for what it proves;
    ``quotes`` is how they said it.
    """

    document: str
    qualities: tuple[str, ...]
    reasons: tuple[str, ...]
    strength: int | None
    people: tuple[str, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concern:
    """A quality that is wanted much, and that the student rates low or cannot show; with what there is to answer."""

    quality: str
    importance: float
    rating: int | None
    document: str
    activity: str
    done: bool

    @property
    def answer(self) -> str:
        """What to say when it comes up."""
        told = {"Show": self.document, f"What I {'did' if self.done else 'am doing'} about it": self.activity}
        said = " ".join(f"{label}: {text.rstrip(' .')}." for label, text in told.items() if text)
        return said or "No answer noted yet. What is one thing that would build it?"


@dataclass(frozen=True, slots=True)
class Presentation:
    """What to say about oneself; ``about_me`` is the latest version of it, ``advice`` says what is still missing."""

    about_me: str
    proofs: tuple[Proof, ...]
    concerns: tuple[Concern, ...]
    advice: tuple[str, ...]


def find_presentation(records: Records, field: str | None = None) -> Presentation:
    """Return how to present oneself in a field; in general without one, or where nobody in it named a quality."""
    gaps = gap_matrix(records, field, at_hand=True)
    if not any(g.people for g in gaps):
        gaps = gap_matrix(records, at_hand=True)
    latest = find_practice(records).latest
    about_me = latest.version if latest else records.start.text("about_me")
    proofs = _proofs(gaps)
    concerns = sorted(filter(_is_doubtful, gaps), key=lambda g: (-(g.importance or 0), -(g.gap or 0)))
    return Presentation(
        about_me, proofs, tuple(map(_concern, concerns[:MOST_CONCERNS])), tuple(_advice(records, about_me, proofs))
    )


def _proofs(gaps: tuple[Gap, ...]) -> tuple[Proof, ...]:
    """The best documents: with most reasons to be shown first; without a reason only where there are too few."""
    ranked = sorted(
        (g for g in gaps if g.best_document),
        key=lambda g: (-len(g.reasons), -(g.importance or 0), -(g.strength or 0), normalize_name(g.quality)),
    )
    by_document: dict[str, list[Gap]] = {}
    for gap in ranked:
        by_document.setdefault(normalize_name(gap.best_document), []).append(gap)
    proofs = [*map(_proof, by_document.values())]
    good = sum(bool(p.reasons) for p in proofs)
    return tuple(proofs[: min(max(good, FEWEST_PROOFS), MOST_PROOFS)])


def _proof(gaps: list[Gap]) -> Proof:
    return Proof(
        document=gaps[0].best_document,
        qualities=tuple(g.quality for g in gaps),
        reasons=tuple(dict.fromkeys(reason for g in gaps for reason in g.reasons)),
        strength=max((g.strength for g in gaps if g.strength is not None), default=None),
        people=tuple(dict.fromkeys(who for g in gaps for who in g.people)),
        quotes=tuple(dict.fromkeys(quote for g in gaps for quote in g.quotes)),
    )


def _is_doubtful(gap: Gap) -> bool:
    """Whether an employer is likely to have doubts: it is wanted much, and rated low or not proven by anything."""
    if gap.importance is None or gap.importance < IMPORTANT:
        return False
    return not gap.best_document or (gap.rating is not None and gap.rating <= DOUBTED)


def _concern(gap: Gap) -> Concern:
    will_do = next(iter(gap.will_do), None)
    return Concern(
        quality=gap.quality,
        importance=gap.importance or 0,
        rating=gap.rating,
        document=gap.best_document,
        activity=will_do.activity if will_do else "",
        done=bool(will_do and will_do.done),
    )


def _advice(records: Records, about_me: str, proofs: tuple[Proof, ...]) -> Iterator[str]:
    if not about_me:
        practice = "and note it in the practice log" if "practice" in records.columns else "and write them down"
        yield f"Say in two sentences who you are, {practice}."
    if not proofs:
        yield (
            "There is nothing to lead with yet. List what you are good at on PEAKS mine, with a document that proves "
            "it: a certificate, a work sample, or a letter. Three are enough."
        )
    elif len(proofs) < FEWEST_PROOFS:
        yield (
            f"You have {counted(len(proofs), 'proof')} to lead with. Three to five are best: find a document for "
            "another quality that people asked for."
        )
