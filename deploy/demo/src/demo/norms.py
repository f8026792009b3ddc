"""What happens to norms in the story: a finding with a State's reply, and a practice that a State adopts."""

from typing import Any

from rich.console import Console

from demo.cast import Cast
from demo.waiting import until

CONCERNED, ADOPTER = "KEN", "GHA"
FINDING: dict[str, Any] = {
    "state": CONCERNED,
    "title": "Demonstration: fees for the recruitment of migrant workers",
    "text": "Invented for this demonstration, and no fact about the State that it names.",
    "themes": ["fair-recruitment"],
    "goals": ["GCM/6"],
    "evidence": [{"source": "demonstration", "href": "/v1/themes/fair-recruitment"}],
}
REPLY = "Demonstration: recruiters are supervised more closely since this year."


async def raise_finding(cast: Cast, console: Console) -> dict[str, Any]:
    """The secretariat reports a finding and publishes it after review; the State concerned replies."""
    raised = await cast.secretariat.post("/v1/findings", FINDING)
    path = f"/v1/findings/{raised['code']}"
    opened = await cast.secretariat.post(f"{path}:publish", seen=raised)
    replied = await cast.states[CONCERNED].post(f"{path}:reply", {"text": REPLY}, seen=opened)
    console.print(f"Finding {raised['code']} (invented) was published, and {CONCERNED} has replied.")
    return replied


async def adopt_practice(cast: Cast, console: Console) -> dict[str, Any]:
    """A State adopts a recommendation, and finds the draft of a commitment made from it; the practice."""
    adopter = cast.states[ADOPTER]
    practice: dict[str, Any] = (await adopter.get("/v1/practices", goal="GCM/6", limit=1))["items"][0]
    await adopter.post(f"/v1/practices/{practice['code']}:adopt", {"party": ADOPTER})

    async def drafted() -> dict[str, Any] | None:
        drafts = await adopter.get("/v1/commitments", party=ADOPTER, status="draft")
        return next((one for one in drafts["items"] if one["practice"] == practice["code"]), None)

    draft = await until(drafted)
    console.print(
        f"{ADOPTER} adopted “{practice['title']}” as the draft of its commitment {draft['reference']}."
    )
    return practice
