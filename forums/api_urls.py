"""Addresses of the API of forums."""

from rest_framework.routers import SimpleRouter

from forums import api
from forums.directions import api as directions

router = SimpleRouter()
router.register("forums", api.ForumViewSet, basename="forum")
router.register("directions", directions.DirectionViewSet, basename="direction")
router.register("meetings", api.MeetingViewSet, basename="meeting")

urlpatterns = router.urls
