"""What every change of the register does first and last: lock, and let pages learn of it."""

from actors.models import Actor, Function
from actors.rights.administration import regions_of
from records import versions


def locked_function(function_id: int) -> Function:
    """Return a function in use with its row locked until the transaction ends."""
    functions = Function.objects.select_for_update(of=("self",)).select_related("actor")
    return functions.get(pk=function_id, is_active=True)


def touched(actor: Actor, *people: int) -> None:
    """Raise the versions of the actor's regions, and of the people whose rights changed."""
    scopes = [f"region:{region.pk}" for region in regions_of(actor)]
    versions.bump(*scopes, *(f"user:{person}" for person in people))
