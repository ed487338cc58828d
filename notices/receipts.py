"""Lets the apps above know that a notice has arrived."""

from notices.hooks import Hooks

_hooks = Hooks("receipt_hook_failed")
register = _hooks.register
tell = _hooks.tell
