"""What follows every change of the register: pages that show it must learn of it."""

from actors.administration import regions_of
from actors.models import Actor
from records import versions


def touched(actor: Actor, *people: int) -> None:
    """Raise the versions of the actor's regions, and of the people whose rights changed."""
    scopes = [f"region:{region.pk}" for region in regions_of(actor)]
    versions.bump(*scopes, *(f"user:{person}" for person in people))
