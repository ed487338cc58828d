"""Lets the apps above know that a notice has finally failed: somebody's task, never silence."""

from notices.hooks import Hooks

_hooks = Hooks("failure_hook_failed")
register = _hooks.register
tell = _hooks.tell
