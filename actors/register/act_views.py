"""Single buttons of the register: each calls one service and goes back to its page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from actors.addresses import services as addresses
from actors.duty import services as duty
from actors.finding import part_of_visible, visible_function, visible_shift
from actors.models import ContactAddress, Invitation
from actors.register import appointments, functions
from common.requests import UserRequest


@require_POST
def function_retire(request: UserRequest, pk: int) -> HttpResponse:
    """Take a function out of use."""
    function = visible_function(request, pk)
    functions.retire_function(function_id=pk, by=request.user, at=timezone.now())
    messages.success(request, f"{function.name} är tagen ur bruk.")
    return redirect("actors:administration", slug=function.actor.slug)


@require_POST
def address_test(request: UserRequest, pk: int) -> HttpResponse:
    """Send a test message to an address."""
    address = _address(request, pk)
    addresses.send_test(address_id=pk, by=request.user, at=timezone.now())
    messages.success(request, "Testmeddelandet är på väg. Mottagaren bekräftar med länken.")
    return redirect("actors:function", pk=address.function_id)


@require_POST
def address_rung(request: UserRequest, pk: int) -> HttpResponse:
    """Note that a number was rung and answered."""
    address = _address(request, pk)
    addresses.confirm_by_ringing(address_id=pk, by=request.user, at=timezone.now())
    messages.success(request, "Numret är noterat som provat.")
    return redirect("actors:function", pk=address.function_id)


@require_POST
def address_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Take an address away."""
    address = _address(request, pk)
    addresses.remove_address(address_id=pk, by=request.user, at=timezone.now())
    messages.success(request, "Kontaktuppgiften är borttagen.")
    return redirect("actors:function", pk=address.function_id)


@require_POST
def invitation_resend(request: UserRequest, pk: int) -> HttpResponse:
    """Send an invitation again."""
    invitation = part_of_visible(request, Invitation.objects.all(), pk)
    appointments.resend_invitation(invitation_id=pk, by=request.user, at=timezone.now())
    messages.success(request, "Inbjudan är skickad igen. Den förra länken gäller inte längre.")
    return redirect("actors:function", pk=invitation.function_id)


@require_POST
def invitation_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = part_of_visible(request, Invitation.objects.all(), pk)
    appointments.withdraw_invitation(invitation_id=pk, by=request.user, at=timezone.now())
    messages.success(request, "Inbjudan är återkallad.")
    return redirect("actors:function", pk=invitation.function_id)


@require_POST
def shift_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Take a shift away."""
    shift = visible_shift(request, pk)
    duty.remove_shift(shift_id=pk, by=request.user, at=timezone.now())
    messages.success(request, "Passet är borttaget.")
    return redirect("actors:rota", pk=shift.function_id)


@require_POST
def note_read(request: UserRequest, pk: int) -> HttpResponse:
    """Note that the successor has read the handover."""
    shift = visible_shift(request, pk)
    duty.read_note(shift_id=pk, by=request.user, at=timezone.now())
    messages.success(request, "Överlämningen är läst.")
    return redirect("actors:rota", pk=shift.function_id)


def _address(request: UserRequest, pk: int) -> ContactAddress:
    return part_of_visible(request, ContactAddress.objects.all(), pk)
