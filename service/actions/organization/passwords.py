"""What a new password must be: long enough, and none that a list or a rule would guess (after NIST SP 800-63B)."""

from __future__ import annotations

import re

from zxcvbn import zxcvbn

from service.domain.errors import ConflictError
from service.domain.notation.text import without_diacritics
from service.domain.organization.account import (
    GUESSABLE,
    SHORTEST_LOCAL_PART,
    require_good_password,
    require_other_than_address,
)
from service.domain.organization.common_words import COMMON_WORDS

# As many guesses as a machine makes of a stolen hash in months; ten random letters and digits take more.
FEWEST_GUESSES = 10**9
# A longer one is no easier to guess for what follows, and looking for patterns takes ever longer.
_LOOKED_AT = 32
_SEPARATORS = re.compile(r"[\W_]+")


def require_strong_password(password: str, email: str, name: str) -> None:
    """Raises ConflictError where the password is short, endless, or soon guessed by somebody who knows the person."""
    require_good_password(password)
    require_other_than_address(password, email)
    parts = _SEPARATORS.split(without_diacritics(f"{email} {name}"))
    own = [part for part in parts if len(part) >= SHORTEST_LOCAL_PART]
    bare = without_diacritics(password)[:_LOOKED_AT]
    known = [*own, _SEPARATORS.sub("", without_diacritics(name)), *COMMON_WORDS]
    # «hung-yen-2023» is no better than «hungyen2023».
    for written in (bare, _SEPARATORS.sub("", bare)):
        if not written or zxcvbn(written, user_inputs=known)["guesses"] < FEWEST_GUESSES:
            raise ConflictError(GUESSABLE)
