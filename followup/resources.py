"""What the API shows of a municipality stands under its address: found here, for every room."""

from functools import cached_property
from typing import cast

from actors.models import Actor, ApiToken
from common.api import Resource
from common.requests import UserRequest
from followup import access


class FollowUpResource(Resource):
    """Something of the follow-up: a key needs scopes of its own, not those of the coordination."""

    read_scope = ApiToken.Scope.FOLLOW_UP_READ
    write_scope = ApiToken.Scope.FOLLOW_UP_WRITE


class MunicipalityResource(FollowUpResource):
    """Something of the municipality whose code stands in the address."""

    @cached_property
    def municipality(self) -> Actor:
        """Return it, or answer 404 to who does not see its follow-up."""
        return access.get_municipality(cast(UserRequest, self.request), self.kwargs["code"])

    @cached_property
    def reach(self) -> access.Reach:
        return access.reach_of(self.user, self.municipality)
