"""Who holds which function: invited, accepted, ended; rights and sessions follow at once."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q

from actors import audit, rules
from actors.addresses.changes import locked_function, touched
from actors.addresses.services import normalised, phone_of
from actors.duty import services as duty
from actors.models import ApiToken, Appointment, ContactAddress, Invitation, User
from actors.register import invitation_notices
from actors.rights.administration import require_administrator
from common.errors import RuleError
from records import versions

Kind = Appointment.Kind


@transaction.atomic
def invite(*, function_id: int, email: str, kind: str, by: User, at: datetime) -> str:
    """Invite somebody by e-mail to hold the function; return the secret of the link."""
    function = locked_function(function_id)
    acting = audit.Acting(by, require_administrator(by, function.actor), at)
    email = normalised(ContactAddress.Channel.EMAIL, email, field="email")
    if function.appointments.current(at).filter(person__email=email).exists():
        raise RuleError("Personen är redan förordnad till funktionen.", field="email")
    open_ones = function.invitations.filter(email=email, accepted_at=None, withdrawn_at=None)
    if open_ones.filter(expires_at__gt=at).exists():
        raise RuleError(
            "Personen är redan inbjuden. Skicka om den inbjudan i stället.", field="email"
        )
    open_ones.update(withdrawn_at=at)
    secret, hashed = rules.new_secret()
    invitation = Invitation.objects.create(
        function=function,
        email=email,
        kind=Kind(kind),
        token_hash=hashed,
        invited_by=by,
        invited_at=at,
        expires_at=at + rules.INVITATION_LIFETIME,
    )
    invitation_notices.send(invitation, secret, at=at)
    acting.record("invitation.send", invitation, f"Inbjudan skickad till {function}.")
    return secret


@transaction.atomic
def resend_invitation(*, invitation_id: int, by: User, at: datetime) -> str:
    """Send the invitation again with a new link; the old link stops working."""
    invitation = _open_invitation(invitation_id)
    acting = audit.Acting(by, require_administrator(by, invitation.function.actor), at)
    secret, invitation.token_hash = rules.new_secret()
    invitation.invited_at, invitation.expires_at = at, at + rules.INVITATION_LIFETIME
    invitation.save(update_fields=["token_hash", "invited_at", "expires_at"])
    invitation_notices.send(invitation, secret, at=at)
    acting.record(
        "invitation.resend", invitation, f"Inbjudan skickad igen till {invitation.function}."
    )
    return secret


@transaction.atomic
def withdraw_invitation(*, invitation_id: int, by: User, at: datetime) -> None:
    """Take the invitation back; its link stops working."""
    invitation = _open_invitation(invitation_id)
    acting = audit.Acting(by, require_administrator(by, invitation.function.actor), at)
    invitation.withdrawn_at = at
    invitation.save(update_fields=["withdrawn_at"])
    invitation_notices.cancel(invitation, at=at)
    acting.record(
        "invitation.withdraw", invitation, f"Inbjudan till {invitation.function} återkallad."
    )


def find_invitation(secret: str, *, at: datetime) -> Invitation | None:
    """Return the invitation of the link while it can be accepted."""
    return (
        Invitation.objects.filter(
            token_hash=rules.hash_of(secret),
            accepted_at=None,
            withdrawn_at=None,
            expires_at__gt=at,
            function__is_active=True,
        )
        .select_related("function__actor")
        .first()
    )


@transaction.atomic
def accept_as(*, secret: str, person: User, at: datetime) -> Appointment:
    """Accept with an account that exists, signed in with the address that was invited."""
    invitation = _claim(secret, at)
    if person.email != invitation.email:
        raise RuleError("Inbjudan gäller en annan e-postadress än den du är inloggad med.")
    return _appoint(invitation, person, at)


@transaction.atomic
def accept_with_new_account(
    *, secret: str, name: str, phone: str, password: str, at: datetime
) -> Appointment:
    """Accept and make an account for the address that was invited."""
    invitation = _claim(secret, at)
    if User.objects.filter(email=invitation.email).exists():
        raise RuleError("Det finns redan ett konto för adressen. Logga in och tacka ja.")
    person = User(email=invitation.email, name=name.strip(), phone=phone_of(phone))
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise RuleError(" ".join(error.messages), field="password") from error
    person.set_password(password)
    person.save()
    return _appoint(invitation, person, at)


@transaction.atomic
def end_appointment(
    *, appointment_id: int, ends_at: datetime | None, by: User, at: datetime
) -> None:
    """End an appointment now, or at a date; shifts after that become gaps.

    Källa: domain.md 2.2.
    """
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("function__actor", "person")
        .get(pk=appointment_id)
    )
    function = appointment.function
    acting = audit.Acting(by, require_administrator(by, function.actor), at)
    if appointment.ends_at is not None and appointment.ends_at <= at:
        raise RuleError("Förordnandet är redan avslutat.")
    moment = ends_at or at
    if moment < at:
        raise RuleError("Ange en tid framåt, eller avsluta nu.", field="ends_at")
    appointment.ends_at = max(moment, appointment.starts_at)
    appointment.save(update_fields=["ends_at"])
    duty.drop_shifts(appointment.person, function, from_moment=moment, at=at)
    acting.record(
        "appointment.end",
        appointment,
        f"Förordnande till {function} avslutat.",
        data={"ends_at": appointment.ends_at.isoformat()},
    )
    if moment <= at:
        sync_person(appointment.person, at=at)
    touched(function.actor, appointment.person_id)


def sync_groups(at: datetime) -> int:
    """Move people in and out of groups where a dated appointment began or ended; return how many.

    Run by a tick. Rights are computed from the appointments themselves and never wait for it.
    """
    current = Appointment.objects.current(at).filter(person__is_active=True)
    wanted = set(current.values_list("person_id", "function__group_id"))
    present = set(
        User.groups.through.objects.filter(group__function__isnull=False).values_list(
            "user_id", "group_id"
        )
    )
    changed = {person for person, _ in wanted ^ present}
    for person in User.objects.filter(pk__in=changed).order_by("pk"):
        with transaction.atomic():
            sync_person(person, at=at)
    return len(changed)


def sync_person(person: User, *, at: datetime) -> None:
    """Give somebody exactly the groups of the functions held, and end what no longer holds.

    Losing a function ends every session; losing the last one also ends API keys and calendar.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    held = Appointment.objects.current(at).filter(person=person, person__is_active=True)
    wanted = set(held.values_list("function__group_id", flat=True))
    mine = Group.objects.filter(user=person, function__isnull=False)
    present = set(mine.values_list("pk", flat=True))
    person.groups.add(*(wanted - present))
    lost = present - wanted
    if lost:
        person.groups.remove(*lost)
        User.objects.filter(pk=person.pk).update(session_round=F("session_round") + 1)
    if not wanted:
        ApiToken.objects.filter(user=person).delete()
        User.objects.filter(pk=person.pk).update(calendar_hash="")
    versions.bump(f"user:{person.pk}")


def _appoint(invitation: Invitation, person: User, at: datetime) -> Appointment:
    if not person.is_active:
        raise RuleError("Kontot är avstängt. Vänd dig till den som bjöd in dig.")
    function = invitation.function
    ongoing = function.appointments.filter(Q(ends_at=None) | Q(ends_at__gt=at), person=person)
    if ongoing.exists():
        raise RuleError("Du är redan förordnad till funktionen.")
    appointment = Appointment.objects.create(
        person=person, function=function, kind=invitation.kind, starts_at=at
    )
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    sync_person(person, at=at)
    audit.Acting(person, function, at).record(
        "invitation.accept", appointment, f"Förordnande till {function}: inbjudan antagen."
    )
    touched(function.actor, person.pk)
    return appointment


def _claim(secret: str, at: datetime) -> Invitation:
    found = find_invitation(secret, at=at)
    if found is None:
        raise RuleError("Länken gäller inte längre. Be om en ny inbjudan.")
    return _open_invitation(found.pk)


def _open_invitation(invitation_id: int) -> Invitation:
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("function__actor")
        .get(pk=invitation_id)
    )
    if invitation.accepted_at is not None:
        raise RuleError("Inbjudan är redan antagen.")
    if invitation.withdrawn_at is not None:
        raise RuleError("Inbjudan är återkallad.")
    return invitation
