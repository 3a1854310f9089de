"""The vocabulary of roles: people appear as roles, and never as names.

Roles are kebab-case keys. A council may add roles of its own to its ledger.
"""

from __future__ import annotations

from typing import Final

from ledger.vocabulary import SightLevel

ROLES: Final[dict[str, tuple[str, SightLevel | None]]] = {
    "practitioner": ("Practitioner", SightLevel.FRONTLINE),
    "personal-adviser": ("Personal Adviser", SightLevel.FRONTLINE),
    "conference-chair": ("Child Protection Conference Chair", SightLevel.FRONTLINE),
    "principal-social-worker": ("Principal Social Worker", SightLevel.MANAGER),
    "area-manager": ("Area Manager", SightLevel.MANAGER),
    "locality-director": ("Locality Director", SightLevel.MANAGER),
    "senior-manager": ("Senior Manager", SightLevel.MANAGER),
    "head-of-service": ("Head of Children's Social Care", SightLevel.MANAGER),
    "head-of-commissioning": ("Head of Commissioning", SightLevel.MANAGER),
    "head-of-education": ("Head of Education and Learning", SightLevel.MANAGER),
    "deputy-chief-officer": ("Deputy Chief Officer", SightLevel.CHIEF_OFFICER),
    "senior-leaders": ("Senior Leaders", SightLevel.CHIEF_OFFICER),
    "chief-officer": ("Chief Officer, Children's Services", SightLevel.CHIEF_OFFICER),
    "director-childrens-services": ("Director of Children's Services", SightLevel.CHIEF_OFFICER),
    "chief-executive": ("Chief Executive", SightLevel.CHIEF_OFFICER),
    "improvement-director": ("Improvement Director", SightLevel.MANAGER),
    "improvement-lead": ("Improvement Lead", SightLevel.MANAGER),
    "improvement-office": ("Improvement Office", SightLevel.MANAGER),
    "independent-adviser": ("Independent Adviser", None),
    "independent-chair": ("Independent Chair", SightLevel.BOARD),
    "lead-member": ("Lead Member for Children's Services", SightLevel.LEAD_MEMBER),
    "leader-of-the-council": ("Leader of the Council", SightLevel.LEAD_MEMBER),
    "elected-member": ("Elected Member", SightLevel.SCRUTINY),
    "scrutiny-chair": ("Chair of Scrutiny", SightLevel.SCRUTINY),
    "cabinet": ("Cabinet", SightLevel.LEAD_MEMBER),
    "scrutiny-committee": ("Scrutiny Committee", SightLevel.SCRUTINY),
    "improvement-board": ("Improvement Board", SightLevel.BOARD),
    "commissioner": ("Commissioner", SightLevel.COMMISSIONER),
    "department": ("Department for Education", None),
    "minister": ("Minister", None),
    "inspectorate": ("Ofsted", None),
    "partner-council": ("Partner Council", None),
    "partner-agency": ("Partner Agency", None),
    "assurance-body": ("Named Assurance Body", None),
    "data-steward": ("Data Steward", None),
    "ledger-service": ("The Ledger Service", None),
}
"""Role key -> (label, the link of the line of sight at which the role stands)."""

ASSURANCE_ROLES: Final = frozenset({"commissioner", "department", "assurance-body"})
"""Who may confirm a discharge without raising a concern."""
