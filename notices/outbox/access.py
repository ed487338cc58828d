"""Who may see what has been sent and take care of failures; the app of rights fills it in."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Q, QuerySet

from common.registry import Registry
from notices.models import Notice

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

    Person = AbstractBaseUser | AnonymousUser

SeenBy = Callable[["Person"], "Q | None"]
MayHandle = Callable[["Person", Notice], str]

# Which notices does this person look after (operate a region)? None: that is not their task.
seers: Final = Registry[SeenBy]()
# In which function may a person handle a failed notice ("Administratör, Polisen")? "" for none.
handlers: Final = Registry[MayHandle]()


def may_see(user: "Person") -> bool:
    """Return whether the person looks after notices; in the demo everybody signed in may see."""
    return _seen_by(user) is not None


def visible_to(user: "Person") -> QuerySet[Notice]:
    """Return the notices that the person looks after: those of the regions they operate."""
    seen = _seen_by(user)
    return Notice.objects.none() if seen is None else Notice.objects.filter(seen)


def _seen_by(user: "Person") -> Q | None:
    if not user.is_authenticated:
        return None
    if settings.DEMO:
        return Q()
    found = [seen for seer in seers if (seen := seer(user)) is not None]
    return reduce(or_, found) if found else None


def acting_label(user: "Person", notice: Notice) -> str:
    """Return in which function the person may take care of the notice, "" if in none."""
    if not user.is_authenticated:
        return ""
    return handlers.first(lambda handler: handler(user, notice)) or ""
