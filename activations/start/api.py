"""What waits for the one who asks, over the API: the list of the page "Att göra"."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from common import todo
from common.api import Resource


class TaskSerializer(serializers.Serializer[Any]):
    """Något som väntar på dig. ``url``: sidan där det görs. ``due_date`` slutar vid midnatt."""

    action = serializers.CharField()
    text = serializers.CharField()
    whom = serializers.CharField(help_text="Den funktion eller kommun som det gäller.")
    since = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    due_date = serializers.DateField(allow_null=True)
    is_late = serializers.BooleanField()
    urgent = serializers.BooleanField(help_text="Kan inte vänta.")
    url = serializers.CharField()


class TaskList(Resource):
    """Det som väntar på dig."""

    @extend_schema(operation_id="tasks", summary="Att göra", responses=TaskSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Det som inte kan vänta först, sedan efter dag."""
        now = timezone.now()
        rows = [
            vars(task) | {"is_late": task.is_late(now), "url": request.build_absolute_uri(task.url)}
            for task in todo.tasks_of(self.user, now)
        ]
        return Response(TaskSerializer(rows, many=True).data)
